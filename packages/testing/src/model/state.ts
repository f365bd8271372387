/**
 * Everything the memory record holds, in one object that the aggregates share. JavaScript runs one turn at a time, so a
 * method that does not await between reading and writing is a transaction.
 *
 * Rows are replaced, never changed in place: an answer given earlier stays as it was.
 */

import type {
  Actor,
  Agent,
  AuditEvent,
  Decision,
  Effect,
  Evidence,
  Grant,
  JsonObject,
  Outcome,
  Page,
  Proposal,
  Run,
  Scope,
  SealedEvent,
  SignedCheckpoint,
  Stamp,
  Stop,
} from '@andon/core';

export interface RunRow {
  readonly run: Run;
  /** Of the last lease; 0 before the first. */
  readonly token: number;
  /** Process time at which the last lease ends. */
  readonly leaseEndsMs: number;
  readonly endedAt: Stamp | null;
  readonly error: JsonObject | null;
}

export interface EffectRow {
  readonly effect: Effect;
  /** Plant time of the last claim, `null` before the first. */
  readonly claimedMs: number | null;
}

export interface LaneRow {
  readonly holder: string;
  readonly token: number;
  /** Process time at which it ends. */
  readonly leaseEndsMs: number;
}

export interface AuthorityRow {
  /** Process time at which it ends. */
  readonly leaseEndsMs: number;
  /** Epoch of the latest stop that the snapshot could show. */
  readonly epoch: number;
  /** Revision of the grants that it shows, by agent. */
  readonly revisions: ReadonlyMap<string, number>;
}

export interface DecisionAnswer {
  readonly proposalId: string;
  /** `null` when it was decided. */
  readonly refused: 'late' | 'stale' | 'author' | null;
}

export interface State {
  readonly processMs: () => number;
  readonly agents: Map<string, Agent>;
  /** All that were ever signed, by id. */
  readonly grants: Map<string, Grant>;
  /** Id of the grant that stands, by what it is for. */
  readonly standing: Map<string, string>;
  readonly runs: Map<string, RunRow>;
  /** Id of the run by agent and trigger. */
  readonly triggers: Map<string, string>;
  readonly proposals: Map<string, Proposal>;
  readonly decisions: Decision[];
  /** How every decision was answered, the refused ones too, by its id. */
  readonly answers: Map<string, DecisionAnswer>;
  /** Ids of the proposals whose veto window was closed, rather than vetoed or approved. */
  readonly closedWindows: Set<string>;
  readonly effects: Map<string, EffectRow>;
  readonly outcomes: Map<string, Outcome>;
  /** By subject. */
  readonly evidence: Map<string, Evidence>;
  readonly stops: Map<string, Stop>;
  readonly lanes: Map<Scope, LaneRow>;
  /** Last fence given, by asset. */
  readonly fences: Map<Scope, number>;
  readonly authority: Map<string, AuthorityRow>;
  readonly events: AuditEvent[];
  readonly sealed: SealedEvent[];
  readonly checkpoints: SignedCheckpoint[];
}

export function newState(processMs: () => number): State {
  return {
    processMs,
    agents: new Map(),
    grants: new Map(),
    standing: new Map(),
    runs: new Map(),
    triggers: new Map(),
    proposals: new Map(),
    decisions: [],
    answers: new Map(),
    closedWindows: new Set(),
    effects: new Map(),
    outcomes: new Map(),
    evidence: new Map(),
    stops: new Map(),
    lanes: new Map(),
    fences: new Map(),
    authority: new Map(),
    events: [],
    sealed: [],
    checkpoints: [],
  };
}

/** Andon itself as an actor: what ends by its own time, and what nobody in particular did. */
export const andon: Actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' };

/** An agent as the actor of its runs and proposals. */
export function agentAsActor(agentId: string): Actor {
  return { id: agentId, name: agentId, roles: [], authenticatedBy: 'system' };
}

/** An audit event before it has its place. A reference to nothing is left out; data may be anything that is JSON. */
export interface Told extends Omit<AuditEvent, 'id' | 'refs' | 'data'> {
  readonly refs: Readonly<Record<string, string | null>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Writes an audit event. Its id is its place among all events. */
export function tell(state: State, { type, at, actor, scope, refs, data }: Told): void {
  const given = Object.entries(refs).filter((entry): entry is [string, string] => entry[1] !== null);
  state.events.push(
    asStored({
      id: `evt_${state.events.length + 1}`,
      type,
      at,
      actor,
      scope,
      refs: Object.fromEntries(given),
      data: data as JsonObject,
    }),
  );
}

/** A copy as JSON would bring it back: the record shares nothing with whoever wrote it. */
export function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Key of a map by several strings. */
export function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** A lease ends at its very end, so that one of 0 ms is over at once. */
export function isOver(state: State, leaseEndsMs: number): boolean {
  return leaseEndsMs <= state.processMs();
}

/** The last `limit`, the latest first. */
export function latestOf<T>(items: readonly T[], limit: number): T[] {
  return limit > 0 ? items.slice(-limit).reverse() : [];
}

/** A page of what stands in the order in which it was written; `null` when there is nothing with the id `before`. */
export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  { before, limit }: Page,
  fits: (item: T) => boolean = () => true,
): readonly T[] | null {
  const end = before === null ? items.length : items.findIndex(({ id }) => id === before);
  return end < 0 ? null : latestOf(items.slice(0, end).filter(fits), limit);
}

/** How many there are of each. */
export function tally<K extends string>(keys: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
