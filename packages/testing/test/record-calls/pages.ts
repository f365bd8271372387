/** Calls for what people look at: pages of lists, and everything about one run. */

import type { Page, ProposalState } from '@andon/core';
import { call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { allRuns } from './runs.ts';
import type { Make } from './world.ts';

export const openStates: readonly ProposalState[] = ['awaiting-approval', 'veto-window'];
export const endedStates: readonly ProposalState[] = ['refused', 'shadowed', 'advised', 'authorised', 'rejected'];

export const pageCalls = {
  async wholeRun(world, choices) {
    const runs = (await allRuns(world)).map(({ id }) => id);
    return call('runs', 'whole', choices.mostly(choices.among(runs, 'run_none'), 'run_none'));
  },
  async runPage(world, choices) {
    const runs = (await allRuns(world)).map(({ id }) => id);
    return call('runs', 'page', pageAfter(choices, runs, 'run_none'));
  },
  async proposalPage(world, choices) {
    const proposals = (await world.model.proposals.latest(1_000)).map(({ id }) => id);
    const states = choices.of<readonly ProposalState[]>(openStates, endedStates, ['expired', 'vetoed'], []);
    return call('proposals', 'page', states, pageAfter(choices, proposals, 'prp_none'));
  },
  head: () => call('audit', 'head'),
} satisfies Record<string, Make>;

function pageAfter(choices: Choices, ids: readonly string[], unknown: string): Page {
  const before = choices.mostly(choices.of(null, choices.among(ids, unknown)), unknown);
  return { before, limit: limitOf(choices) };
}
