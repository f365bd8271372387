/** A site whose file was read and holds: what everything else works with. */

import type { Actor, EvidencePolicy, LocalText, Scope } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import type { LoadedModel, ModelContext, SiteDefinition, TagDefinition, Tariffs } from './definition.ts';
import type { PlantDefinition } from './plant.ts';

export interface Site {
  /** The file; of the demo, the one that Andon ships. */
  readonly file: string;
  /** Its folder. */
  readonly dir: string;
  readonly name: LocalText;
  readonly timeZone: string;
  readonly equipment: SiteDefinition['equipment'];
  readonly lines: readonly SiteLine[];
  readonly plant: PlantDefinition;
  readonly agents: readonly CheckedAgent[];
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  readonly evidence: EvidencePolicy;
  readonly tariffs: Tariffs | null;
  readonly grantDays: number;
  readonly apiPort: number;
  readonly anchors: readonly AnchorPlace[];
}

/** Where copies of checkpoints are kept. */
export type AnchorPlace =
  /** Absolute. */
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'url'; readonly url: string };

/** A work centre: the acts of one line leave one at a time. */
export interface SiteLine {
  readonly scope: Scope;
  readonly name: LocalText;
  /** By path below the line; `null` where the file lists none. */
  readonly tags: Readonly<Record<string, TagDefinition>> | null;
}

export interface CheckedAgent {
  /** `<vertical>@<scope>`. */
  readonly id: string;
  readonly vertical: Vertical<never>;
  readonly scope: Scope;
  readonly line: SiteLine;
  readonly model: ((site: ModelContext) => LoadedModel | Promise<LoadedModel>) | null;
  readonly commissionedBy: Actor;
}

/** What is wrong with a site file, and where. */
export interface SiteProblem {
  /** Of the key: `agents.0.on`. */
  readonly path: string;
  readonly problem: string;
}
