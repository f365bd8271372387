/** Proposals and decisions in the memory record. */

import {
  canonicalJson,
  type Decide,
  type DecideResult,
  type Decision,
  type Effect,
  type Proposal,
  type ProposalState,
  type ProposalsPort,
  proposalAfter,
  type Verdict,
} from '@andon/core';
import { intend } from './effects.ts';
import { andon, asJson, asStored, latestOf, type State, tell } from './state.ts';

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
    async decide(input) {
      const before = state.answers.get(input.decision.id);
      if (before) return before;
      const proposal = state.proposals.get(input.decision.proposalId);
      if (!proposal) return { kind: 'not-found' };
      const why = refusal(proposal, input.decision);
      const result: DecideResult = why
        ? { kind: 'refused', why, proposal }
        : { kind: 'decided', proposal: afterDecision(proposal, asStored(input)) };
      state.answers.set(input.decision.id, result);
      write(state, asStored(input), result);
      return result;
    },
    async closeWindow(proposalId, closing, at) {
      const proposal = state.proposals.get(proposalId);
      if (!proposal) return false;
      if (wasClosedSo(state, proposal, closing)) return true;
      if (!isWindowOver(proposal, at.plantMs)) return false;
      const closed: Proposal =
        'effect' in closing
          ? { ...proposal, state: 'authorised' }
          : { ...proposal, state: 'refused', verdict: asStored(closing.refused) };
      state.proposals.set(proposalId, closed);
      tell(state, {
        type: 'window.closed',
        at,
        actor: andon,
        scope: proposal.command.asset,
        refs: refsOf(proposal, 'effect' in closing ? closing.effect.id : null),
        data: { state: closed.state, verdict: asJson(closed.verdict) },
      });
      if ('effect' in closing) intend(state, asStored(closing.effect), at);
      return true;
    },
    async expireDue(at) {
      const due = all(state).filter((proposal) => isApprovalOver(proposal, at.plantMs));
      for (const proposal of due) {
        state.proposals.set(proposal.id, { ...proposal, state: 'expired' });
        tell(state, {
          type: 'proposal.expired',
          at,
          actor: andon,
          scope: proposal.command.asset,
          refs: refsOf(proposal, null),
          data: { approvalUntilMs: proposal.approvalUntilMs },
        });
      }
      return due.map((proposal) => proposal.id);
    },
    async windowsDue(nowMs) {
      return all(state).filter((proposal) => isWindowOver(proposal, nowMs));
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

function refusal(proposal: Proposal, { kind, at, revisionHash, by }: Decision): 'late' | 'stale' | 'author' | null {
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

function write(state: State, { decision, effect, revised }: Decide, result: DecideResult): void {
  if (result.kind === 'not-found') return;
  const { proposal } = result;
  const { id: decisionId, kind, revisionHash, by, reason, at } = decision;
  const intended = result.kind === 'decided' && kind === 'approve' ? effect : null;
  const about = { at, actor: by, scope: proposal.command.asset };
  const refs = { ...refsOf(proposal, intended?.id ?? null), decisionId };
  if (result.kind === 'refused') {
    tell(state, { ...about, type: 'decision.refused', refs, data: { kind, revisionHash, reason, why: result.why } });
    return;
  }
  state.decisions.push(decision);
  state.proposals.set(proposal.id, proposal);
  const data = {
    kind,
    revisionHash,
    reason,
    state: proposal.state,
    effect: asJson(intended),
    revised: asJson(revised),
  };
  tell(state, { ...about, type: 'decision.made', refs, data });
  if (intended) intend(state, intended, at);
}

function refsOf({ id, agentId }: Proposal, effectId: string | null): Record<string, string> {
  return { proposalId: id, agentId, ...(effectId === null ? {} : { effectId }) };
}

/** Told again, a closing answers as it did. */
function wasClosedSo(
  state: State,
  proposal: Proposal,
  closing: { effect: Pick<Effect, 'id'> } | { refused: Verdict },
): boolean {
  if ('effect' in closing) {
    return state.effects.get(closing.effect.id)?.effect.authorisation.kind === 'window-closed';
  }
  return proposal.state === 'refused' && isSame(proposal.verdict, closing.refused);
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(asJson(a)) === canonicalJson(asJson(b));
}
