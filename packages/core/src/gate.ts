/**
 * The gate: a pure function from a proposal and the state of the world to a verdict, always with the binding reason.
 * It is asked twice: when a proposal is made, and again in the same tick as the send, then with the authorisation
 * that the effect carries.
 *
 * Precedence: stop · level off · deadline · envelope · what the level says.
 */

import { type Because, because, type SinkLack } from './because.ts';
import { type Envelope, outsideEnvelope, type Readings, type RecentActs } from './envelope.ts';
import { bindingCap, type Cap, type CapSource, isAtLeast, type Level } from './ladder.ts';
import type { Grant, RiskClass } from './record.ts';

/** The part of an action type that the gate obeys. */
export interface ActionRules {
  readonly envelope: Envelope;
  /** The highest level this action type may ever have, whatever is granted. */
  readonly ceiling: Level;
  /** How long a veto window stays open, in ms of plant time. */
  readonly vetoWindowMs: number;
}

export interface GateProposal {
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly params: Readonly<Record<string, unknown>>;
  /** Digest of what is proposed; an approval names it. */
  readonly revisionHash: string;
  /** Plant time after which it must not leave. */
  readonly notAfterMs: number;
}

/** What lets an effect leave, as recorded with its intent. */
export type Authorisation =
  | { readonly kind: 'approval'; readonly by: string; readonly revisionHash: string; readonly stopEpoch: number }
  | { readonly kind: 'window-closed'; readonly revisionHash: string; readonly stopEpoch: number }
  | { readonly kind: 'standing'; readonly revisionHash: string; readonly stopEpoch: number };

/** What a sink can do. What it cannot do caps every action type that leaves through it at *approve*. */
export interface SinkTraits {
  /** Answers a read-back. */
  readonly readBack: boolean;
  /** Drops a second arrival of a key and can say whether a key arrived. */
  readonly honoursKey: boolean;
  /** Refuses a fence lower than the highest it has seen for the asset. */
  readonly honoursFence: boolean;
  /** Drops a command that arrives after its `validUntil`. */
  readonly checksValidUntil: boolean;
}

export interface GateState {
  /** The most general stop that is latched over the asset, `null` when none is. */
  readonly stop: { readonly scope: string; readonly by: string } | null;
  /** Epoch of the asset's stops: grows with every press and never falls. */
  readonly stopEpoch: number;
  /** The grant for exactly this agent, action type and risk class. */
  readonly grant: Grant | null;
  /** Of the agent as it runs now. */
  readonly fingerprint: string;
  readonly sink: SinkTraits;
  /** Any further caps: scope, presence, health, exposure … */
  readonly caps: readonly Cap[];
  readonly readings: Readings;
  readonly recent: RecentActs;
}

export interface GateInput {
  readonly proposal: GateProposal;
  readonly rules: ActionRules;
  readonly state: GateState;
  /** `null` when a proposal is made; what the effect carries when it is about to leave. */
  readonly authorisation: Authorisation | null;
  /** Plant time. */
  readonly nowMs: number;
}

interface VerdictBase {
  readonly because: Because;
  /** The effective level, and the cap that bound it. */
  readonly level: Level;
  readonly binding: CapSource;
}

export type Verdict = VerdictBase &
  (
    | { readonly kind: 'refuse' }
    | { readonly kind: 'shadow' }
    | { readonly kind: 'advise' }
    | { readonly kind: 'await-approval' }
    | { readonly kind: 'veto-window'; readonly closesAtMs: number }
    | { readonly kind: 'execute' }
  );

export function gate(input: GateInput): Verdict {
  const { proposal, rules, state, nowMs } = input;
  const cap = bindingCap(capsOf(input));
  const base = { level: cap.level, binding: cap.source };
  const refuse = (reason: Because): Verdict => ({ kind: 'refuse', because: reason, ...base });

  if (cap.level === 'off') return refuse(cap.because);
  // Asked this way round, a time that is no number is too late.
  if (!(nowMs <= proposal.notAfterMs)) return refuse(because('deadline.passed'));
  const outside = outsideEnvelope({
    actionType: proposal.actionType,
    params: proposal.params,
    envelope: rules.envelope,
    readings: state.readings,
    recent: state.recent,
    nowMs,
  });
  if (outside) return refuse(outside);

  if (!isAtLeast(cap.level, 'approve')) {
    // An effect that was authorised earlier meets a level that no longer lets it leave.
    if (input.authorisation) return refuse(cap.because);
    return { kind: cap.level === 'advise' ? 'advise' : 'shadow', because: cap.because, ...base };
  }
  if (input.authorisation) return leave(input.authorisation, input, base);

  switch (cap.level) {
    case 'approve':
      return { kind: 'await-approval', because: cap.because, ...base };
    case 'veto': {
      const closesAtMs = nowMs + rules.vetoWindowMs;
      return { kind: 'veto-window', closesAtMs, because: cap.because, ...base };
    }
    default:
      return { kind: 'execute', because: cap.because, ...base };
  }
}

/** Whether what was authorised earlier may leave now. */
function leave(given: Authorisation, { proposal, state }: GateInput, base: Omit<VerdictBase, 'because'>): Verdict {
  const refuse = (reason: Because): Verdict => ({ kind: 'refuse', because: reason, ...base });
  if (given.stopEpoch !== state.stopEpoch) return refuse(because('approval.epoch'));
  if (given.revisionHash !== proposal.revisionHash) return refuse(because('approval.revision'));
  switch (given.kind) {
    case 'approval':
      return { kind: 'execute', because: because('approval.given', { by: given.by }), ...base };
    case 'window-closed':
      return isAtLeast(base.level, 'veto')
        ? { kind: 'execute', because: because('veto.closed'), ...base }
        : refuse(because('approval.needed'));
    case 'standing':
      return base.level === 'autonomous'
        ? { kind: 'execute', because: because('grant.level', { level: base.level }), ...base }
        : refuse(because('approval.needed'));
  }
}

/** What the caps depend on: whose level it is and the state of the world, but no proposal of its own. */
export interface CapsInput {
  readonly proposal: Pick<GateProposal, 'actionType' | 'riskClass'>;
  readonly rules: Pick<ActionRules, 'ceiling'>;
  readonly state: Pick<GateState, 'stop' | 'grant' | 'fingerprint' | 'sink' | 'caps'>;
  readonly nowMs: number;
}

/** Every cap, in order of precedence. */
export function capsOf({ proposal, rules, state, nowMs }: CapsInput): [Cap, ...Cap[]] {
  const caps: Cap[] = [];
  if (state.stop) {
    caps.push({ source: 'stop', level: 'off', because: because('stop.pressed', { ...state.stop }) });
  }
  caps.push(...grantCaps(proposal, state, nowMs));
  caps.push({
    source: 'action-type',
    level: rules.ceiling,
    because: because('action.ceiling', { level: rules.ceiling }),
  });
  if (proposal.riskClass === 'irreversible') {
    caps.push({
      source: 'action-type',
      level: 'approve',
      because: because('action.irreversible', { level: 'approve' }),
    });
  }
  const lacks = sinkLacks(state.sink);
  if (lacks)
    caps.push({ source: 'sink', level: 'approve', because: because('sink.cannot', { lacks, level: 'approve' }) });
  caps.push(...state.caps);
  return caps as [Cap, ...Cap[]];
}

function grantCaps(
  { actionType, riskClass }: CapsInput['proposal'],
  { grant, fingerprint }: CapsInput['state'],
  nowMs: number,
): Cap[] {
  if (!grant) {
    return [{ source: 'grant', level: 'off', because: because('grant.none', { actionType, riskClass }) }];
  }
  const caps: Cap[] = [
    { source: 'grant', level: grant.level, because: because('grant.level', { level: grant.level }) },
  ];
  if (grant.lowered) caps.push({ source: 'demotion', level: grant.lowered.to, because: grant.lowered.because });
  // Its end lowers what it allowed, and must not raise what it did not.
  if (nowMs >= grant.notAfterMs) {
    const notAfter = new Date(grant.notAfterMs).toISOString();
    caps.push({ source: 'grant', level: 'advise', because: because('grant.ended', { notAfter }) });
  }
  if (grant.fingerprint !== fingerprint) {
    caps.push({ source: 'fingerprint', level: 'shadow', because: because('fingerprint.changed') });
  }
  return caps;
}

function sinkLacks(sink: SinkTraits): SinkLack | null {
  if (!sink.readBack) return 'read-back';
  if (!sink.honoursKey) return 'key';
  if (!sink.checksValidUntil) return 'valid-until';
  if (!sink.honoursFence) return 'fence';
  return null;
}
