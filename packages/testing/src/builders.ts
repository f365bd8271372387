/**
 * Builders of what the record holds: whole and plausible by themselves, so that a test names only what it is about.
 *
 *     const proposal = aProposal({ verdict: aVerdict({ kind: 'await-approval' }) });
 */

import {
  type Actor,
  type Agent,
  because,
  type CommandDraft,
  type Decide,
  type Decision,
  type Effect,
  type EvidenceStamp,
  type Grant,
  type NewEffect,
  type NewGrant,
  type NewRun,
  type Outcome,
  type OutcomePlan,
  type Proposal,
  type Run,
  type Stamp,
  type Stop,
  type Submission,
  type Verdict,
} from '@andon/core';

/** Where time begins in tests: 2026-01-05 08:00 UTC. */
export const startMs = Date.UTC(2026, 0, 5, 8);

export const testLine = 'acme/harbin/hot-rolling/hot-strip-1';
export const testAsset = `${testLine}/finishing-mill`;

export function aStamp(plantMs = startMs, wallMs = plantMs): Stamp {
  return { plantMs, wallMs };
}

export function anActor(over: Partial<Actor> = {}): Actor {
  const id = over.id ?? 'li-wei';
  return { id, name: id, roles: ['operator'], authenticatedBy: 'local', ...over };
}

export function anAgent(over: Partial<Agent> = {}): Agent {
  return {
    id: 'agt_1',
    scope: testLine,
    vertical: 'quality-inspection',
    version: '1.0.0',
    fingerprint: 'fp-1',
    ...over,
  };
}

export function aNewGrant(over: Partial<NewGrant> = {}): NewGrant {
  return {
    id: 'grt_1',
    agentId: 'agt_1',
    scope: testLine,
    actionType: 'dispose',
    riskClass: 'reversible',
    level: 'approve',
    fingerprint: 'fp-1',
    signedBy: [anActor({ id: 'zhang-min', roles: ['engineer'] })],
    reason: 'for a test',
    basis: { kind: 'renewal' },
    signature: { keyId: 'test', value: '' },
    notAfterMs: startMs + 30 * 24 * 3_600_000,
    ...over,
  };
}

export function aGrant(over: Partial<Grant> = {}): Grant {
  const { revision = 1, lowered = null, demotions = 0, ...rest } = over;
  return { ...aNewGrant(rest), revision, lowered, demotions };
}

export function aNewRun(over: Partial<NewRun> = {}): NewRun {
  return {
    id: 'run_1',
    agentId: 'agt_1',
    vertical: 'quality-inspection',
    fingerprint: 'fp-1',
    triggerKey: 'session-1/surface/inspection/1',
    plantMs: startMs,
    observation: {},
    ...over,
  };
}

export function aRun(over: Partial<Run> = {}): Run {
  const { state = 'queued', attempts = 0, wake = 0, ...rest } = over;
  return { ...aNewRun(rest), state, attempts, wake };
}

export function aCommand(over: Partial<CommandDraft> = {}): CommandDraft {
  return { asset: testAsset, target: 'disposition', value: 'hold', material: 'coil-1', ...over };
}

/** What each kind of verdict needs besides is filled in; `over` may say more. */
export function aVerdict(
  over: Partial<Omit<Verdict, 'kind'>> & { kind?: Verdict['kind']; closesAtMs?: number } = {},
): Verdict {
  const { kind = 'await-approval', closesAtMs = startMs + 60_000, ...rest } = over;
  const base = {
    because: because('grant.level', { level: 'approve' }),
    level: 'approve',
    binding: 'grant',
    ...rest,
  } as const;
  return kind === 'veto-window' ? { ...base, kind, closesAtMs } : { ...base, kind };
}

export function aProposal(over: Partial<Proposal> = {}): Proposal {
  return { ...aNewProposal(over), state: over.state ?? 'awaiting-approval' };
}

/** As it is submitted: without a state, which comes of its verdict. */
export function aNewProposal(over: Partial<Proposal> = {}): Omit<Proposal, 'state'> {
  const { state: _, ...rest } = over;
  return {
    id: 'prp_1',
    runId: 'run_1',
    agentId: 'agt_1',
    revision: 1,
    revisionHash: 'hash-1',
    author: anActor({ id: rest.agentId ?? 'agt_1', roles: [], authenticatedBy: 'system' }),
    actionType: 'dispose',
    riskClass: 'reversible',
    params: { disposition: 'hold' },
    command: aCommand(),
    reasons: [{ code: 'defect.seen', text: { en: 'A defect was seen.', 'zh-CN': '发现缺陷。' } }],
    evidence: {},
    expected: { en: 'The coil is held.', 'zh-CN': '钢卷被扣留。' },
    createdMs: startMs,
    notAfterMs: startMs + 600_000,
    approvalUntilMs: startMs + 300_000,
    decidedByRole: 'operator',
    verdict: aVerdict(),
    stopEpoch: 0,
    grantId: 'grt_1',
    ...rest,
  };
}

/** A proposal as a run hands it in; with the intent of its effect when its verdict is `execute`. */
export function aSubmission(over: Partial<Proposal> = {}): Submission {
  const proposal = aNewProposal(over);
  const effect = proposal.verdict.kind === 'execute' ? anIntent(proposal) : null;
  return { proposal, effect, outcome: null };
}

/** The intent of an effect for a proposal. */
export function anIntent(proposal: Omit<Proposal, 'state'> = aNewProposal(), over: Partial<NewEffect> = {}): NewEffect {
  const { id, agentId, actionType, riskClass, params, revisionHash, command, notAfterMs, stopEpoch } = proposal;
  return {
    id: `eff_${id}_${proposal.revision}`,
    proposalId: id,
    agentId,
    actionType,
    riskClass,
    params,
    revisionHash,
    line: command.asset.split('/').slice(0, 4).join('/'),
    command,
    grantId: proposal.grantId ?? 'grt_1',
    grantRevision: 1,
    authorisation: { kind: 'standing', revisionHash, stopEpoch },
    notAfterMs,
    ...over,
  };
}

export function anEffect(over: Partial<Effect> = {}): Effect {
  return {
    ...anIntent(),
    intendedMs: startMs,
    state: 'intended',
    fence: 0,
    seq: 1,
    wake: 0,
    because: null,
    before: null,
    after: null,
    needsPerson: false,
    settledMs: null,
    ...over,
  };
}

export function aDecision(over: Partial<Decision> = {}): Decision {
  return {
    id: 'dec_1',
    proposalId: 'prp_1',
    kind: 'approve',
    revisionHash: 'hash-1',
    by: anActor(),
    reason: 'looks right',
    at: aStamp(),
    ...over,
  };
}

/** An approval of a proposal as it stands, with the intent that it sets free. */
export function anApproval(proposal: Proposal, over: Partial<Decision> = {}): Decide {
  const { id: proposalId, revisionHash, stopEpoch } = proposal;
  const decision = aDecision({ id: `dec_${proposalId}`, proposalId, revisionHash, ...over });
  const authorisation = { kind: 'approval', by: decision.by.name, revisionHash, stopEpoch } as const;
  return { decision, effect: anIntent(proposal, { authorisation }), revised: null, outcome: null };
}

export function anOutcomePlan(over: Partial<OutcomePlan> = {}): OutcomePlan {
  const horizonMs = startMs + 3_600_000;
  return { tag: 'yard/report', material: 'coil-1', dueMs: startMs, horizonMs, evidence: null, ...over };
}

export function anEvidenceStamp(over: Partial<EvidenceStamp> = {}): EvidenceStamp {
  return {
    fingerprint: 'fp-1',
    actionType: 'dispose',
    riskClass: 'reversible',
    demotions: 0,
    level: 'shadow',
    ...over,
  };
}

export function anOutcome(over: Partial<Outcome> = {}): Outcome {
  return {
    ...anOutcomePlan(),
    id: 'eff_prp_1_1',
    proposalId: 'prp_1',
    effectId: 'eff_prp_1_1',
    agentId: 'agt_1',
    state: 'open',
    sample: null,
    finding: null,
    judgedMs: null,
    wake: 0,
    ...over,
  };
}

/** A press, as it is told to the record. */
export function aPress(over: Partial<Stop> = {}): Pick<Stop, 'id' | 'scope' | 'pressedBy' | 'pressedAt' | 'reason'> {
  const { id = 'stp_1', scope = testLine, pressedBy = anActor(), pressedAt = aStamp(), reason = 'for a test' } = over;
  return { id, scope, pressedBy, pressedAt, reason };
}
