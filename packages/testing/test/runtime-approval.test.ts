/** What people may say to a proposal, when, and what comes of it. */

import type { Actor, Proposal } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aFloor, type Floor, inspector, person, second } from './runtime-floor.ts';

async function atApprove(options: Parameters<typeof aFloor>[0] = {}): Promise<Floor> {
  const floor = await aFloor(options);
  await floor.grant('approve');
  await floor.grant('approve', 'move');
  return floor;
}

function edit(floor: Floor, { id: proposalId, revisionHash }: Proposal, params: unknown, by: Actor = inspector) {
  return floor.runtime.decide({ proposalId, kind: 'edit', revisionHash, by, reason: '', params });
}

it('waits for a person, then sends once, reads back, and tells it in that order', async () => {
  const floor = await atApprove();
  const proposal = await floor.wishDispose('coil-1');
  expect(proposal.state).toBe('awaiting-approval');
  expect(floor.plant.arrivals).toEqual([]);

  await floor.approve(proposal);
  expect(floor.taken()).toMatchObject([{ material: 'coil-1', value: 'hold', fence: 1 }]);
  expect(await floor.effect()).toMatchObject({ state: 'verified', after: 'hold', intendedMs: floor.plant.plantMs });
  const told = (await floor.eventTypes()).slice(-7);
  expect(told).toEqual([
    'run.opened',
    'run.finished',
    'proposal.made',
    'decision.made',
    'effect.intended',
    'effect.claimed',
    'effect.settled',
  ]);
  expect(await floor.record.audit.verify()).toMatchObject({ verified: true });
});

describe('a decision is refused and recorded', () => {
  const rows: readonly [string, string, (floor: Floor, proposal: Proposal) => Promise<unknown>][] = [
    ['by a person without the role', 'decision.role', (floor, it) => floor.approve(it, person('sun-tao', 'operator'))],
    ['about another revision', 'decision.stale', (floor, it) => floor.approve({ ...it, revisionHash: 'other' })],
    [
      'after another one',
      'decision.late',
      async (floor, it) => {
        await floor.runtime.decide({ ...given(it), kind: 'reject' });
        return floor.approve(it);
      },
    ],
    [
      'after approvalUntil, in plant time, even where nothing expired it yet',
      'decision.late',
      async (floor, it) => {
        floor.around = async (call, next) => (call === 'proposals.expireDue' ? [] : next());
        await floor.plantPasses(300_001);
        return floor.approve(it);
      },
    ],
    ['with parameters that do not fit', 'decision.invalid', (floor, it) => edit(floor, it, { coil: 'coil-1', to: 7 })],
  ];
  const given = ({ id: proposalId, revisionHash }: Proposal) => ({
    proposalId,
    revisionHash,
    by: inspector,
    reason: '',
  });

  it.each(rows)('%s', async (_, code, attempt) => {
    const floor = await atApprove();
    const proposal = await floor.wishDispose('coil-1');
    await expect(attempt(floor, proposal)).rejects.toMatchObject({ code });
    expect(await floor.eventTypes()).toContain('decision.refused');
    expect(floor.plant.arrivals).toEqual([]);
    expect(await floor.effects()).toEqual([]);
  });

  it('does not know a proposal that is none', async () => {
    const floor = await atApprove();
    const proposal = await floor.wishDispose('coil-1');
    await expect(floor.approve({ ...proposal, id: 'prp_none' })).rejects.toMatchObject({ code: 'proposal.unknown' });
  });
});

describe('an edit', () => {
  it('is a new revision that its author may not approve, that another person may, and that is what arrives', async () => {
    const floor = await atApprove();
    const proposal = await floor.wishDispose('coil-1');
    const edited = await edit(floor, proposal, { coil: 'coil-1', to: 'release' });
    expect(edited).toMatchObject({ state: 'awaiting-approval', revision: 2, author: { id: inspector.id } });

    await expect(floor.approve(edited)).rejects.toMatchObject({ code: 'decision.author' });
    expect(floor.plant.arrivals).toEqual([]);
    await expect(floor.approve(proposal, second)).rejects.toMatchObject({ code: 'decision.stale' });

    await floor.approve(edited, second);
    expect(floor.taken()).toMatchObject([{ value: 'release' }]);
  });

  it('outside the envelope is refused by the gate', async () => {
    const floor = await atApprove();
    const edited = await edit(floor, await floor.wishMove(1230), { to: 1300 });
    expect(edited).toMatchObject({ state: 'refused', verdict: { because: { code: 'envelope.above' } } });
    await expect(floor.approve(edited, second)).rejects.toMatchObject({ code: 'decision.late' });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('into another risk class needs a grant of that class', async () => {
    const floor = await atApprove();
    const edited = await edit(floor, await floor.wishDispose('coil-1'), { coil: 'coil-1', to: 'scrap' });
    expect(edited).toMatchObject({ state: 'refused', riskClass: 'irreversible' });
  });

  it('never leaves by itself, however high the level is', async () => {
    const floor = await atApprove();
    const proposal = await floor.wishMove(1230);
    await floor.grant('autonomous', 'move');
    expect(await edit(floor, proposal, { to: 1240 })).toMatchObject({ state: 'awaiting-approval' });
    expect(floor.plant.arrivals).toEqual([]);
  });
});

it('a rejected proposal never leaves', async () => {
  const floor = await atApprove();
  const { id: proposalId, revisionHash } = await floor.wishDispose('coil-1');
  await floor.runtime.decide({ proposalId, kind: 'reject', revisionHash, by: inspector, reason: 'wrong coil' });
  await floor.plantPasses(400_000);
  expect(await floor.proposal(proposalId)).toMatchObject({ state: 'rejected' });
  expect(floor.plant.arrivals).toEqual([]);
});

it('an approval that nobody gave expires in plant time alone', async () => {
  const floor = await atApprove();
  const { id } = await floor.wishDispose('coil-1');
  await floor.pass(3_600_000);
  await floor.plantPasses(300_000);
  expect(await floor.proposal(id)).toMatchObject({ state: 'awaiting-approval' });
  await floor.plantPasses(1);
  expect(await floor.proposal(id)).toMatchObject({ state: 'expired' });
  expect(await floor.eventTypes()).toContain('proposal.expired');
});

it('two people approving at once make one effect', async () => {
  const floor = await atApprove();
  const proposal = await floor.wishDispose('coil-1');
  const both = await Promise.allSettled([floor.approve(proposal), floor.approve(proposal, second)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(floor.taken()).toHaveLength(1);
});

it('what was approved under a grant that was lowered since is refused at the send', async () => {
  const floor = await atApprove();
  const proposal = await floor.wishDispose('coil-1');
  await floor.grant('advise');
  await floor.approve(proposal);
  expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'grant.level' } });
  expect(floor.plant.arrivals).toEqual([]);
});
