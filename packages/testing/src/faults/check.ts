/**
 * The promises, held against what the record, the MES's own log and the proxy between them say of a run in which
 * everything was struck. It shares no code with the gate, the gateway or the store.
 */

import {
  type AuditReport,
  type Effect,
  isAtLeast,
  isWithin,
  type Level,
  type Scope,
  type SealedEvent,
  terminalEffectStates,
} from '@andon/core';
import type { CommandLogEntry } from '@andon/sim-line';
import type { Departure } from './sightings.ts';

/** An act is in a terminal state so long after its deadline at the latest, in ms. */
export const GRACE_MS = 10_000;

export type KnownEffect = Pick<
  Effect,
  'id' | 'agentId' | 'line' | 'command' | 'state' | 'needsPerson' | 'authorisation' | 'notAfterMs'
>;

/** All instants are wall time in ms; here that is plant time too. */
export interface RunLog {
  readonly effects: readonly KnownEffect[];
  readonly events: readonly SealedEvent[];
  readonly report: AuditReport;
  /** Of the MES, in order, from its own log. */
  readonly arrivals: readonly CommandLogEntry[];
  /** Seen by the proxy as they came out of a worker, in order. */
  readonly departures: readonly Departure[];
  readonly stops: readonly StopSpan[];
  readonly licences: readonly LicenceChange[];
  /** When faults lasted: an act waits as long as what it needs is away. */
  readonly faults: readonly Span[];
  readonly endedMs: number;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface StopSpan {
  readonly scope: Scope;
  readonly epoch: number;
  /** When whoever pressed it was told that every gateway knows. */
  readonly acknowledgedMs: number;
  /** When somebody began to reset it. */
  readonly resetMs: number;
}

/** The highest level that an agent may have from then on: a rise from when it was asked for, a fall once acknowledged. */
export interface LicenceChange {
  readonly line: Scope;
  readonly level: Level;
  readonly fromMs: number;
}

export type Violation =
  /** Two executions for one key. */
  | 'duplicated'
  /** Done in the record and not in the MES's log. */
  | 'lost'
  /** Nothing decided 10 s after its deadline; where a fault reached into these, 10 s after that. */
  | 'undecided'
  /** Done in the MES's log, and called not done in the record. */
  | 'denied'
  | 'aboveGrant'
  | 'afterStop'
  | 'afterDeadline'
  /** Left or arrived without its intent before it. */
  | 'unrecorded'
  /** Neither terminal nor waiting for a person. */
  | 'stuck'
  /** Steps without their event, or a chain that does not hold. */
  | 'trail';

/** One sentence each; a clean run has none. */
export type Violations = Readonly<Record<Violation, readonly string[]>>;

export function violationsIn(log: RunLog): Violations {
  const known = new Map(log.effects.map((effect) => [effect.id, effect]));
  const taken = log.arrivals.filter(({ answer }) => answer.kind === 'taken');
  const takenByKey = Map.groupBy(taken, ({ command }) => command.key);
  const done = new Set(takenByKey.keys());
  const left = departuresOf(log);
  return {
    duplicated: [...takenByKey].flatMap(([key, all]) =>
      all.length > 1 ? [`${key} was executed ${all.length} times`] : [],
    ),
    lost: notInTheLog(log, done),
    undecided: undecided(log),
    denied: [...done].flatMap((key) => {
      const state = known.get(key)?.state;
      return state === undefined || isDone(state) ? [] : [`${key} was executed and is ${state}`];
    }),
    aboveGrant: left.flatMap((departure) => aboveGrant(departure, known.get(departure.key), log)),
    afterStop: left.flatMap((departure) => afterStop(departure, known.get(departure.key), log)),
    afterDeadline: taken.flatMap(({ command: { key, validUntil }, plantMs }) => {
      const limit = Math.min(validUntil, known.get(key)?.notAfterMs ?? validUntil);
      return plantMs > limit ? [`${key} was executed ${plantMs - limit} ms after its time`] : [];
    }),
    unrecorded: unrecorded(log, left, known),
    stuck: log.effects.flatMap(({ id, state, needsPerson }) =>
      terminalEffectStates.includes(state) || needsPerson ? [] : [`${id} stands at ${state}`],
    ),
    trail: trail(log),
  };
}

const isDone = (state: Effect['state']): boolean => state === 'verified' || state === 'clamped';

/** What the proxy saw, and besides whatever arrived without being seen. */
function departuresOf({ departures, arrivals }: RunLog): readonly Departure[] {
  const seen = new Set(departures.map(({ key }) => key));
  const unseen = arrivals.filter(({ command }) => !seen.has(command.key));
  return [...departures, ...unseen.map(({ command, plantMs }) => ({ key: command.key, atMs: plantMs }))];
}

function notInTheLog({ effects }: RunLog, done: ReadonlySet<string>): string[] {
  return effects.flatMap(({ id, state }) =>
    isDone(state) && !done.has(id) ? [`${id} is ${state} and is not in the log`] : [],
  );
}

function undecided({ effects, events, faults, endedMs }: RunLog): string[] {
  const settled = new Map(
    events.filter(({ type }) => type === 'effect.settled').map(({ refs, at }) => [refs.effectId, at.wallMs]),
  );
  return effects.flatMap(({ id, notAfterMs, needsPerson }) => {
    if (needsPerson) return [];
    const limitMs = graceEnd(notAfterMs, faults);
    const atMs = settled.get(id) ?? endedMs;
    return atMs > limitMs ? [`${id} was undecided ${atMs - notAfterMs} ms after its deadline`] : [];
  });
}

/** The grace begins anew when a fault that reached into it is over; once, not with every further one. */
function graceEnd(notAfterMs: number, faults: readonly Span[]): number {
  const plain = notAfterMs + GRACE_MS;
  const during = faults.filter(({ fromMs, toMs }) => fromMs <= plain && toMs >= notAfterMs);
  return Math.max(plain, ...during.map(({ toMs }) => toMs + GRACE_MS));
}

/** The least level at which an act may leave like this. */
const needs = { approval: 'approve', 'window-closed': 'veto', standing: 'autonomous' } as const;

function aboveGrant({ key, atMs }: Departure, effect: KnownEffect | undefined, log: RunLog): string[] {
  if (!effect) return [];
  const { kind } = effect.authorisation;
  const held = log.licences.findLast(({ line, fromMs }) => line === effect.line && fromMs <= atMs)?.level ?? 'off';
  return isAtLeast(held, needs[kind]) ? [] : [`${key} left by ${kind} at ${held}`];
}

/** Also what was let leave before a stop and left after its reset: a reset revives nothing. */
function afterStop({ key, atMs }: Departure, effect: KnownEffect | undefined, { stops }: RunLog): string[] {
  if (!effect) return [];
  const { authorisation, command } = effect;
  return stops
    .filter(({ scope, acknowledgedMs }) => isWithin(command.asset, scope) && atMs >= acknowledgedMs)
    .filter(({ epoch, resetMs }) => atMs < resetMs || authorisation.stopEpoch < epoch)
    .map(({ acknowledgedMs, epoch }) => `${key} left ${atMs - acknowledgedMs} ms after stop ${epoch} was acknowledged`);
}

function unrecorded({ events }: RunLog, left: readonly Departure[], known: ReadonlyMap<string, KnownEffect>): string[] {
  const intended = new Map(
    events.filter(({ type }) => type === 'effect.intended').map(({ refs, at }) => [refs.effectId, at.wallMs]),
  );
  return left.flatMap(({ key, atMs }) => {
    if (!known.has(key)) return [`${key} left without a row in the record`];
    const intendedMs = intended.get(key);
    if (intendedMs === undefined) return [`${key} left without the event of its intent`];
    return intendedMs > atMs ? [`${key} left ${intendedMs - atMs} ms before its intent`] : [];
  });
}

function trail({ effects, events, report }: RunLog): string[] {
  const about = Map.groupBy(events, ({ refs }) => refs.effectId);
  const broken = effects.flatMap(({ id, state }) => {
    const types = (about.get(id) ?? []).map(({ type }) => type);
    const count = (type: string): number => types.filter((one) => one === type).length;
    const settled = terminalEffectStates.includes(state) ? 1 : 0;
    return [
      ...(count('effect.intended') === 1 ? [] : [`${id} has ${count('effect.intended')} events of its intent`]),
      ...(count('effect.settled') === settled ? [] : [`${id} is ${state} and has ${count('effect.settled')} ends`]),
    ];
  });
  if (!report.verified) broken.push(`the chain does not hold at ${report.firstBad ?? 'its unsealed end'}`);
  return broken;
}
