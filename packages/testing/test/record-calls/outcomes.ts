/** Calls on outcomes and what they count towards: samples offered, judgements, evidence. */

import type { EvidenceStamp, EvidenceState, EvidenceSubject, EvidenceUpdate, Outcome, OutcomePlan } from '@andon/core';
import { anEvidenceStamp, anOutcome, anOutcomePlan } from '../../src/builders.ts';
import { type Call, call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { agents, fingerprints, materials } from './pools.ts';
import type { Make, World } from './world.ts';

export const outcomeCalls = {
  offer(world, choices) {
    const sample = { tag: choices.mostly('yard/report', 'yard/other'), material: choices.of(...materials) };
    return call('outcomes', 'offer', { ...sample, sample: { coil: 'coil-1', ok: true }, plantMs: world.nowMs });
  },
  takeDue: (world) => call('outcomes', 'takeDue', world.nowMs),
  async judge(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.judgements, null as unknown as Call) : null;
    if (told) return told;
    const outcome = await someOutcome(world, choices, ['offered']);
    const state = choices.of('achieved', 'open', 'missed', 'critical', 'unjudged');
    const found = { state, finding: { found: choices.number() % 3 } };
    const later = { ...found, dueMs: world.nowMs + 1_000 };
    const judgement = choices.of<typeof found | typeof later>(found, later);
    const judged = call(
      'outcomes',
      'judge',
      outcome.id,
      judgement,
      await updateBy(world, choices, outcome),
      world.at(),
    );
    world.judgements.push(judged);
    return judged;
  },
  outcome: async (world, choices) => call('outcomes', 'get', (await someOutcome(world, choices, [])).id),
  outcomes: (_, choices) => choices.of(call('outcomes', 'count'), call('outcomes', 'latest', limitOf(choices))),
  wakeOutcomes: (_, choices) => call('outcomes', 'wake', limitOf(choices)),
} satisfies Record<string, Make>;

export const evidenceCalls = {
  async evidence(world, choices) {
    const rows = await world.model.evidence.list();
    const subject = choices.among<EvidenceSubject>(rows, { ...someStamp(choices), agentId: 'agt_1' });
    return call('evidence', 'get', subject);
  },
  evidences: (_, choices) => call('evidence', 'list', ...choices.of<string[]>([], ['agt_1'], ['agt_2'], ['agt_none'])),
} satisfies Record<string, Make>;

/** How an outcome will be judged, and what it will count towards: now and then nothing. */
export function planAt(world: World, choices: Choices): OutcomePlan {
  return anOutcomePlan({
    tag: choices.of('yard/report', null, 'yard/other'),
    material: choices.of(...materials),
    dueMs: world.nowMs + choices.of(0, 60_000),
    horizonMs: world.nowMs + choices.of(600_000, 60_000, 0),
    evidence: choices.mostly<EvidenceStamp | null>(someStamp(choices), null),
  });
}

function someStamp(choices: Choices): EvidenceStamp {
  return anEvidenceStamp({
    fingerprint: choices.mostly('fp-1', ...fingerprints),
    actionType: choices.mostly('dispose', 'set-speed'),
    riskClass: choices.mostly('reversible', 'irreversible'),
    demotions: choices.mostly(0, 1, 2),
    level: choices.of('shadow', 'advise', 'approve'),
  });
}

/** Made from what the evidence is now; now and then from what it is not, or for an outcome that was to count nothing. */
async function updateBy(world: World, choices: Choices, outcome: Outcome): Promise<EvidenceUpdate | null> {
  const stamp = outcome.evidence ?? choices.mostly<EvidenceStamp | null>(null, someStamp(choices));
  if (stamp === null) return null;
  const { fingerprint, actionType, riskClass, demotions } = stamp;
  const subject = { agentId: outcome.agentId, fingerprint, actionType, riskClass, demotions };
  const now = await world.model.evidence.get(subject);
  const revision = now?.revision ?? 0;
  const tally = now?.state.tallies[stamp.level] ?? { successes: 0, failures: 0, passedMs: null };
  const state: EvidenceState = {
    tallies: { ...now?.state.tallies, [stamp.level]: { ...tally, successes: tally.successes + 1 } },
    drift: { level: stamp.level, sum: choices.number() / 8 },
  };
  return { subject, revision: choices.mostly(revision, revision + 1, Math.max(0, revision - 1), 0), state };
}

async function someOutcome(world: World, choices: Choices, wanted: readonly string[]): Promise<Outcome> {
  const outcomes = await world.model.outcomes.latest(1_000);
  const fitting = outcomes.filter((outcome) => wanted.includes(outcome.state));
  const pool = choices.mostly(fitting.length > 0 ? fitting : outcomes, outcomes, []);
  return choices.among(pool, anOutcome({ id: 'eff_none', agentId: agents[0]?.id ?? '' }));
}
