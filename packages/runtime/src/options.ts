/** What a runtime is given. */

import type { ActionSink, TagSource } from '@andon/connect';
import type { Actor, Cap, Clock, EvidencePolicy, GrantSigner, NewId, RecordPort, Scope } from '@andon/core';
import type { JobBus } from '@andon/queue';
import type { Vertical } from '@andon/sdk';
import type { Logger } from 'pino';
import type { RuntimeLimits } from './context.ts';

export interface RuntimeOptions {
  readonly record: RecordPort;
  readonly bus: JobBus;
  /** What the plant is read from; only its link state is used here, samples come in through `ingest`. */
  readonly source: Pick<TagSource, 'link'>;
  readonly sink: ActionSink;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  /** Names this process in leases; unique per process. */
  readonly holder: string;
  /** Plant time at the start, in ms since the epoch; samples move it on. */
  readonly plantMs: number;
  /** Signs grants with the site's key, and says whether a signature holds. */
  readonly signer: GrantSigner;
  /** Caps on every action of the site, whatever is granted: of one that only observes, for instance. Default: none. */
  readonly caps?: readonly Cap[];
  /** What the site demands of evidence. Default `defaultEvidencePolicy`. */
  readonly evidence?: EvidencePolicy;
  /**
   * `false` for a process beside the one that acts: it may decide and stop, and tells the line's own process of what
   * it lets leave. What it takes in sets nothing off. Default `true`.
   */
  readonly performs?: boolean;
  readonly limits?: Partial<RuntimeLimits>;
}

export interface CommissionOptions<M> {
  readonly vertical: Vertical<M>;
  readonly scope: Scope;
  /** The model the brain is given, and the digest of its artefact; `null` for a vertical without one. */
  readonly model: { readonly value: M; readonly digest: string } | null;
  readonly by: Actor;
}
