/**
 * What a view knows: a pure reducer over what the runtime tells and what the line publishes. Nothing here grows with
 * the length of a run.
 */

import type { SampleBatch } from '@andon/connect';
import {
  type Decision,
  type Effect,
  type Grant,
  heldLevel,
  type Level,
  type LocalText,
  type Outcome,
  type Proposal,
  type Run,
  type Scope,
  type Standing,
  type Stop,
} from '@andon/core';
import type { RuntimeEventMap } from '@andon/runtime';
import { setStanding, standingsOf, underGrant } from './standings.ts';
import {
  type Counters,
  countEffect,
  countJob,
  countOutcome,
  last,
  noCounts,
  type SeenEffect,
} from './state-counters.ts';
import { type LineView, onSample, unseenLine } from './state-line.ts';
import type { Comparing, ViewStart } from './view.ts';

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
    | LevelChanged
    /** The test for the next level was passed; people sign. */
    | { readonly kind: 'evidence-passed'; readonly standing: Standing }
    | { readonly kind: 'decision-refused'; readonly decision: Decision; readonly why: string }
    | { readonly kind: 'run-failed'; readonly run: Run; readonly error: unknown }
    | { readonly kind: 'trouble'; readonly where: string; readonly error: unknown };
}

export interface LevelChanged {
  readonly kind: 'grant-signed' | 'grant-lowered';
  readonly grant: Grant;
  /** Level that was held before. */
  readonly from: Level;
}

export type Activity = Chain | Incident;

export interface ViewState {
  readonly start: ViewStart | null;
  readonly plantMs: number | null;
  readonly line: LineView;
  /** Proposals that wait for people or for their window, oldest first. */
  readonly open: readonly Proposal[];
  /** Oldest change first. */
  readonly activity: readonly Activity[];
  readonly counters: Counters;
  /** How far each kind of action has come. */
  readonly standings: readonly Standing[];
  /** The last level that changed while this was watched; stays in sight when the activity has gone on. */
  readonly levelChange: { readonly atMs: number; readonly what: LevelChanged } | null;
  readonly comparing: Comparing | null;
  /** Latched, most general first as pressed. */
  readonly stops: readonly Stop[];
  readonly seen: readonly SeenEffect[];
}

type Told = Exclude<keyof RuntimeEventMap, 'moved'>;
export const told = [
  'run.opened',
  'run.finished',
  'run.failed',
  'proposal.made',
  'proposal.expired',
  'decision.made',
  'decision.refused',
  'effect.intended',
  'effect.claimed',
  'effect.settled',
  'outcome.judged',
  'grant.signed',
  'grant.lowered',
  'evidence.counted',
  'evidence.passed',
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
  | { readonly kind: 'comparing'; readonly progress: Comparing }
  | RuntimeEvent;

/** How much is remembered. An outcome may come hours of plant time after its effect. */
const MEMORY = { activity: 200, open: 200 };

export const emptyState: ViewState = {
  start: null,
  plantMs: null,
  line: unseenLine,
  open: [],
  activity: [],
  counters: noCounts,
  standings: [],
  levelChange: null,
  comparing: null,
  stops: [],
  seen: [],
};

export function reduce(state: ViewState, event: ViewEvent): ViewState {
  switch (event.kind) {
    case 'started':
      return {
        ...state,
        start: event.start,
        plantMs: state.plantMs ?? event.start.plantMs,
        standings: standingsOf(event.start.standings),
      };
    case 'batch':
      return onBatch(state, event.batch);
    case 'note':
      return incident(state, { kind: 'note', text: event.text });
    case 'comparing':
      return { ...state, comparing: event.progress };
    case 'run.opened':
      return { ...state, counters: countJob(state.counters, 'queued') };
    case 'run.finished':
      return { ...state, counters: countJob(state.counters, 'ended') };
    case 'run.failed': {
      const [run, error] = event.args;
      const counters = countJob(state.counters, 'ended');
      return troubled(incident({ ...state, counters }, { kind: 'run-failed', run, error }));
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
      return { ...state, ...countEffect(state, effectId, 'intended') };
    }
    case 'effect.claimed':
    case 'effect.settled': {
      const [effect] = event.args;
      const counted = close({ ...state, ...countEffect(state, effect.id, effect.state) }, effect.proposalId);
      return follow(counted, effect.proposalId, { effect, wanted: effect });
    }
    case 'outcome.judged': {
      const [outcome] = event.args;
      return onOutcome(state, outcome);
    }
    case 'grant.signed':
    case 'grant.lowered': {
      const [grant, from] = event.args;
      return onLevel(state, { kind: event.kind === 'grant.signed' ? 'grant-signed' : 'grant-lowered', grant, from });
    }
    case 'evidence.counted': {
      const [standing] = event.args;
      return { ...state, standings: setStanding(state.standings, standing) };
    }
    case 'evidence.passed': {
      const [standing] = event.args;
      const standings = setStanding(state.standings, standing);
      return incident({ ...state, standings }, { kind: 'evidence-passed', standing });
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
  const counters = countOutcome(state.counters, outcome);
  return follow({ ...state, counters }, outcome.proposalId, { outcome });
}

/** What was signed before the view began stands in what it began with. */
function onLevel(state: ViewState, what: LevelChanged): ViewState {
  const { start, plantMs } = state;
  if (!start) return state;
  const standings = state.standings.map((standing) => underGrant(standing, what.grant, start.evidence));
  const isRenewal = heldLevel(what.grant) === what.from;
  const levelChange = isRenewal ? state.levelChange : { atMs: plantMs ?? 0, what };
  return incident({ ...state, standings, levelChange }, what);
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

function troubled(state: ViewState): ViewState {
  return { ...state, counters: { ...state.counters, troubles: state.counters.troubles + 1 } };
}

function otherStops(state: ViewState, scope: Scope): readonly Stop[] {
  return state.stops.filter((stop) => stop.scope !== scope);
}
