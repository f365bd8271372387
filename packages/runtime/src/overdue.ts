/**
 * What people let pass: an approval that nobody gave in time expires, a veto window that nobody used closes and lets its
 * proposal leave, if the gate still agrees.
 *
 * What an agent's proposal was kept from showing, by a refusal or by silence, is not shown. Only a stop excuses silence:
 * nobody could have approved then.
 */

import { type Authorisation, type AuthoritySnapshot, because, type Proposal, type Verdict } from '@andon/core';
import { gateAgain } from './approvals.ts';
import { epochOver } from './authority.ts';
import { knownAction, type RuntimeContext, stamp } from './context.ts';
import { planUntried } from './outcome-plan.ts';
import { effectOf } from './runs.ts';

/** What belongs to an agent that is not loaded here is for the process that works for it. */
export async function closeOverdue(context: RuntimeContext): Promise<void> {
  await expireApprovals(context);
  await closeWindows(context);
}

async function expireApprovals(context: RuntimeContext): Promise<void> {
  const { record, plant, agents, authority, events } = context;
  const due = (await record.proposals.approvalsDue(plant.plantMs())).filter(({ agentId }) => agents.has(agentId));
  if (due.length === 0) return;
  // Read anew: a stop that was pressed elsewhere a moment ago excuses as well.
  const snapshot = await authority.renew();
  for (const proposal of due) {
    const outcome = wasStopped(context, proposal, snapshot) ? null : planUntried(context, proposal);
    if (await record.proposals.expire(proposal.id, outcome, stamp(context))) {
      events.tell('proposal.expired', proposal.id);
    }
  }
}

/** Whether a stop was pressed over it since it was made, also where it was reset meanwhile. */
function wasStopped(
  { authority }: RuntimeContext,
  { command, stopEpoch }: Proposal,
  snapshot: AuthoritySnapshot,
): boolean {
  const { asset } = command;
  return authority.stopOver(asset, snapshot) !== null || epochOver(asset, snapshot) !== stopEpoch;
}

async function closeWindows(context: RuntimeContext): Promise<void> {
  const { record, plant, agents, events } = context;
  for (const proposal of await record.proposals.windowsDue(plant.plantMs())) {
    const loaded = agents.get(proposal.agentId);
    if (!loaded) continue;
    if (!knownAction(loaded, proposal.actionType)) {
      const refused: Verdict = { ...proposal.verdict, kind: 'refuse', because: because('agent.gone') };
      await record.proposals.closeWindow(proposal.id, { refused }, stamp(context));
      continue;
    }
    const { revisionHash, stopEpoch } = proposal;
    const given: Authorisation = { kind: 'window-closed', revisionHash, stopEpoch };
    const { verdict, grantRevision } = await gateAgain(context, proposal, given);
    if (verdict.kind === 'execute' && grantRevision !== null) {
      const effect = effectOf(proposal, given, grantRevision);
      if (await record.proposals.closeWindow(proposal.id, { effect }, stamp(context))) {
        events.tell('effect.intended', effect.id, effect.line);
      }
    } else {
      const refused: Verdict = verdict.kind === 'refuse' ? verdict : { ...verdict, kind: 'refuse' };
      await record.proposals.closeWindow(proposal.id, { refused }, stamp(context));
    }
  }
}
