/** Runs in the memory record. */

import type { Proposal, ProposalState, Run, RunsPort, Stamp, Submission, Verdict } from '@andon/core';
import { intend } from './effects.ts';
import { openOutcome } from './outcomes.ts';
import { agentAsActor, asStored, isOver, keyOf, pageOf, type RunRow, type State, tell } from './state.ts';

export function runsOf(state: State): RunsPort {
  return {
    async open(run, at) {
      const trigger = keyOf(run.agentId, run.triggerKey);
      if (state.triggers.has(trigger) || state.runs.has(run.id)) return { opened: false };
      const queued: Run = { ...asStored(run), state: 'queued', attempts: 0, wake: 0 };
      state.triggers.set(trigger, run.id);
      state.runs.set(run.id, { run: queued, token: 0, leaseEndsMs: 0, endedAt: null, error: null });
      const { vertical, fingerprint, triggerKey, plantMs, observation } = queued;
      tellOf(state, queued, 'run.opened', at, { vertical, fingerprint, triggerKey, plantMs, observation });
      return { opened: true };
    },
    async lease(runId, _holder, leaseMs) {
      const row = state.runs.get(runId);
      if (!row || !isFree(state, row)) return null;
      const run: Run = { ...row.run, state: 'leased', attempts: row.run.attempts + 1 };
      const token = row.token + 1;
      state.runs.set(runId, { ...row, run, token, leaseEndsMs: state.processMs() + leaseMs });
      return { run, token };
    },
    async finish(runId, token, submissions, at) {
      const row = state.runs.get(runId);
      if (row?.token !== token) return null;
      if (row.run.state === 'done') return proposalsOfRun(state, runId);
      if (row.run.state !== 'leased') return null;
      const run: Run = { ...row.run, state: 'done' };
      state.runs.set(runId, { ...row, run, endedAt: asStored(at) });
      const proposalIds = submissions.map(({ proposal }) => proposal.id);
      tellOf(state, run, 'run.finished', at, { proposalIds, attempts: run.attempts });
      for (const submission of submissions) submit(state, asStored(submission), at);
      return proposalsOfRun(state, runId);
    },
    async fail(runId, token, error, at) {
      const row = state.runs.get(runId);
      if (row?.token !== token) return false;
      if (row.run.state === 'failed') return true;
      if (row.run.state !== 'leased') return false;
      const run: Run = { ...row.run, state: 'failed' };
      state.runs.set(runId, { ...row, run, endedAt: asStored(at), error: asStored(error) });
      tellOf(state, run, 'run.failed', at, { error, attempts: run.attempts });
      return true;
    },
    async get(runId) {
      return state.runs.get(runId)?.run ?? null;
    },
    async page(page) {
      const found = pageOf(
        [...state.runs.values()].map(({ run }) => run),
        page,
      );
      return found?.map(({ observation: _, ...head }) => head) ?? null;
    },
    async whole(runId) {
      const row = state.runs.get(runId);
      if (!row) return null;
      const { run, error, endedAt } = row;
      const proposals = proposalsOfRun(state, runId);
      const ids = new Set(proposals.map(({ id }) => id));
      const ofThese = ({ proposalId }: { readonly proposalId: string }) => ids.has(proposalId);
      return {
        run,
        error,
        endedAt,
        proposals,
        decisions: state.decisions.filter(ofThese),
        effects: [...state.effects.values()].map(({ effect }) => effect).filter(ofThese),
        outcomes: [...state.outcomes.values()].filter(ofThese),
      };
    },
    async wake(limit) {
      const free = [...state.runs.values()].filter((row) => isFree(state, row)).slice(0, limit);
      return free.map((row) => {
        const run: Run = { ...row.run, wake: row.run.wake + 1 };
        state.runs.set(run.id, { ...row, run });
        return run;
      });
    },
  };
}

/** Queued, or leased by somebody whose lease ran out. */
function isFree(state: State, { run, leaseEndsMs }: RunRow): boolean {
  return run.state === 'queued' || (run.state === 'leased' && isOver(state, leaseEndsMs));
}

function tellOf(state: State, run: Run, type: string, at: Stamp, data: Readonly<Record<string, unknown>>): void {
  tell(state, {
    type,
    at,
    actor: agentAsActor(run.agentId),
    scope: state.agents.get(run.agentId)?.scope ?? null,
    refs: { runId: run.id, agentId: run.agentId },
    data,
  });
}

function proposalsOfRun(state: State, runId: string): readonly Proposal[] {
  return [...state.proposals.values()].filter((proposal) => proposal.runId === runId);
}

function submit(state: State, { proposal: made, effect, outcome }: Submission, at: Stamp): void {
  const proposal: Proposal = { ...made, state: stateAfter[made.verdict.kind] };
  state.proposals.set(proposal.id, proposal);
  const { id: proposalId, runId, agentId, grantId, author: _, made: counts = null, ...data } = proposal;
  const actor = agentAsActor(agentId);
  const refs = { proposalId, runId, agentId, grantId };
  tell(state, {
    type: 'proposal.made',
    at,
    actor,
    scope: proposal.command.asset,
    refs,
    data: { ...data, made: counts, outcome },
  });
  if (outcome) openOutcome(state, { id: proposalId, proposalId, effectId: null, agentId }, outcome);
  if (effect) intend(state, effect, { at, actor, refs: { runId } });
}

const stateAfter: Readonly<Record<Verdict['kind'], ProposalState>> = {
  refuse: 'refused',
  shadow: 'shadowed',
  advise: 'advised',
  'await-approval': 'awaiting-approval',
  'veto-window': 'veto-window',
  execute: 'authorised',
};
