/** Calls on runs, and the proposals that a run submits. */

import type { Json, Run, Submission } from '@andon/core';
import { aNewProposal, aNewRun, anAgent, anIntent, aVerdict } from '../../src/builders.ts';
import { call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { planAt } from './outcomes.ts';
import { agents, holders, longMs, materials, verdictKinds } from './pools.ts';
import type { Make, World } from './world.ts';

export const runCalls = {
  open(world, choices) {
    const agent = choices.among(agents, anAgent());
    const number = choices.number() % 8;
    const own = `${agent.id}_${number}`;
    const run = aNewRun({
      id: choices.mostly(`run_${own}`, 'run_odd'),
      agentId: agent.id,
      vertical: agent.vertical,
      triggerKey: choices.mostly(`trigger-${number}`, 'trigger-odd'),
      plantMs: world.nowMs,
      observation: { number, text: '温度 1 150 °C', nested: [1.5, null, { ok: true }] },
    });
    return call('runs', 'open', run, world.at());
  },
  async lease(world, choices) {
    const runId = await someRun(world, choices, ['queued', 'leased']);
    return call('runs', 'lease', runId, choices.of(...holders), choices.of(longMs, longMs, 0));
  },
  async finish(world, choices) {
    const runId = await someRun(world, choices, ['leased']);
    const many = choices.of(1, 2, 3, 3, 3, 0);
    const run = await world.model.runs.get(runId);
    const agent = agents.find(({ id }) => id === run?.agentId) ?? anAgent();
    const submissions = Array.from({ length: many }, (_, index) =>
      aSubmission(world, choices, { runId, index, agentId: agent.id, line: agent.scope }),
    );
    return call('runs', 'finish', runId, tokenOf(world, choices, runId), submissions, world.at());
  },
  async fail(world, choices) {
    const runId = await someRun(world, choices, ['leased']);
    const error = { code: 'internal.defect', message: 'for a test' };
    return call('runs', 'fail', runId, tokenOf(world, choices, runId), error, world.at());
  },
  run: async (world, choices) => call('runs', 'get', await someRun(world, choices, [])),
  wakeRuns: (_, choices) => call('runs', 'wake', limitOf(choices)),
} satisfies Record<string, Make>;

export async function allRuns(world: World): Promise<Run[]> {
  const ids = agents.flatMap(({ id }) => Array.from({ length: 8 }, (_, number) => `run_${id}_${number}`));
  const known = await Promise.all([...ids, 'run_odd'].map((id) => world.model.runs.get(id)));
  return known.filter((run) => run !== null);
}

/** A run, of those in one of these states where there are any. */
async function someRun(world: World, choices: Choices, wanted: readonly string[]): Promise<string> {
  const runs = await allRuns(world);
  const fitting = runs.filter((run) => wanted.includes(run.state));
  const pool = choices.mostly(fitting.length > 0 ? fitting : runs, runs);
  return choices.among(
    pool.map((run) => run.id),
    'run_none',
  );
}

function tokenOf(world: World, choices: Choices, runId: string): number {
  const token = world.runTokens.get(runId) ?? 1;
  return choices.mostly(token, token - 1, token + 1);
}

function aSubmission(
  world: World,
  choices: Choices,
  of: { readonly runId: string; readonly index: number; readonly agentId: string; readonly line: string },
): Submission {
  const id = `prp_${of.runId}_${of.index}`;
  const kind = choices.of(...verdictKinds);
  const [agentId, line] = [of.agentId, of.line];
  const proposal = aNewProposal({
    id,
    runId: of.runId,
    agentId,
    revisionHash: `${id}#1`,
    actionType: choices.mostly('dispose', 'set-speed'),
    command: {
      asset: `${line}/${choices.mostly('finishing-mill', 'coiler')}`,
      target: 'disposition',
      value: choices.of<Json>('hold', null, 12.5, { to: '缓冷坑' }),
      material: choices.mostly(materials[0], materials[1], null),
    },
    createdMs: world.nowMs,
    notAfterMs: world.nowMs + choices.of(7_200_000, 60_000, 0),
    approvalUntilMs: world.nowMs + choices.of(3_600_000, 60_000, 0),
    verdict: aVerdict({ kind, closesAtMs: world.nowMs + choices.of(60_000, 1, 0) }),
    stopEpoch: choices.of(0, 1),
    grantId: choices.mostly<string | null>('grt_same', kind === 'execute' ? 'grt_other' : null),
  });
  const outcome = choices.of(null, planAt(world, choices));
  const made = planAt(world, choices).evidence;
  return {
    proposal: { ...proposal, ...(made && { made }) },
    effect: kind === 'execute' ? anIntent(proposal) : null,
    outcome,
  };
}
