/** Small rows for tests: one agent on one line, runs of it, proposals to set a furnace, and their effects. */

import type {
  Actor,
  Agent,
  Claim,
  Decide,
  Decision,
  EvidenceStamp,
  EvidenceUpdate,
  Grant,
  NewEffect,
  NewGrant,
  NewRun,
  OutcomePlan,
  Proposal,
  RecordPort,
  Settle,
  Stamp,
  Submission,
  Verdict,
} from '@andon/core';

export const line = 'acme/harbin/hot-rolling/hot-strip-1';
export const asset = `${line}/furnace`;
export const minuteMs = 60_000;

export const operator: Actor = { id: 'li', name: 'Li Na', roles: ['operator'], authenticatedBy: 'local' };
export const engineer: Actor = { id: 'zhao', name: 'Zhao Lei', roles: ['engineer'], authenticatedBy: 'local' };
export const gateway: Actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' };

export const agent: Agent = {
  id: 'agt_1',
  scope: line,
  vertical: 'quality-inspection',
  version: '1.0.0',
  fingerprint: 'f1',
};

/** Plant time `ms` after a start that is far from zero. */
export function at(ms: number): Stamp {
  return { plantMs: 1_000_000_000 + ms, wallMs: 1_700_000_000_000 + ms };
}

export function grant(id: string, over: Partial<NewGrant> = {}): NewGrant {
  return {
    id,
    agentId: agent.id,
    scope: line,
    actionType: 'set',
    riskClass: 'reversible',
    level: 'autonomous',
    fingerprint: agent.fingerprint,
    signedBy: [engineer, operator],
    reason: 'earned',
    basis: { kind: 'renewal' },
    signature: { keyId: 'k1', value: 'c2lnbmVk' },
    notAfterMs: at(1_000 * minuteMs).plantMs,
    ...over,
  };
}

/** Signs it in the place of the one that stands. */
export async function signed(record: RecordPort, id: string, over: Partial<NewGrant> = {}): Promise<Grant> {
  const asked = grant(id, over);
  const standing = (await record.grants.list(asked.agentId)).find(
    (one) => one.actionType === asked.actionType && one.riskClass === asked.riskClass,
  );
  const replaces = standing ? { grantId: standing.id, revision: standing.revision } : null;
  const answer = await record.grants.sign(asked, replaces, at(0));
  if (answer.kind !== 'signed') throw new Error(`${id} was ${answer.kind}`);
  return answer.grant;
}

export function run(id: string, over: Partial<NewRun> = {}): NewRun {
  return {
    id,
    agentId: agent.id,
    vertical: agent.vertical,
    fingerprint: agent.fingerprint,
    triggerKey: `trigger-${id}`,
    plantMs: at(0).plantMs,
    observation: { tag: 'surface/inspection', value: 1.5, note: '缺陷 \u0000 \ud800' },
    ...over,
  };
}

export function verdict(kind: Verdict['kind'], closesAtMs = at(minuteMs).plantMs): Verdict {
  const base = {
    because: { code: 'grant.level', values: { level: 'autonomous' } },
    level: 'autonomous',
    binding: 'grant',
  } as const;
  return kind === 'veto-window' ? { kind, closesAtMs, ...base } : { kind, ...base };
}

export function proposal(id: string, runId: string, over: Partial<Proposal> = {}): Submission['proposal'] {
  const params = { setpoint: 1_180.5 };
  return {
    id,
    runId,
    agentId: agent.id,
    revision: 1,
    revisionHash: `${id}#1`,
    author: { id: agent.id, name: agent.id, roles: [], authenticatedBy: 'system' },
    actionType: 'set',
    riskClass: 'reversible',
    params,
    command: { asset, target: 'setpoint', value: params.setpoint, material: `slab-${id}` },
    reasons: [{ code: 'scale', text: { en: 'Scale at the edge.', 'zh-CN': '边部氧化皮。' } }],
    evidence: { score: 0.93 },
    expected: { en: 'Less scale.', 'zh-CN': '氧化皮减少。' },
    createdMs: at(0).plantMs,
    notAfterMs: at(10 * minuteMs).plantMs,
    approvalUntilMs: at(5 * minuteMs).plantMs,
    decidedByRole: 'operator',
    verdict: verdict('await-approval'),
    stopEpoch: 0,
    grantId: 'gnt_1',
    ...over,
  };
}

export function effectFor(of: Submission['proposal'], over: Partial<NewEffect> = {}): NewEffect {
  const { actionType, riskClass, params, revisionHash, command, notAfterMs } = of;
  return {
    id: `eff_${of.id}`,
    proposalId: of.id,
    agentId: of.agentId,
    actionType,
    riskClass,
    params,
    revisionHash,
    line,
    command,
    grantId: 'gnt_1',
    grantRevision: 1,
    authorisation: { kind: 'standing', revisionHash, stopEpoch: 0 },
    notAfterMs,
    ...over,
  };
}

/** Opens a run, leases it and ends it with the submissions. */
export async function propose(record: RecordPort, runId: string, submissions: readonly Submission[], stamp = at(0)) {
  await record.runs.open(run(runId), stamp);
  const leased = await record.runs.lease(runId, 'worker', 60_000);
  return await record.runs.finish(runId, leased?.token ?? -1, submissions, stamp);
}

/** An effect that stands intended, and the lane that may claim it. */
export async function intend(record: RecordPort, id: string, over: Partial<Proposal> = {}): Promise<NewEffect> {
  const made = proposal(id, `run_${id}`, { verdict: verdict('execute'), ...over });
  const effect = effectFor(made);
  await propose(record, `run_${id}`, [{ proposal: made, effect, outcome: null }]);
  return effect;
}

/** An effect that is verified in the plant, with the outcome that is planned for it. */
export async function arrive(
  record: RecordPort,
  id: string,
  outcome: OutcomePlan | null,
  over: Partial<Proposal> = {},
): Promise<void> {
  await intend(record, id, over);
  await settleInPlant(record, id, outcome);
}

/** Claims what stands intended, and settles it as verified. */
export async function settleInPlant(record: RecordPort, id: string, outcome: OutcomePlan | null): Promise<void> {
  await record.lanes.hold(line, 'gateway-1', 60_000);
  const claimed = await record.effects.claim(claim(`eff_${id}`));
  const fence = claimed.kind === 'claimed' ? claimed.effect.fence : -1;
  await record.effects.settle(settle(`eff_${id}`, { fence, outcome }));
}

export function plan(over: Partial<OutcomePlan> = {}): OutcomePlan {
  const times = { dueMs: at(5_000).plantMs, horizonMs: at(minuteMs).plantMs };
  return { tag: 'surface/inspection', material: 'slab-1', ...times, evidence: null, ...over };
}

export function stamp(over: Partial<EvidenceStamp> = {}): EvidenceStamp {
  const { fingerprint } = agent;
  return { fingerprint, actionType: 'set', riskClass: 'reversible', demotions: 0, level: 'shadow', ...over };
}

/** One success more, made from what the evidence was at this revision. */
export function counting(revision: number, of: EvidenceStamp = stamp()): EvidenceUpdate {
  const { level, ...rest } = of;
  const tallies = { [level]: { successes: revision + 1, failures: 0, passedMs: null } };
  return { subject: { agentId: agent.id, ...rest }, revision, state: { tallies, drift: { level, sum: 0 } } };
}

export function decision(
  id: string,
  of: Pick<Proposal, 'id' | 'revisionHash'>,
  over: Partial<Decision> = {},
): Decision {
  return {
    id,
    proposalId: of.id,
    kind: 'approve',
    revisionHash: of.revisionHash,
    by: operator,
    reason: 'as proposed',
    at: at(1_000),
    ...over,
  };
}

/** Approves with the effect that follows. */
export function approve(id: string, of: Submission['proposal'], over: Partial<Decision> = {}): Decide {
  const by = over.by ?? operator;
  const authorisation = { kind: 'approval', by: by.id, revisionHash: of.revisionHash, stopEpoch: 0 } as const;
  return { decision: decision(id, of, over), effect: effectFor(of, { authorisation }), revised: null, outcome: null };
}

export function claim(effectId: string, over: Partial<Claim> = {}): Claim {
  return {
    effectId,
    holder: 'gateway-1',
    laneToken: 1,
    coolDownMs: null,
    ratePerHour: null,
    again: false,
    at: at(2_000),
    ...over,
  };
}

export function settle(effectId: string, over: Partial<Settle> = {}): Settle {
  return {
    effectId,
    fence: 1,
    event: 'verify',
    because: null,
    before: 1_170,
    after: 1_180.5,
    needsPerson: false,
    outcome: null,
    by: gateway,
    at: at(3_000),
    ...over,
  };
}
