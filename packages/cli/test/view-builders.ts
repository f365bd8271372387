/** Builders of what a view is told: whole and plausible, so that a test names only what it is about. */

import type { Sample, SampleBatch } from '@andon/connect';
import {
  type Actor,
  because,
  type Decision,
  type Effect,
  type Outcome,
  type Proposal,
  type Run,
  type Stop,
} from '@andon/core';
import { assets, type LineState, line, plantStartMs, tags, targets } from '@andon/sim-line';
import type { DemoResult } from '../src/demo/result.ts';
import type { ViewStart } from '../src/view/view.ts';

export const minuteMs = 60_000;
/** 06:14:20 in Harbin. */
export const nowMs = plantStartMs + 14 * minuteMs + 20_000;
export const agentId = `quality-inspection@${line}`;

export const linMei: Actor = {
  id: 'lin-mei',
  name: 'Lin Mei',
  roles: ['quality-inspector'],
  authenticatedBy: 'local',
};

export function aStart(over: Partial<ViewStart> = {}): ViewStart {
  return {
    seed: 7,
    scenario: 'furnace-drift',
    coils: 40,
    speed: 120,
    record: 'PostgreSQL 18.4, embedded',
    queue: 'BullMQ on Redis 7.0.15, private',
    surfaces: 'synthetic',
    scope: line,
    agents: [{ id: agentId, level: 'approve', grantEnds: '2026-02-04' }],
    resumed: null,
    ...over,
  };
}

export function aProposal(over: Partial<Proposal> = {}): Proposal {
  return {
    id: 'prp_1',
    runId: 'run_1',
    agentId,
    revision: 1,
    revisionHash: 'hash-1',
    author: { id: agentId, name: agentId, roles: [], authenticatedBy: 'system' },
    actionType: 'dispose',
    riskClass: 'reversible',
    params: { coil: 'C000012', disposition: 'hold' },
    command: { asset: assets.inspection, target: targets.disposition, value: 'hold', material: 'C000012' },
    reasons: [{ code: 'seen', text: { en: 'The camera saw stains.', 'zh-CN': '相机看到污斑。' } }],
    evidence: {},
    expected: { en: 'The laboratory finds the coil not prime.', 'zh-CN': '化验室判定该卷非正品。' },
    createdMs: nowMs,
    notAfterMs: nowMs + 14 * minuteMs,
    approvalUntilMs: nowMs + 12 * minuteMs,
    decidedByRole: 'quality-inspector',
    verdict: {
      kind: 'await-approval',
      because: because('grant.level', { level: 'approve' }),
      level: 'approve',
      binding: 'grant',
    },
    state: 'awaiting-approval',
    stopEpoch: 0,
    grantId: 'grt_1',
    ...over,
  };
}

export function aFurnaceProposal(over: Partial<Proposal> = {}): Proposal {
  return aProposal({
    id: 'prp_furnace',
    actionType: 'adjust-furnace-setpoint',
    params: { setpointC: 1235 },
    command: { asset: assets.furnace, target: targets.furnaceSetpoint, value: 1235, material: null },
    decidedByRole: 'process-operator',
    ...over,
  });
}

export function aDecision(over: Partial<Decision> = {}): Decision {
  return {
    id: 'dec_1',
    proposalId: 'prp_1',
    kind: 'approve',
    revisionHash: 'hash-1',
    by: linMei,
    reason: 'looks right',
    at: { plantMs: nowMs, wallMs: nowMs },
    ...over,
  };
}

export function anEffect(over: Partial<Effect> = {}): Effect {
  const { id, agentId: agent, actionType, riskClass, params, revisionHash, command, notAfterMs } = aProposal();
  return {
    id: 'eff_1',
    proposalId: id,
    agentId: agent,
    actionType,
    riskClass,
    params,
    revisionHash,
    line,
    command,
    grantId: 'grt_1',
    grantRevision: 1,
    authorisation: { kind: 'approval', by: linMei.name, revisionHash, stopEpoch: 0 },
    intendedMs: nowMs,
    notAfterMs,
    state: 'verified',
    fence: 1,
    seq: 1,
    wake: 0,
    because: null,
    before: null,
    after: 'hold',
    needsPerson: false,
    settledMs: nowMs,
    ...over,
  };
}

export function anOutcome(over: Partial<Outcome> = {}): Outcome {
  return {
    effectId: 'eff_1',
    agentId,
    tag: tags.labResult,
    material: 'C000012',
    dueMs: nowMs,
    horizonMs: nowMs + 60 * minuteMs,
    state: 'achieved',
    sample: null,
    finding: null,
    judgedMs: nowMs,
    wake: 0,
    ...over,
  };
}

export function aStop(over: Partial<Stop> = {}): Stop {
  return {
    id: 'stp_1',
    scope: line,
    epoch: 1,
    pressedBy: linMei,
    pressedAt: { plantMs: nowMs, wallMs: nowMs },
    reason: 'a drill',
    resetBy: null,
    resetAt: null,
    resetCause: null,
    ...over,
  };
}

export function aRun(over: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    agentId,
    vertical: 'quality-inspection',
    fingerprint: 'fp',
    triggerKey: 'key',
    plantMs: nowMs,
    observation: {},
    state: 'failed',
    attempts: 1,
    wake: 0,
    ...over,
  };
}

export function aSample(tag: string, value: unknown, over: Partial<Sample> = {}): Sample {
  return { tag, value, quality: 'good', status: 'Good', sourceTs: nowMs, receivedTs: nowMs, seq: 1, ...over };
}

export function aBatch(samples: readonly Sample[] = [], plantMs = nowMs): SampleBatch {
  return { plantMs, seq: 1, samples };
}

export function aLineState(inspected: number, over: Partial<LineState> = {}): Sample {
  const counts = {
    slabsIn: inspected,
    coilsInspected: inspected,
    release: inspected,
    hold: 0,
    rework: 0,
    downgrade: 0,
    scrap: 0,
    cobbles: 0,
  };
  const value = { state: 'running', since: plantStartMs, counts, energyKwh: 1, moneySoFarCny: 1, ...over };
  return aSample(tags.lineState, value);
}

export function aResult(over: Partial<DemoResult> = {}): DemoResult {
  return {
    seed: 7,
    scenario: 'furnace-drift',
    coils: 40,
    effects: {
      intended: 32,
      verified: 29,
      clamped: 1,
      accepted: 0,
      rejected: 0,
      refused: 1,
      expired: 1,
      unknown: 0,
      duplicated: 0,
      lost: 0,
    },
    audit: { events: 1412, verified: true },
    runs: { finished: 46, failed: 0 },
    proposals: { authorised: 32, refused: 2, rejected: 5 },
    decisions: { approve: 30, edit: 4, reject: 5, refused: 1 },
    outcomes: { achieved: 25, critical: 1, missed: 3, unjudged: 1 },
    stops: { pressed: 1, reset: 1 },
    line: {
      inspected: 40,
      dispositions: { release: 22, hold: 6, rework: 5, downgrade: 6, scrap: 1 },
      byAgent: 29,
      byPeople: 11,
      primeShare: 0.55,
      escapes: 1,
      overkill: 2,
      energyKwh: 251_234.5,
      tardinessH: 34.2,
      moneyCny: 3_812_345,
    },
    ...over,
  };
}
