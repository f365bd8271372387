/**
 * The two ports to a plant. A `TagSource` reads, an `ActionSink` acts. An adapter implements one or both for a
 * protocol; nothing else in Andon talks to equipment.
 *
 * Times are *plant time* in milliseconds since the epoch unless a name says otherwise.
 */

import type { SinkTraits } from '@andon/core';

/** Path of a tag below the site, e.g. `acme/harbin/hot-rolling/hot-strip-1/furnace/zone-3/temperature`. */
export type TagId = string;

/**
 * OPC UA's three severities, and `stale`, which is ours: the sample is older than its reader allows, or the link is
 * down. A source may keep saying `good` after a sensor was unplugged, so age is always judged by the reader.
 */
export type Quality = 'good' | 'uncertain' | 'bad' | 'stale';

/** One tag value. */
export interface Sample<T = unknown> {
  readonly tag: TagId;
  /** `null` unless quality is `good` or `uncertain`: a number that must not be used cannot be used by accident. */
  readonly value: T | null;
  /** The number that came with a bad sample, for display and diagnosis only. */
  readonly lastGood?: T;
  readonly quality: Quality;
  /** OPC UA status name, e.g. `Good`, `BadSensorFailure`. */
  readonly status: string;
  /** When the source measured it. */
  readonly sourceTs: number;
  /** When we received it, in plant time. */
  readonly receivedTs: number;
  /** Grows by one per tag and source session. */
  readonly seq: number;
}

/** `up`: the far end answered within the adapter's heartbeat. Anything else: nothing may be sent. */
export type LinkState = 'up' | 'down';

export interface TagSource {
  link(): LinkState;
  /** The present value of each tag, in the order asked; an unknown tag answers quality `bad`, status `BadNodeIdUnknown`. */
  read(tags: readonly TagId[], signal?: AbortSignal): Promise<readonly Sample[]>;
  /** Batches of samples as the source sends them, until `signal` fires. Ends by itself when the source ends. */
  subscribe(signal: AbortSignal): AsyncIterable<SampleBatch>;
}

/** Samples that belong to one instant of plant time. */
export interface SampleBatch {
  readonly plantMs: number;
  /** Identifies the batch within the source's session; a redelivered batch carries the same. */
  readonly seq: number;
  readonly samples: readonly Sample[];
}

/** What a sink can do: `SinkTraits` of core, which caps the level of every action type that leaves through it. */
export type SinkCapabilities = SinkTraits;

/** One act, on its way to the plant. */
export interface Command {
  /** The effect's stable key. */
  readonly key: string;
  /** Equipment path that is acted on. */
  readonly asset: string;
  /** What is written: a tag (set-point) or a method name of the asset (disposition). */
  readonly target: TagId;
  readonly value: unknown;
  /** The coil, slab or lot that the act is about; `null` where it is about equipment alone. */
  readonly material: string | null;
  /** Grows with every claim of any effect on the asset. */
  readonly fence: number;
  /** Plant time after which the sink must drop it. */
  readonly validUntil: number;
}

/** What the far end said when the command arrived. */
export type Acknowledgement =
  | { readonly kind: 'taken' }
  /** The key arrived before; `became` of the first arrival, where the far end says so. Reading back says it for sure. */
  | { readonly kind: 'duplicate'; readonly became?: Exclude<ReadBack, { kind: 'absent' }> }
  | { readonly kind: 'refused'; readonly code: SinkRefusal; readonly message: string };

/** Why a sink refuses. OPC UA names where there is one. */
export type SinkRefusal =
  | 'expired'
  | 'stale-fence'
  | 'local-control'
  | 'out-of-range'
  | 'not-writable'
  | 'no-such-material'
  | 'interlock';

/** What the plant shows for a key. */
export type ReadBack =
  /** The key never arrived. Asking raised the asset's fence to the asker's, so an older command can no longer land. */
  | { readonly kind: 'absent' }
  /** It arrived and was taken; `value` is what the plant holds now, which may differ from what was asked. */
  | { readonly kind: 'present'; readonly value: unknown; readonly at: number }
  /** It arrived and was refused. */
  | { readonly kind: 'refused'; readonly code: SinkRefusal; readonly message: string };

export interface ReadBackQuery {
  readonly key: string;
  readonly asset: string;
  readonly target: TagId;
  readonly material: string | null;
  readonly fence: number;
}

export interface ActionSink {
  link(): LinkState;
  capabilities(): SinkCapabilities;
  /**
   * Hands the command to a link that is up, in this very tick, and returns the promise of its acknowledgement; nothing
   * is ever kept for later.
   *
   * @throws AndonError('link.down') at once when the link is not up: nothing left.
   */
  send(command: Command): Promise<Acknowledgement>;
  /** @throws AndonError('link.down') | AndonError('link.timeout') */
  readBack(query: ReadBackQuery, signal?: AbortSignal): Promise<ReadBack>;
}
