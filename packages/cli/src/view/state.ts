/**
 * What a view knows: a pure reducer over what the runtime tells and what the line publishes. Nothing here grows with
 * the length of a run.
 */

import type { Quality, Sample, SampleBatch } from '@andon/connect';
import type {
  Decision,
  Effect,
  EffectState,
  LocalText,
  Outcome,
  OutcomeState,
  Proposal,
  Run,
  Scope,
  Stop,
} from '@andon/core';
import type { RuntimeEventMap } from '@andon/runtime';
import { type LineState, payloads, tags } from '@andon/sim-line';
import type { ViewStart } from './view.ts';

/** A number of the line with what is known of how good it is. */
export interface Reading {
  /** `null` unless the source vouches for it. */
  readonly value: number | null;
  readonly lastGood: number | null;
  readonly quality: Quality;
  readonly sourceTs: number;
}

export interface LineView {
  readonly state: LineState['state'] | null;
  readonly sinceMs: number | null;
  readonly counts: LineState['counts'] | null;
  readonly setpoint: Reading | null;
  readonly setpointBy: string | null;
  readonly aim: Reading | null;
  readonly temperature: Reading | null;
  readonly force: Reading | null;
  readonly rollWear: Reading | null;
  /** Whether commands are taken; `false` while people have the plant on local control. */
  readonly remote: boolean;
  /** The last coil that the camera saw. */
  readonly coil: { readonly id: string; readonly grade: string; readonly thicknessMm: number } | null;
}

/** What proposals and effects say of what is wanted. */
export type Wanted = Pick<Proposal, 'actionType' | 'params' | 'command'>;

/** One proposal and what became of it. */
export interface Chain {
  readonly kind: 'chain';
  readonly proposalId: string;
  readonly atMs: number;
  /** `null`: of an earlier process, and not told here. */
  readonly wanted: Wanted | null;
  readonly proposal: Proposal | null;
  readonly decision: Decision | null;
  readonly expired: boolean;
  readonly effect: Effect | null;
  readonly outcome: Outcome | null;
}

/** Something that belongs to no proposal. */
export interface Incident {
  readonly kind: 'incident';
  readonly atMs: number;
  readonly what:
    | { readonly kind: 'note'; readonly text: LocalText }
    | { readonly kind: 'stop-pressed'; readonly stop: Stop }
    | { readonly kind: 'stop-reset'; readonly stop: Stop }
    | { readonly kind: 'decision-refused'; readonly decision: Decision; readonly why: string }
    | { readonly kind: 'run-failed'; readonly run: Run; readonly error: unknown }
    | { readonly kind: 'trouble'; readonly where: string; readonly error: unknown };
}

export type Activity = Chain | Incident;

export interface Counters {
  readonly effects: Readonly<Record<'intended' | SettledState, number>>;
  readonly outcomes: Readonly<Record<JudgedState, number>>;
  /** Runs that failed, and what no caller was waiting for. */
  readonly troubles: number;
}

type SettledState = Exclude<EffectState, 'intended' | 'claimed'>;
type JudgedState = Exclude<OutcomeState, 'open' | 'offered'>;

export interface ViewState {
  readonly start: ViewStart | null;
  readonly plantMs: number | null;
  readonly line: LineView;
  /** Proposals that wait for people or for their window, oldest first. */
  readonly open: readonly Proposal[];
  /** Oldest change first. */
  readonly activity: readonly Activity[];
  readonly counters: Counters;
  /** Latched, most general first as pressed. */
  readonly stops: readonly Stop[];
  /** Effects seen lately, so that none is counted twice. */
  readonly seen: readonly { readonly effectId: string; readonly state: EffectState }[];
}

type Told = Exclude<keyof RuntimeEventMap, 'moved' | 'run.opened' | 'run.finished'>;
export const told = [
  'run.failed',
  'proposal.made',
  'proposal.expired',
  'decision.made',
  'decision.refused',
  'effect.intended',
  'effect.claimed',
  'effect.settled',
  'outcome.judged',
  'stop.pressed',
  'stop.reset',
  'trouble',
] as const satisfies readonly Told[];

/** What the runtime tells, as one value. */
export type RuntimeEvent = { [K in Told]: { readonly kind: K; readonly args: RuntimeEventMap[K] } }[Told];

export type ViewEvent =
  | { readonly kind: 'started'; readonly start: ViewStart }
  | { readonly kind: 'batch'; readonly batch: SampleBatch }
  | { readonly kind: 'note'; readonly text: LocalText }
  | RuntimeEvent;

/** How much is remembered. An outcome may come hours of plant time after its effect. */
const MEMORY = { activity: 200, open: 200, seen: 500 };

export const emptyState: ViewState = {
  start: null,
  plantMs: null,
  line: {
    state: null,
    sinceMs: null,
    counts: null,
    setpoint: null,
    setpointBy: null,
    aim: null,
    temperature: null,
    force: null,
    rollWear: null,
    remote: true,
    coil: null,
  },
  open: [],
  activity: [],
  counters: {
    effects: {
      intended: 0,
      verified: 0,
      clamped: 0,
      accepted: 0,
      rejected: 0,
      refused: 0,
      expired: 0,
      unknown: 0,
    },
    outcomes: { achieved: 0, missed: 0, critical: 0, unjudged: 0 },
    troubles: 0,
  },
  stops: [],
  seen: [],
};

export function reduce(state: ViewState, event: ViewEvent): ViewState {
  switch (event.kind) {
    case 'started':
      return { ...state, start: event.start };
    case 'batch':
      return onBatch(state, event.batch);
    case 'note':
      return incident(state, { kind: 'note', text: event.text });
    case 'run.failed': {
      const [run, error] = event.args;
      return troubled(incident(state, { kind: 'run-failed', run, error }));
    }
    case 'proposal.made': {
      const [proposal] = event.args;
      return keepOpen(follow(state, proposal.id, { proposal, wanted: proposal }), proposal);
    }
    case 'proposal.expired': {
      const [proposalId] = event.args;
      return close(follow(state, proposalId, { expired: true }), proposalId);
    }
    case 'decision.made': {
      const [decision, proposal] = event.args;
      return keepOpen(follow(state, proposal.id, { proposal, wanted: proposal, decision }), proposal);
    }
    case 'decision.refused': {
      const [decision, why] = event.args;
      return incident(state, { kind: 'decision-refused', decision, why });
    }
    case 'effect.intended': {
      const [effectId] = event.args;
      return countEffect(state, effectId, 'intended');
    }
    case 'effect.claimed':
    case 'effect.settled': {
      const [effect] = event.args;
      const counted = close(countEffect(state, effect.id, effect.state), effect.proposalId);
      return follow(counted, effect.proposalId, { effect, wanted: effect });
    }
    case 'outcome.judged': {
      const [outcome] = event.args;
      return onOutcome(state, outcome);
    }
    case 'stop.pressed': {
      const [stop] = event.args;
      const stops = [...otherStops(state, stop.scope), stop];
      return incident({ ...state, stops }, { kind: 'stop-pressed', stop });
    }
    case 'stop.reset': {
      const [stop] = event.args;
      return incident({ ...state, stops: otherStops(state, stop.scope) }, { kind: 'stop-reset', stop });
    }
    case 'trouble': {
      const [where, error] = event.args;
      return troubled(incident(state, { kind: 'trouble', where, error }));
    }
  }
}

function onBatch(state: ViewState, { plantMs, samples }: SampleBatch): ViewState {
  const line = samples.reduce(onSample, state.line);
  // Nobody tells of a veto window that closed and was refused, or of what an earlier process left.
  const open = state.open.filter((proposal) => lastMomentOf(proposal) >= plantMs);
  return { ...state, plantMs, line, open: open.length === state.open.length ? state.open : open };
}

function lastMomentOf({ state, verdict, notAfterMs }: Proposal): number {
  return state === 'veto-window' && verdict.kind === 'veto-window' ? verdict.closesAtMs : notAfterMs;
}

function onSample(line: LineView, sample: Sample): LineView {
  switch (sample.tag) {
    case tags.furnaceSetpoint:
      return { ...line, setpoint: readingOf(sample) };
    case tags.furnaceAim:
      return { ...line, aim: readingOf(sample) };
    case tags.furnaceTemperature:
      return { ...line, temperature: readingOf(sample) };
    case tags.millForce:
      return { ...line, force: readingOf(sample) };
    case tags.millRollWear:
      return { ...line, rollWear: readingOf(sample) };
    case tags.furnaceSetpointBy:
      return { ...line, setpointBy: payloads[tags.furnaceSetpointBy].safeParse(sample.value).data ?? line.setpointBy };
    case tags.furnaceRemoteControl:
      return { ...line, remote: payloads[tags.furnaceRemoteControl].safeParse(sample.value).data ?? line.remote };
    case tags.inspectionResult: {
      const { data } = payloads[tags.inspectionResult].safeParse(sample.value);
      return data ? { ...line, coil: { id: data.coil, grade: data.grade, thicknessMm: data.thicknessMm } } : line;
    }
    case tags.lineState: {
      const { data } = payloads[tags.lineState].safeParse(sample.value);
      return data ? { ...line, state: data.state, sinceMs: data.since, counts: data.counts } : line;
    }
    default:
      return line;
  }
}

function readingOf({ value, lastGood, quality, sourceTs }: Sample): Reading {
  const number = (given: unknown) => (typeof given === 'number' && Number.isFinite(given) ? given : null);
  return { value: number(value), lastGood: number(lastGood ?? value), quality, sourceTs };
}

/** Changes the chain of a proposal and makes it the newest. */
function follow(
  state: ViewState,
  proposalId: string,
  change: Partial<Omit<Chain, 'kind' | 'proposalId' | 'atMs'>>,
): ViewState {
  const known = state.activity.find((one): one is Chain => one.kind === 'chain' && one.proposalId === proposalId);
  const chain: Chain = {
    ...(known ?? newChain(proposalId)),
    ...change,
    atMs: state.plantMs ?? change.proposal?.createdMs ?? 0,
  };
  return { ...state, activity: last(MEMORY.activity, [...state.activity.filter((one) => one !== known), chain]) };
}

function newChain(proposalId: string): Omit<Chain, 'atMs'> {
  return {
    kind: 'chain',
    proposalId,
    wanted: null,
    proposal: null,
    decision: null,
    expired: false,
    effect: null,
    outcome: null,
  };
}

function onOutcome(state: ViewState, outcome: Outcome): ViewState {
  const counted = countOutcome(state, outcome.state);
  const chain = state.activity.find((one): one is Chain => one.kind === 'chain' && one.effect?.id === outcome.effectId);
  return follow(counted, chain?.proposalId ?? outcome.effectId, { outcome });
}

function incident(state: ViewState, what: Incident['what']): ViewState {
  const one: Incident = { kind: 'incident', atMs: state.plantMs ?? 0, what };
  return { ...state, activity: last(MEMORY.activity, [...state.activity, one]) };
}

/** Holds the proposal among the open ones while it waits for somebody, in its old place if it was there. */
function keepOpen(state: ViewState, proposal: Proposal): ViewState {
  if (proposal.state !== 'awaiting-approval' && proposal.state !== 'veto-window') return close(state, proposal.id);
  const at = state.open.findIndex(({ id }) => id === proposal.id);
  const open = at < 0 ? [...state.open, proposal] : state.open.with(at, proposal);
  return { ...state, open: last(MEMORY.open, open) };
}

function close(state: ViewState, proposalId: string): ViewState {
  const open = state.open.filter(({ id }) => id !== proposalId);
  return open.length === state.open.length ? state : { ...state, open };
}

/** Counts an effect where it stands now, and no longer where it stood: what was unknown may be settled later. */
function countEffect(state: ViewState, effectId: string, now: EffectState): ViewState {
  const before = state.seen.find((one) => one.effectId === effectId);
  if (before?.state === now) return state;
  const effects = { ...state.counters.effects };
  if (!before) effects.intended += 1;
  else if (isSettled(before.state)) effects[before.state] -= 1;
  if (isSettled(now)) effects[now] += 1;
  const seen = last(MEMORY.seen, [...state.seen.filter((one) => one !== before), { effectId, state: now }]);
  return { ...state, seen, counters: { ...state.counters, effects } };
}

function countOutcome(state: ViewState, judged: OutcomeState): ViewState {
  if (judged === 'open' || judged === 'offered') return state;
  const outcomes = { ...state.counters.outcomes, [judged]: state.counters.outcomes[judged] + 1 };
  return { ...state, counters: { ...state.counters, outcomes } };
}

function troubled(state: ViewState): ViewState {
  return { ...state, counters: { ...state.counters, troubles: state.counters.troubles + 1 } };
}

function isSettled(state: EffectState): state is SettledState {
  return state !== 'intended' && state !== 'claimed';
}

function otherStops(state: ViewState, scope: Scope): readonly Stop[] {
  return state.stops.filter((stop) => stop.scope !== scope);
}

function last<T>(count: number, list: readonly T[]): readonly T[] {
  return list.length > count ? list.slice(-count) : list;
}
