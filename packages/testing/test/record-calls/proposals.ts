/** Calls on proposals: what people decide, and windows that close. */

import {
  type Actor,
  because,
  type Decide,
  type Decision,
  type Proposal,
  type Revision,
  type RiskClass,
} from '@andon/core';
import { aDecision, aNewProposal, anIntent, aVerdict } from '../../src/builders.ts';
import { type Call, call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { planAt } from './outcomes.ts';
import { people, verdictKinds } from './pools.ts';
import type { Make, World } from './world.ts';

export const proposalCalls = {
  async decide(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.decisions, null as unknown as Decide) : null;
    if (told) return call('proposals', 'decide', told);
    const proposal = await someProposal(world, choices);
    const input = decisionOn(world, choices, proposal);
    world.decisions.push(input);
    return call('proposals', 'decide', input);
  },
  async closeWindow(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.closings, null as unknown as Call) : null;
    if (told) return told;
    const windows = (await world.model.proposals.latest(100)).filter(({ state }) => state === 'veto-window');
    const proposal = choices.among(windows, await someProposal(world, choices));
    const { revisionHash, stopEpoch } = proposal;
    const authorisation = { kind: 'window-closed', revisionHash, stopEpoch } as const;
    const effect = anIntent(proposal, { authorisation });
    const refused = aVerdict({ kind: 'refuse', because: because('approval.epoch'), level: 'off', binding: 'stop' });
    const closing = call('proposals', 'closeWindow', proposal.id, choices.of({ effect }, { refused }), world.at());
    world.closings.push(closing);
    return closing;
  },
  async expire(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.expirations, null as unknown as Call) : null;
    if (told) return told;
    const due = await world.model.proposals.approvalsDue(world.nowMs);
    const { id } = choices.mostly(
      choices.among(due, await someProposal(world, choices)),
      await someProposal(world, choices),
    );
    const expiring = call('proposals', 'expire', id, choices.of(null, planAt(world, choices)), world.at());
    world.expirations.push(expiring);
    return expiring;
  },
  approvalsDue: (world) => call('proposals', 'approvalsDue', world.nowMs),
  windowsDue: (world) => call('proposals', 'windowsDue', world.nowMs),
  proposal: async (world, choices) => call('proposals', 'get', (await someProposal(world, choices)).id),
  proposals: (_, choices) => choices.of(call('proposals', 'open'), call('proposals', 'latest', limitOf(choices))),
  decisions: async (world, choices) => call('proposals', 'decisions', (await someProposal(world, choices)).id),
} satisfies Record<string, Make>;

async function someProposal(world: World, choices: Choices): Promise<Proposal> {
  const proposals = await world.model.proposals.latest(1_000);
  const open = await world.model.proposals.open();
  const unknown = { ...aNewProposal({ id: 'prp_none' }), state: 'new' } as const;
  return choices.among(choices.mostly(open.length > 0 ? open : proposals, proposals, []), unknown);
}

function decisionOn(world: World, choices: Choices, proposal: Proposal): Decide {
  const usual: Decision['kind'][] =
    proposal.state === 'veto-window' ? ['veto', 'approve'] : ['approve', 'edit', 'reject'];
  const kind = choices.mostly(choices.among(usual, 'approve'), 'veto', 'edit', 'reject', 'approve');
  const decision = aDecision({
    id: choices.mostly(`dec_${world.count()}`, 'dec_same'),
    proposalId: proposal.id,
    kind,
    revisionHash: choices.mostly(proposal.revisionHash, `${proposal.id}#1`, 'another'),
    by: choices.mostly(choices.of(...people), proposal.author),
    at: world.at(),
  });
  const { revisionHash, stopEpoch } = proposal;
  const authorisation = { kind: 'approval', by: decision.by.name, revisionHash, stopEpoch } as const;
  return {
    decision,
    effect: kind === 'approve' ? anIntent(proposal, { authorisation }) : null,
    revised: kind === 'edit' ? revisionOf(world, choices, proposal, decision.by) : null,
    outcome: choices.of(null, planAt(world, choices)),
  };
}

function revisionOf(world: World, choices: Choices, proposal: Proposal, author: Actor): Revision {
  const revision = proposal.revision + 1;
  return {
    revision,
    revisionHash: `${proposal.id}#${revision}`,
    author,
    params: { disposition: 'scrap', revision },
    command: { ...proposal.command, value: 'scrap' },
    riskClass: choices.of<RiskClass>('reversible', 'irreversible'),
    decidedByRole: 'engineer',
    verdict: aVerdict({ kind: choices.of(...verdictKinds), closesAtMs: world.nowMs + 60_000 }),
    stopEpoch: proposal.stopEpoch,
    grantId: proposal.grantId,
  };
}
