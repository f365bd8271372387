/**
 * What people say to proposals. The first decision wins; who wrote a revision does not approve it; an edit is a new
 * revision that the gate judges from the start and somebody else approves.
 */

import {
  type Actor,
  AndonError,
  type Authorisation,
  type Decision,
  type DecisionKind,
  gate,
  isAndonError,
  type Proposal,
  type Revision,
} from '@andon/core';
import { actionOf, prepare, rulesOf } from '@andon/sdk';
import { type LoadedAgent, type RuntimeContext, stamp } from './context.ts';
import { gateState, grantFor, questionOf, recentActs } from './gate-state.ts';
import { planUntried } from './outcome-plan.ts';
import { offerDue } from './outcomes.ts';
import { effectOf } from './runs.ts';

export interface DecideInput {
  readonly proposalId: string;
  readonly kind: DecisionKind;
  /** Of the revision that the person saw. */
  readonly revisionHash: string;
  readonly by: Actor;
  readonly reason: string;
  /** With `edit`: the parameters as they should be. */
  readonly params?: unknown;
}

/**
 * @throws AndonError proposal.unknown | decision.role | decision.late | decision.stale | decision.author |
 *   decision.invalid. A refused decision is in the record as well.
 */
export async function decide(context: RuntimeContext, input: DecideInput): Promise<Proposal> {
  const proposal = await context.record.proposals.get(input.proposalId);
  if (!proposal) throw new AndonError('proposal.unknown', { proposalId: input.proposalId });
  const decision: Decision = {
    id: context.newId('dec'),
    proposalId: proposal.id,
    kind: input.kind,
    revisionHash: input.revisionHash,
    by: input.by,
    reason: input.reason,
    at: stamp(context),
  };
  if (!input.by.roles.includes(proposal.decidedByRole)) {
    await noteRefused(context, proposal, decision, 'role');
    const { decidedByRole: role, actionType: action } = proposal;
    throw new AndonError('decision.role', { person: input.by.name, role, action });
  }
  // What was never gated under a grant is not open: the record answers that it is late.
  const approves = input.kind === 'approve' && proposal.grantId !== null;
  const effect = approves ? await intentOf(context, proposal, input.by) : null;
  const revised = input.kind === 'edit' ? await reviseOrNote(context, proposal, input, decision) : null;
  const outcome = input.kind === 'approve' ? null : planUntried(context, proposal);
  const result = await context.record.proposals.decide({ decision, effect, revised, outcome });
  if (result.kind === 'not-found') throw new AndonError('proposal.unknown', { proposalId: proposal.id });
  if (result.kind === 'refused') {
    context.events.tell('decision.refused', decision, result.why);
    throw refusal(result.why, result.proposal, input.by);
  }
  context.events.tell('decision.made', decision, result.proposal);
  if (effect) context.events.tell('effect.intended', effect.id, effect.line);
  if (outcome) await offerDue(context);
  return result.proposal;
}

/**
 * The intent carries the epoch at which the proposal was gated: a stop since then, even one that was reset, keeps it
 * from leaving.
 */
async function intentOf(context: RuntimeContext, proposal: Proposal, by: Actor) {
  const snapshot = await context.authority.ensure();
  const grant = snapshot.grants.find((candidate) => candidate.id === proposal.grantId);
  const { revisionHash, stopEpoch } = proposal;
  // Without its grant the effect is intended all the same, and refused at the gate with that reason.
  return effectOf(proposal, { kind: 'approval', by: by.name, revisionHash, stopEpoch }, grant?.revision ?? 0);
}

async function reviseOrNote(context: RuntimeContext, proposal: Proposal, input: DecideInput, decision: Decision) {
  try {
    return await revise(context, proposal, input);
  } catch (error) {
    if (isAndonError(error, 'decision.invalid')) await noteRefused(context, proposal, decision, 'invalid');
    throw error;
  }
}

async function revise(context: RuntimeContext, proposal: Proposal, input: DecideInput): Promise<Revision> {
  const loaded = loadedFor(context, proposal);
  const proposed = {
    action: proposal.actionType,
    params: input.params,
    reasons: proposal.reasons,
    evidence: proposal.evidence,
  };
  const about = { scope: loaded.agent.scope, material: proposal.command.material, nowMs: proposal.createdMs };
  const prepared = editable(() => prepare(loaded.vertical, proposed, about));
  const next = { ...proposal, ...prepared };
  const { verdict, grantId } = await gateAgain(context, next, null);
  return {
    revision: proposal.revision + 1,
    revisionHash: prepared.revisionHash,
    author: input.by,
    params: prepared.params,
    command: prepared.command,
    riskClass: prepared.riskClass,
    decidedByRole: prepared.decidedByRole,
    verdict,
    // Editing makes no fresh proposal: what was made before a stop stays from before it.
    stopEpoch: proposal.stopEpoch,
    grantId,
  };
}

function editable<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof AndonError) || error.code !== 'proposal.invalid') throw error;
    const { path, problem } = error.details;
    throw new AndonError('decision.invalid', { path, problem }, { cause: error });
  }
}

/** What the gate says to it now. */
export async function gateAgain(context: RuntimeContext, proposal: Proposal, authorisation: Authorisation | null) {
  const loaded = loadedFor(context, proposal);
  const recent = await recentActs(context, proposal, null);
  const snapshot = await context.authority.ensure();
  const question = questionOf(proposal, loaded.agent.fingerprint);
  const rules = rulesOf(actionOf(loaded.vertical, proposal.actionType), loaded.agent.scope);
  const state = gateState(context, snapshot, question, recent);
  const grant = grantFor(snapshot, question);
  return {
    verdict: gate({ proposal, rules, state, authorisation, nowMs: context.plant.plantMs() }),
    grantId: grant?.id ?? null,
    grantRevision: grant?.revision ?? null,
  };
}

function loadedFor(context: RuntimeContext, proposal: Proposal): LoadedAgent {
  const loaded = context.agents.get(proposal.agentId);
  if (!loaded) throw new AndonError('agent.not-loaded', { agentId: proposal.agentId });
  return loaded;
}

function refusal(why: 'late' | 'stale' | 'author', proposal: Proposal, by: Actor): AndonError {
  const proposalId = proposal.id;
  if (why === 'late') return new AndonError('decision.late', { proposalId, state: proposal.state });
  if (why === 'stale') return new AndonError('decision.stale', { proposalId });
  return new AndonError('decision.author', { proposalId, person: by.name });
}

async function noteRefused(context: RuntimeContext, proposal: Proposal, decision: Decision, why: string) {
  await context.record.audit.note({
    id: `evt_${decision.id}`,
    type: 'decision.refused',
    at: decision.at,
    actor: decision.by,
    scope: proposal.command.asset,
    refs: { proposalId: proposal.id, decisionId: decision.id },
    data: { kind: decision.kind, why },
  });
  context.events.tell('decision.refused', decision, why);
}
