/** Proposals and decisions in the memory record. */

import {
  type Decide,
  type DecideResult,
  type Decision,
  type NewEffect,
  type Proposal,
  type ProposalState,
  type ProposalsPort,
  proposalAfter,
  type Verdict,
} from '@andon/core';
import { intend } from './effects.ts';
import { openOutcome } from './outcomes.ts';
import { andon, asStored, type DecisionAnswer, latestOf, pageOf, type State, tell } from './state.ts';

export function proposalsOf(state: State): ProposalsPort {
  return {
    async get(id) {
      return state.proposals.get(id) ?? null;
    },
    async open() {
      return all(state).filter(({ state: at }) => at === 'awaiting-approval' || at === 'veto-window');
    },
    async latest(limit) {
      return latestOf(all(state), limit);
    },
    async page(states, page) {
      return pageOf(all(state), page, (proposal) => states.includes(proposal.state));
    },
    async decide(input) {
      const told = state.answers.get(input.decision.id);
      const proposal = state.proposals.get(told?.proposalId ?? input.decision.proposalId);
      if (!proposal) return { kind: 'not-found' };
      if (told) return answer(proposal, told.refused);
      const refused = refusal(proposal, input.decision);
      const after = refused ? proposal : afterDecision(proposal, asStored(input));
      state.answers.set(input.decision.id, { proposalId: proposal.id, refused });
      write(state, asStored(input), { proposal, after, refused });
      return answer(after, refused);
    },
    async closeWindow(proposalId, closing, at) {
      const proposal = state.proposals.get(proposalId);
      if (!proposal) return false;
      const to = 'effect' in closing ? 'authorised' : 'refused';
      if (!isWindowOver(proposal, at.plantMs)) return state.closedWindows.has(proposalId) && proposal.state === to;
      const verdict = 'effect' in closing ? proposal.verdict : asStored(closing.refused);
      const effect = 'effect' in closing ? closing.effect : null;
      state.proposals.set(proposalId, { ...proposal, state: to, verdict });
      state.closedWindows.add(proposalId);
      tell(state, {
        type: 'window.closed',
        at,
        actor: andon,
        scope: proposal.command.asset,
        refs: { ...refsOf(proposal), effectId: effect?.id ?? null },
        data: { state: to, revisionHash: proposal.revisionHash, verdict },
      });
      if (effect) intend(state, effect, { at, actor: andon, refs: { runId: proposal.runId } });
      return true;
    },
    async expire(proposalId, planned, at) {
      const proposal = state.proposals.get(proposalId);
      if (!proposal) return false;
      if (!isApprovalOver(proposal, at.plantMs)) return proposal.state === 'expired';
      const { agentId, revision, revisionHash, approvalUntilMs } = proposal;
      state.proposals.set(proposalId, { ...proposal, state: 'expired' });
      const opened = planned && openOutcome(state, { id: proposalId, proposalId, effectId: null, agentId }, planned);
      tell(state, {
        type: 'proposal.expired',
        at,
        actor: andon,
        scope: proposal.command.asset,
        refs: refsOf(proposal),
        data: { revision, revisionHash, approvalUntilMs, outcome: opened ? planned : null },
      });
      return true;
    },
    async approvalsDue(nowMs) {
      const due = all(state).filter((proposal) => isApprovalOver(proposal, nowMs));
      return due.sort((a, b) => a.approvalUntilMs - b.approvalUntilMs);
    },
    async windowsDue(nowMs) {
      const due = all(state).filter((proposal) => isWindowOver(proposal, nowMs));
      return due.sort((a, b) => (windowEnd(a) ?? 0) - (windowEnd(b) ?? 0));
    },
    async decisions(proposalId) {
      return state.decisions.filter((decision) => decision.proposalId === proposalId);
    },
  };
}

/** Whether nobody may approve it any more, although it waits for that. */
export function isApprovalOver(proposal: Proposal, nowMs: number): boolean {
  return proposal.state === 'awaiting-approval' && proposal.approvalUntilMs < nowMs;
}

export function isWindowOver(proposal: Proposal, nowMs: number): boolean {
  const closesAtMs = windowEnd(proposal);
  return closesAtMs !== null && closesAtMs <= nowMs;
}

/** When an open veto window closes, `null` when there is none. */
export function windowEnd({ state: at, verdict }: Proposal): number | null {
  return at === 'veto-window' && verdict.kind === 'veto-window' ? verdict.closesAtMs : null;
}

function all(state: State): Proposal[] {
  return [...state.proposals.values()];
}

type Refusal = DecisionAnswer['refused'];

function answer(proposal: Proposal, refused: Refusal): DecideResult {
  return refused ? { kind: 'refused', why: refused, proposal } : { kind: 'decided', proposal };
}

function refusal(proposal: Proposal, { kind, at, revisionHash, by }: Decision): Refusal {
  if (proposalAfter(proposal.state, kind) === null || at.plantMs > proposal.approvalUntilMs) return 'late';
  if (revisionHash !== proposal.revisionHash) return 'stale';
  return kind === 'approve' && by.id === proposal.author.id ? 'author' : null;
}

function afterDecision(proposal: Proposal, { decision, revised }: Decide): Proposal {
  switch (decision.kind) {
    case 'approve':
      return { ...proposal, state: 'authorised' };
    case 'reject':
      return { ...proposal, state: 'rejected' };
    case 'veto':
      return { ...proposal, state: 'vetoed' };
    case 'edit':
      return revised ? { ...proposal, ...revised, state: stateAfterEdit(revised.verdict) } : proposal;
  }
}

/** Whatever level it would have by itself, what a person wrote waits for another person. */
function stateAfterEdit({ kind }: Verdict): ProposalState {
  if (kind === 'refuse') return 'refused';
  if (kind === 'advise') return 'advised';
  return kind === 'shadow' ? 'shadowed' : 'awaiting-approval';
}

interface Written {
  readonly proposal: Proposal;
  readonly after: Proposal;
  readonly refused: Refusal;
}

function write(state: State, { decision, effect, outcome }: Decide, { proposal, after, refused }: Written): void {
  const { id: decisionId, kind, revisionHash, by: actor, reason, at } = decision;
  const intended = refused ? null : effect;
  const { id: proposalId, agentId } = proposal;
  const planned = refused ? null : outcome;
  const opened = planned && openOutcome(state, { id: proposalId, proposalId, effectId: null, agentId }, planned);
  tell(state, {
    type: refused ? 'decision.refused' : 'decision.made',
    at,
    actor,
    scope: proposal.command.asset,
    refs: { decisionId, ...refsOf(proposal), effectId: intended?.id ?? null },
    data: {
      kind,
      revisionHash,
      reason,
      refused,
      before: { state: proposal.state, revision: proposal.revision, revisionHash: proposal.revisionHash },
      after: refused ? null : revisionOf(after),
      effect: intended ? intentOf(intended) : null,
      outcome: opened ? planned : null,
    },
  });
  if (refused) return;
  state.decisions.push(decision);
  state.proposals.set(after.id, after);
  if (intended) intend(state, intended, { at, actor, refs: { decisionId } });
}

function revisionOf(proposal: Proposal) {
  const { state: at, revision, revisionHash, params, command, riskClass, verdict, stopEpoch } = proposal;
  return { state: at, revision, revisionHash, params, command, riskClass, verdict, stopEpoch };
}

function intentOf({ id: effectId, grantId, grantRevision, authorisation, notAfterMs }: NewEffect) {
  return { effectId, grantId, grantRevision, authorisation, notAfterMs };
}

function refsOf({ id: proposalId, runId, agentId }: Proposal): Record<string, string> {
  return { proposalId, runId, agentId };
}
