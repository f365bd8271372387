/**
 * What the demo shows, and what it may be told by whoever watches. A view draws; it decides nothing.
 */

import type { SampleBatch } from '@andon/connect';
import type { EvidencePolicy, Json, LocalText, Proposal, Standing, Stop } from '@andon/core';
import type { RuntimeEvents } from '@andon/runtime';
import type { DemoResult } from '../demo/result.ts';

/** A simulated line, as it was asked for. */
export interface LineStart {
  readonly seed: number;
  readonly scenario: string;
  readonly coils: number;
  /** Of eight hours; need not be whole. */
  readonly shifts: number;
  /** Real minutes that the coils are going to take at this speed; `null` when nobody can say. */
  readonly minutes: number | null;
  /** Plant seconds per second; 0 = flat out. */
  readonly speed: number;
  /** What the camera shows: `synthetic` or a folder. */
  readonly surfaces: string;
}

export interface ViewStart {
  /** `null` on a real plant. */
  readonly line: LineStart | null;
  /** What the plant is, for people. */
  readonly plant: string;
  /** Nothing is sent, and no level goes above *advise*. */
  readonly observeOnly: boolean;
  /** Plant time at which this process begins, in ms since the epoch. */
  readonly plantMs: number;
  /** e.g. `PostgreSQL 18.4, embedded`. */
  readonly record: string;
  /** e.g. `BullMQ on Redis 7.0.15, private` or `BullMQ on PostgreSQL`. */
  readonly queue: string;
  readonly scope: string;
  /** Each kind of action, by risk class, as it stands when this process begins. */
  readonly standings: readonly Standing[];
  /** What climbing takes here. */
  readonly evidence: EvidencePolicy;
  /** Whether those demands are lower than what is shipped, so that a demo shows a climb; it is said on the screen. */
  readonly isDemoEvidence: boolean;
  /** What an earlier process left and this one took up; `null` on a fresh start. */
  readonly resumed: LocalText | null;
  /** Latched before this process began. Default: none. */
  readonly stops?: readonly Stop[];
}

/** Seeds on which the operations were compared, and constants that were moved, so far. */
export interface Comparing {
  readonly done: number;
  readonly of: number;
}

/** How a parameter may be edited, from the action's envelope. */
export type EditField =
  | { readonly param: string; readonly oneOf: readonly string[] }
  | { readonly param: string; readonly min: number; readonly max: number; readonly unit: string };

export type SeatAnswer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'edit'; readonly params: Readonly<Record<string, Json>> }
  | { readonly kind: 'stop' };

export interface View {
  started(start: ViewStart): void;
  /** Listens to what the runtime does. */
  bind(events: RuntimeEvents): void;
  /** The line moved on. */
  batch(batch: SampleBatch): void;
  /** A line of the story: who takes a seat, why plant time waits, a stop, a fault that began. */
  note(text: LocalText): void;
  /**
   * Puts a proposal before the viewer and waits for a key; `null` when none came within `timeoutMs` (then the scripted
   * inspector decides). A view that has no keyboard answers `null` at once.
   */
  ask(proposal: Proposal, fields: readonly EditField[], timeoutMs: number): Promise<SeatAnswer | null>;
  /** A stop asked for with `s` while nothing was asked; answers whether one was, once. */
  takeStopRequest(): boolean;
  /** Whether a decision key was pressed while nothing was asked: the viewer wants the seat back. Answers once. */
  takeSeatRequest(): boolean;
  /** The coils are through, or not yet, and the operations are being compared. */
  comparing(progress: Comparing): void;
  /** The report, where the one with charts lies, and whether Andon stays up until Ctrl-C. */
  finished(result: DemoResult, also: { readonly html: string; readonly staysUp: boolean }): void;
  /** Gives the terminal back as it was. */
  close(): void;
}
