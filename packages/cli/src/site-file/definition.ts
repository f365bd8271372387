/**
 * What an `andon.site.ts` holds: the equipment, the tags, the plant, the agents, the people, and what the site demands.
 *
 *     import { defineSite, mes } from '@andon/cli';
 *
 *     export default defineSite({
 *       timeZone: 'Asia/Shanghai',
 *       equipment: { id: 'acme', children: [{ id: 'harbin', children: [ … ] }] },
 *       plant: mes({ url: 'https://mes.harbin.example:8443', … }),
 *       agents: [{ vertical: coolingWatch, on: 'acme/harbin/hot-rolling/hot-strip-1', commissionedBy: 'wang-jun' }],
 *       people: [ … ],
 *     });
 */

import type { EvidencePolicy, LocalText, Scope } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import type { PlantDefinition } from './plant.ts';

/** A node of the ISA-95 equipment hierarchy (IEC 62264-1); how deep it stands says what it is. */
export interface Equipment {
  /** One part of the path: lower-case letters, digits, and single `-` `_` `.` between them. */
  readonly id: string;
  /** For people. Default: the id. */
  readonly name?: LocalText;
  /** Of an enterprise its sites, then areas, lines (work centres), work units, equipment modules. */
  readonly children?: readonly Equipment[];
  /** Of a line alone: what it shows and takes, as paths below it (`furnace/temperature`). */
  readonly tags?: Readonly<Record<string, TagDefinition>>;
}

export interface TagDefinition {
  /** As the plant says it: `°C`, `m³/h`. */
  readonly unit?: string;
  /** Whether agents may write it. What is not marked is refused by the sink, whatever is granted. Default `false`. */
  readonly writable?: boolean;
}

export interface SiteAgent<M = unknown> {
  readonly vertical: Vertical<M>;
  /** The line that it works on, or a part of it. */
  readonly on: Scope;
  /** Loads what the brain is given, and the digest of its artefact. Not given: the vertical has no model. */
  readonly model?: (site: ModelContext) => LoadedModel<M> | Promise<LoadedModel<M>>;
  /** Id of the person who puts it on the line: a shift lead or process owner. It begins at *shadow*. */
  readonly commissionedBy: string;
}

export interface LoadedModel<M = unknown> {
  readonly value: M;
  /** Enters the fingerprint that grants are bound to. */
  readonly digest: string;
}

/** What the site says to whoever loads a model. */
export interface ModelContext {
  /** Folder of the site file; relative paths begin here. */
  readonly dir: string;
  readonly timeZone: string;
  readonly tariffs: Tariffs | null;
  /** What the plant says of itself: of a simulated line its seed, for instance. */
  readonly plant: Readonly<Record<string, unknown>>;
}

export interface SitePerson {
  readonly id: string;
  readonly name: string;
  /** `process-operator`, `quality-inspector`, `shift-lead`, `process-owner` … */
  readonly roles: readonly string[];
}

/** What energy costs, for models that weigh it. */
export interface Tariffs {
  /** ISO 4217: `CNY`. */
  readonly currency: string;
  /** Price of a kilowatt-hour over the day in the site's time zone; the bands cover it without gap or overlap. */
  readonly electricity: readonly TariffBand[];
}

export interface TariffBand {
  /** `HH:MM`, inclusive. */
  readonly from: string;
  /** `HH:MM`, exclusive; `24:00` ends the day. */
  readonly to: string;
  readonly perKwh: number;
}

export interface SiteDefinition {
  /** For people. Default: the path of the equipment's first site. */
  readonly name?: LocalText;
  /** IANA name, as people there read a clock: `Asia/Shanghai`. */
  readonly timeZone: string;
  readonly equipment: Equipment;
  readonly plant: PlantDefinition;
  // Agents of a site have models of different types; only the vertical of each needs to know which.
  // biome-ignore lint/suspicious/noExplicitAny: the model's type is checked where an agent is written, by `agent`.
  readonly agents: readonly SiteAgent<any>[];
  readonly people: readonly SitePerson[];
  /** What climbing takes. Default: the shipped demands (.90, .95, .98, .99). */
  readonly evidence?: Partial<EvidencePolicy>;
  readonly tariffs?: Tariffs;
  /** How long a grant holds, in days of plant time, 1 to 366. Default 30. */
  readonly grantDays?: number;
  /** The API, on this machine only. */
  readonly api?: SiteApi;
  /** Where copies of the audit trail's checkpoints are kept. Default: nowhere else than in the record. */
  readonly audit?: SiteAudit;
}

export interface SiteAudit {
  /** Three at most. */
  readonly anchors: readonly SiteAnchor[];
}

/**
 * Outside of what whoever holds this machine can write to: only then does it show what they rewrote. A file is appended
 * to, relative to the site file, in a folder that is there; a URL is sent each checkpoint with POST.
 */
export type SiteAnchor = { readonly file: string } | { readonly url: string };

export interface SiteApi {
  /** 0 takes a free one. Default 4700. `ANDON_API_PORT` comes before it. */
  readonly port?: number;
}

/** Only there to let the types guide; what it is given is checked when the site is loaded. */
export function defineSite(definition: SiteDefinition): SiteDefinition {
  return definition;
}

/** An agent whose model fits its vertical. */
export function agent<M>(definition: SiteAgent<M>): SiteAgent<M> {
  return definition;
}
