/**
 * Where one action type of one agent stands: its level and what binds it, what is missing for the next, and what would
 * lower it. Made from the same caps as the gate's verdict; `say.ts` puts it into words.
 */

import { type ActionRules, capsOf, type GateState, type SinkTraits } from '../gate.ts';
import { bindingCap, type Cap, isAtLeast, type Level } from '../ladder.ts';
import type { LocalText } from '../locale.ts';
import type { Agent, Grant, RiskClass } from '../record.ts';
import type { Scope } from '../scope.ts';
import { lowerBound } from './bounds.ts';
import { driftChartOf } from './count.ts';
import { outcomesNeeded } from './e-process.ts';
import { whatLowers } from './lowers.ts';
import { alphaOf, heldLevel, lowerOf, nextLevel } from './policy.ts';
import type { EarnedLevel, Evidence, EvidencePolicy } from './types.ts';

export interface Standing {
  readonly agentId: string;
  readonly scope: Scope;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly fingerprint: string;
  /** The effective level, now. */
  readonly level: Level;
  readonly binding: Cap;
  /** All of them, in order of precedence. */
  readonly caps: readonly Cap[];
  readonly grant: Grant | null;
  /** The highest level that the action type, its risk class and the sink let it ever have. */
  readonly ceiling: Level;
  /** `null` without a grant, and at the top. */
  readonly next: NextLevel | null;
  /** `null` where no chart watches. */
  readonly drift: { readonly sum: number; readonly limit: number } | null;
  readonly unverified: { readonly count: number; readonly limit: number };
  /** What would lower it, in sentences. */
  readonly lowers: readonly LocalText[];
}

/** How far the evidence for the next level has come. */
export interface NextLevel {
  readonly level: EarnedLevel;
  readonly target: number;
  readonly alpha: number;
  readonly judged: number;
  readonly successes: number;
  readonly failures: number;
  /** Judged outcomes in all at which the test is passed if every further one is right; `judged` once it is passed. */
  readonly needed: number;
  /** Clopper–Pearson at α. For reading: the e-process decides. */
  readonly lowerBound: number;
  readonly passed: boolean;
  /** `false` where no evidence and no signature can ever lead there. */
  readonly possible: boolean;
}

export interface StandingInput {
  readonly agent: Pick<Agent, 'id' | 'scope'>;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly rules: ActionRules;
  readonly grant: Grant | null;
  /** Of the agent as it runs now. */
  readonly fingerprint: string;
  /** Of this fingerprint, in the trial that is going on; `null` before anything was judged. */
  readonly evidence: Evidence | null;
  readonly policy: EvidencePolicy;
  readonly sink: SinkTraits;
  readonly stop: GateState['stop'];
  /** Any further caps, as the gate gets them. */
  readonly caps: readonly Cap[];
  /** Acts executed and not judged yet. */
  readonly unverified: number;
  /** Plant time. */
  readonly nowMs: number;
}

export function standingOf(input: StandingInput): Standing {
  const { agent, actionType, riskClass, rules, grant, fingerprint, evidence, policy, sink, stop, nowMs } = input;
  const state = { stop, grant, fingerprint, sink, caps: input.caps };
  const caps = capsOf({ proposal: { actionType, riskClass }, rules, state, nowMs });
  const binding = bindingCap(caps);
  const ceiling = caps.filter(isForEver).reduce<Level>((lowest, cap) => lowerOf(lowest, cap.level), 'autonomous');
  const held = grant === null ? 'off' : heldByThisAgent(grant, fingerprint);
  const unverified = { count: input.unverified, limit: policy.maxUnverified };
  const drift = driftOf(held, evidence, policy);
  return {
    agentId: agent.id,
    scope: agent.scope,
    actionType,
    riskClass,
    fingerprint,
    level: binding.level,
    binding,
    caps,
    grant,
    ceiling,
    next: nextOf(held, ceiling, input),
    drift,
    unverified,
    lowers: grant === null ? [] : whatLowers({ held, grant, drift, unverified, nowMs }),
  };
}

/** What neither evidence nor a signature nor better data can lift. */
function isForEver({ source }: Cap): boolean {
  return source === 'action-type' || source === 'sink';
}

/** A grant for another fingerprint is worth *shadow* to this one, as the gate has it. */
function heldByThisAgent(grant: Grant, fingerprint: string): Level {
  const held = heldLevel(grant);
  return grant.fingerprint === fingerprint ? held : lowerOf(held, 'shadow');
}

function nextOf(held: Level, ceiling: Level, input: StandingInput): NextLevel | null {
  const { grant, fingerprint, evidence, policy, riskClass } = input;
  const level = nextLevel(held);
  if (level === null) return null;
  const { successes, failures, passedMs } = evidence?.state.tallies[held] ?? {
    successes: 0,
    failures: 0,
    passedMs: null,
  };
  const demotions = grant?.fingerprint === fingerprint ? grant.demotions : 0;
  const target = policy.targets[level];
  const alpha = alphaOf(policy, riskClass, demotions);
  const judged = successes + failures;
  const passed = passedMs !== null;
  return {
    level,
    target,
    alpha,
    judged,
    successes,
    failures,
    needed: passed ? judged : outcomesNeeded({ successes, failures }, target, alpha),
    lowerBound: lowerBound(successes, judged, alpha),
    passed,
    possible: isAtLeast(ceiling, level),
  };
}

function driftOf(held: Level, evidence: Evidence | null, policy: EvidencePolicy): Standing['drift'] {
  const chart = driftChartOf(held, policy);
  if (chart === null) return null;
  const drift = evidence?.state.drift;
  return { sum: drift?.level === held ? drift.sum : 0, limit: chart.limit };
}
