/** Builders of what a view is told: whole and plausible, so that a test names only what it is about. */

import type { Sample, SampleBatch } from '@andon/connect';
import {
  type Actor,
  because,
  type Decision,
  type Effect,
  type EvidencePolicy,
  type Grant,
  type Outcome,
  outcomesNeeded,
  type Proposal,
  type Run,
  type Standing,
  type Stop,
} from '@andon/core';
import { assets, type LineState, line, plantStartMs, tags, targets } from '@andon/sim-line';
import type { LineStart, ViewStart } from '../src/view/view.ts';

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

export const wangJun: Actor = {
  id: 'wang-jun',
  name: 'Wang Jun',
  roles: ['shift-lead'],
  authenticatedBy: 'local',
};

const andon: Actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' };

export const demoEvidence: EvidencePolicy = {
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
  alpha: { reversible: 0.05, irreversible: 0.01 },
  maxUnverified: 50,
};

export function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: 'grt_1',
    agentId,
    scope: line,
    actionType: 'dispose',
    riskClass: 'reversible',
    level: 'advise',
    fingerprint: 'fp',
    revision: 2,
    signedBy: [wangJun],
    reason: 'the evidence passed its test',
    basis: { kind: 'evidence', successes: 22, failures: 0, target: 0.7, alpha: 0.05 },
    signature: { keyId: 'key', value: 'AA==' },
    notAfterMs: plantStartMs + 30 * 24 * 60 * minuteMs,
    lowered: null,
    demotions: 0,
    ...over,
  };
}

/** As it is after drift: at *approve*, although it was signed for *autonomous*. */
export function aLoweredGrant(over: Partial<Grant> = {}): Grant {
  const why = because('demoted.drift', { sum: 4.2, limit: 3.9, level: 'approve' });
  return aGrant({
    level: 'autonomous',
    revision: 7,
    lowered: { to: 'approve', because: why, by: andon, atMs: nowMs },
    demotions: 1,
    ...over,
  });
}

export function aStanding(over: Partial<Standing> = {}): Standing {
  const binding = { source: 'grant', level: 'advise', because: because('grant.level', { level: 'advise' }) } as const;
  const counts = { successes: 12, failures: 1 };
  return {
    agentId,
    scope: line,
    actionType: 'dispose',
    riskClass: 'reversible',
    fingerprint: 'fp',
    level: 'advise',
    binding,
    caps: [binding],
    grant: aGrant(),
    ceiling: 'autonomous',
    next: {
      level: 'approve',
      target: 0.74,
      alpha: 0.05,
      judged: 13,
      ...counts,
      needed: outcomesNeeded(counts, 0.74, 0.05),
      lowerBound: 0.68,
      passed: false,
      possible: true,
    },
    drift: { sum: 0.4, limit: 3.9 },
    unverified: { count: 2, limit: 50 },
    lowers: [],
    ...over,
  };
}

/** Its evidence suffices; nobody has signed yet. */
export function aPassedStanding(over: Partial<Standing> = {}): Standing {
  const standing = aStanding(over);
  const { next } = standing;
  return { ...standing, next: next && { ...next, judged: 23, needed: 23, successes: 23, failures: 0, passed: true } };
}

export function aFurnaceStanding(over: Partial<Standing> = {}): Standing {
  const grant = aGrant({ id: 'grt_f', actionType: 'adjust-furnace-setpoint', level: 'approve' });
  const binding = { source: 'grant', level: 'approve', because: because('grant.level', { level: 'approve' }) } as const;
  const { next } = aStanding();
  return aStanding({
    actionType: 'adjust-furnace-setpoint',
    next: next && { ...next, level: 'veto', target: 0.78 },
    level: 'approve',
    grant,
    binding,
    caps: [binding],
    drift: { sum: 2.6, limit: 3.9 },
    ...over,
  });
}

export function anIrreversibleStanding(over: Partial<Standing> = {}): Standing {
  const { next } = aStanding();
  return aStanding({
    riskClass: 'irreversible',
    grant: aGrant({ id: 'grt_i', riskClass: 'irreversible' }),
    ceiling: 'advise',
    next: next && { ...next, possible: false },
    ...over,
  });
}

export function aLineStart(over: Partial<LineStart> = {}): LineStart {
  const asked = { seed: 7, scenario: 'furnace-drift', coils: 510, shifts: 3, minutes: 1.8, speed: 720 };
  return { ...asked, surfaces: 'synthetic', ...over };
}

export function aStart(over: Partial<ViewStart> = {}): ViewStart {
  return {
    line: aLineStart(),
    plant: 'simulated line',
    observeOnly: false,
    plantMs: nowMs,
    record: 'PostgreSQL 18.4, embedded',
    queue: 'BullMQ on Redis 7.0.15, private',
    scope: line,
    standings: [anIrreversibleStanding(), aStanding(), aFurnaceStanding()],
    evidence: demoEvidence,
    isDemoEvidence: true,
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
    id: 'eff_1',
    proposalId: 'prp_1',
    effectId: 'eff_1',
    evidence: null,
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
