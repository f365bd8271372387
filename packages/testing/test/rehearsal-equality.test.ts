/**
 * The rehearsal against the runtime: two simulated lines of the same seed, one worked by the real runtime on the record
 * in memory, one rehearsed. Both must propose the same, hear the same from the gate, do the same to the plant, and come
 * to the same evidence and levels.
 */

import { generateKeyPairSync } from 'node:crypto';
import type { ActionSink, Sample } from '@andon/connect';
import {
  AndonError,
  type EvidencePolicy,
  type EvidenceState,
  grantSigner,
  heldLevel,
  type Level,
  type RiskClass,
  type Verdict,
} from '@andon/core';
import { NO_STOP, Rehearsal, Runtime, type RuntimeOptions } from '@andon/runtime';
import { createMailbox, createWorld, line, type Mailbox, memoryCommandLog, syntheticRows } from '@andon/sim-line';
import { qualityInspection, trainInspectionModel } from '@andon/vertical-quality-inspection';
import { describe, expect, it } from 'vitest';
import { countingIds, createMemoryRecord, DirectBus, FakeClock } from '../src/index.ts';
import { person, quiet, useTestTimers } from './runtime-floor.ts';

/** A shift is eight hours of a slab every two and a half minutes. */
const SLABS = 192;
const session = 'session-1';
const traits = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };
const evidence: EvidencePolicy = {
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
  alpha: { reversible: 0.05, irreversible: 0.01 },
  maxUnverified: 12,
};
const classes = [
  { actionType: 'dispose', riskClass: 'reversible' },
  { actionType: 'dispose', riskClass: 'irreversible' },
  { actionType: 'adjust-furnace-setpoint', riskClass: 'reversible' },
] as const;

interface Story {
  readonly proposals: readonly { readonly at: number; readonly hash: string; readonly verdict: Verdict }[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly evidence: Readonly<Record<string, EvidenceState>>;
  readonly levels: Readonly<Record<string, Level>>;
  readonly account: unknown;
}

/** The line's own people let stand what the agent wants, but for every fifth; and nobody comes to every seventh. */
const isRejected = (index: number) => index % 5 === 4;
const isMissed = (index: number) => index % 7 === 3;

const rows = syntheticRows({ seed: 1_000_012, count: 300 });
const model = trainInspectionModel(rows, { seed: 9, source: 'synthetic' });

interface Given {
  readonly scenario: string;
  readonly levelOf: (actionType: string, riskClass: RiskClass) => Level;
}

function aLine({ scenario }: Given) {
  const world = createWorld({ seed: 9, scenario, slabs: SLABS, people: 'crew' });
  const mailbox = createMailbox({ plant: world, log: memoryCommandLog(), session });
  let seq = 0;
  const batchAt = (at: number) => {
    const samples: readonly Sample[] = world.advanceTo(at);
    seq += 1;
    return { plantMs: world.plantMs(), seq, samples };
  };
  return { world, mailbox, batchAt };
}

async function rehearsed(given: Given): Promise<Story> {
  const { world, mailbox, batchAt } = aLine(given);
  const rehearsal = new Rehearsal({
    ...{ vertical: qualityInspection, model, scope: line, sink: traits, evidence },
    levels: { kind: 'fixed', of: given.levelOf },
    link: world.link,
  });
  const proposals: Story['proposals'][number][] = [];
  let asked = 0;
  let fence = 0;
  for (let at: number | null = world.startMs; at !== null; ) {
    for (const proposal of await rehearsal.ingest(batchAt(at))) {
      const { id: key, createdMs, revisionHash, verdict, command, notAfterMs: validUntil } = proposal;
      proposals.push({ at: createdMs, hash: revisionHash, verdict });
      const epoch = { revisionHash, stopEpoch: NO_STOP };
      if (verdict.kind === 'await-approval') {
        asked += 1;
        if (isMissed(asked)) continue;
        if (isRejected(asked)) {
          rehearsal.rejected(proposal);
          continue;
        }
      } else if (verdict.kind !== 'execute') continue;
      const given = verdict.kind === 'execute' ? ({ kind: 'standing' } as const) : approvedBy;
      if (rehearsal.permits(proposal, { ...given, ...epoch }).kind !== 'execute' || world.link() === 'down') continue;
      fence += 1;
      const before = command.material === null ? world.setpointC() : null;
      if (mailbox.arrive({ key, ...command, fence, validUntil }).kind !== 'taken') continue;
      rehearsal.executed(proposal, { before, after: command.value });
    }
    at = earliest(world.nextAt(), rehearsal.nextDue());
  }
  return {
    proposals,
    outcomes: counted(rehearsal.judged().map(({ state, of }) => `${of} ${state}`)),
    evidence: Object.fromEntries(rehearsal.evidence().map((one) => [keyOf(one), one.state])),
    levels: Object.fromEntries(rehearsal.levels().map((one) => [keyOf(one), one.level])),
    account: world.truth.account(),
  };
}

const approvedBy = { kind: 'approval', by: 'Lin Mei' } as const;

async function worked(given: Given): Promise<Story> {
  const { world, mailbox, batchAt } = aLine(given);
  const clock = new FakeClock();
  const processMs = () => clock.monotonicMs();
  const record = createMemoryRecord({ processMs });
  const signer = grantSigner(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const runtime = new Runtime({
    ...{ record, bus: new DirectBus({ processMs }), clock, newId: countingIds(), log: silent, holder: 'gateway-1' },
    ...{ source: world, sink: sinkOf(world.link, mailbox), plantMs: world.startMs, signer, evidence },
  });
  const troubles: unknown[] = [];
  runtime.events.on('trouble', (where, error) => troubles.push({ where, error }));
  const by = person('wang-jun', 'shift-lead', 'process-owner');
  const agent = await runtime.commission({ vertical: qualityInspection, scope: line, model, by });
  for (const one of classes) await implant(one);
  const inspector = person('lin-mei', 'quality-inspector', 'process-operator');
  const missed = new Set<string>();
  let asked = 0;
  for (let at: number | null = world.startMs; at !== null; ) {
    await runtime.ingest(session, batchAt(at));
    await quiet();
    for (const { id: proposalId, revisionHash } of await record.proposals.open()) {
      if (missed.has(proposalId)) continue;
      asked += 1;
      if (isMissed(asked)) {
        missed.add(proposalId);
        continue;
      }
      const kind = isRejected(asked) ? 'reject' : 'approve';
      await runtime.decide({ proposalId, kind, revisionHash, by: inspector, reason: '' });
      await quiet();
    }
    at = earliest(world.nextAt(), await runtime.nextDue());
  }
  await runtime.close();
  expect(troubles).toEqual([]);
  const made = [...(await record.proposals.latest(10_000))].reverse();
  const outcomes = await record.outcomes.latest(10_000);
  const kept = await record.evidence.list(agent.id);
  const grants = await record.grants.list(agent.id);
  return {
    proposals: made.map(({ createdMs: at, revisionHash: hash, verdict }) => ({ at, hash, verdict })),
    outcomes: counted(
      outcomes.flatMap(({ state, effectId, evidence }) =>
        state === 'open' || state === 'offered'
          ? []
          : [`${effectId === null && evidence?.proposed ? 'proposal' : 'effect'} ${state}`],
      ),
    ),
    evidence: Object.fromEntries(kept.map((one) => [keyOf(one), one.state])),
    levels: Object.fromEntries(grants.map((one) => [keyOf({ ...one, demotions: undefined }), heldLevel(one)])),
    account: world.truth.account(),
  };

  async function implant({ actionType, riskClass }: (typeof classes)[number]): Promise<void> {
    const terms = {
      ...{ id: `grt_${actionType}_${riskClass}`, agentId: agent.id, scope: line, fingerprint: agent.fingerprint },
      ...{ actionType, riskClass, level: given.levelOf(actionType, riskClass), signedBy: [by], reason: 'for a test' },
      basis: { kind: 'renewal' },
      notAfterMs: Number.MAX_SAFE_INTEGER,
    } as const;
    const at = { plantMs: world.startMs, wallMs: clock.wallMs() };
    await record.grants.sign({ ...terms, signature: signer.sign(terms) }, null, at);
  }
}

function sinkOf(link: () => 'up' | 'down', mailbox: Mailbox): ActionSink {
  return {
    link,
    capabilities: () => traits,
    send: (command) => {
      if (link() === 'down') throw new AndonError('link.down', { target: command.target });
      return Promise.resolve(mailbox.arrive(command));
    },
    readBack: async (query) => mailbox.readBack(query),
  };
}

describe('the rehearsal says what the runtime says', () => {
  it.each([
    ['at autonomous', 'baseline', 'autonomous', 'autonomous'],
    ['at approve', 'baseline', 'approve', 'approve'],
    ['at shadow', 'baseline', 'shadow', 'shadow'],
    ['with dirt on the camera’s window, lowered as it drifts', 'camera-fouling', 'autonomous', 'shadow'],
    ['while people take the line into local control', 'operator-local', 'autonomous', 'autonomous'],
  ] as const)('%s', async (_, scenario, level, ends) => {
    useTestTimers();
    const given: Given = { scenario, levelOf: () => level };
    const [rehearsal, runtime] = [await rehearsed(given), await worked(given)];
    expect(rehearsal.proposals.length).toBeGreaterThan(SLABS - 10);
    expect(rehearsal.proposals).toEqual(runtime.proposals);
    expect(rehearsal.account).toEqual(runtime.account);
    expect(rehearsal.levels).toEqual(runtime.levels);
    expect(runtime.levels['dispose reversible']).toBe(ends);
    expect(rehearsal.evidence).toEqual(runtime.evidence);
    expect(rehearsal.outcomes).toEqual(runtime.outcomes);
  });
});

function keyOf(one: { actionType: string; riskClass: RiskClass; demotions?: number | undefined }): string {
  return [one.actionType, one.riskClass, one.demotions].filter((part) => part !== undefined).join(' ');
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function earliest(next: number | null, due: number | null): number | null {
  return next === null ? null : Math.min(next, due ?? next);
}

const nothing = () => {};
const silent = { info: nothing, warn: nothing, error: nothing } as unknown as RuntimeOptions['log'];
