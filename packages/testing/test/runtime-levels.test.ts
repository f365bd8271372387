/** What the runtime does with a proposal at each level, and what caps the level. */

import { describe, expect, it } from 'vitest';
import { aFloor, floorVertical, furnace, inspector, setPoint, shiftLead } from './runtime-floor.ts';

describe('without a grant', () => {
  it('records the proposal as refused, says that there is no grant, and sends nothing', async () => {
    const floor = await aFloor();
    const proposal = await floor.wishDispose('coil-1');
    expect(proposal).toMatchObject({ state: 'refused', verdict: { kind: 'refuse', because: { code: 'grant.none' } } });
    expect(await floor.effects()).toEqual([]);
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('answers an approval of what was refused as late, and records it', async () => {
    const floor = await aFloor();
    const proposal = await floor.wishDispose('coil-1');
    await expect(floor.approve(proposal)).rejects.toMatchObject({ code: 'decision.late' });
    expect(await floor.eventTypes()).toContain('decision.refused');
  });

  it('takes a grant for one risk class as none for the other', async () => {
    const floor = await aFloor();
    await floor.grant('autonomous');
    expect(await floor.wishDispose('coil-1', 'scrap')).toMatchObject({ verdict: { because: { code: 'grant.none' } } });
  });
});

describe.each([
  ['shadow', 'shadowed'],
  ['advise', 'advised'],
  ['approve', 'awaiting-approval'],
  ['veto', 'veto-window'],
] as const)('at %s', (level, state) => {
  it(`leaves the proposal ${state} and sends nothing by itself`, async () => {
    const floor = await aFloor();
    await floor.grant(level, 'move');
    expect(await floor.wishMove(1230)).toMatchObject({ state, verdict: { level } });
    expect(floor.plant.arrivals).toEqual([]);
  });
});

describe('at veto', () => {
  it('leaves once when the window closes', async () => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    await floor.wishMove(1230);
    await floor.plantPasses(29_999);
    expect(floor.taken()).toEqual([]);
    await floor.plantPasses(1);
    expect(floor.taken()).toMatchObject([{ target: setPoint, value: 1230 }]);
    await floor.plantPasses(1);
    expect(floor.taken()).toHaveLength(1);
    expect(await floor.effect()).toMatchObject({ state: 'verified', authorisation: { kind: 'window-closed' } });
  });

  it('does not leave when a person vetoes it in time', async () => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    const { id: proposalId, revisionHash } = await floor.wishMove(1230);
    await floor.runtime.decide({ proposalId, kind: 'veto', revisionHash, by: inspector, reason: 'not now' });
    await floor.plantPasses(60_000);
    expect(await floor.proposal(proposalId)).toMatchObject({ state: 'vetoed' });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('leaves sooner when a person approves it', async () => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    await floor.approve(await floor.wishMove(1230));
    await floor.plantPasses(60_000);
    expect(floor.taken()).toHaveLength(1);
  });

  it.each([
    ['still pressed', false, 'stop.pressed'],
    ['reset meanwhile', true, 'approval.epoch'],
  ])('does not leave after a stop, %s', async (_, reset, code) => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    const { id } = await floor.wishMove(1230);
    await floor.runtime.pressStop({ scope: furnace, by: inspector, reason: '' });
    if (reset) await floor.runtime.resetStop({ scope: furnace, cause: 'drill', by: shiftLead, reason: '' });
    await floor.plantPasses(60_000);
    expect(await floor.proposal(id)).toMatchObject({ state: 'refused', verdict: { because: { code } } });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('does not leave when the grant was lowered while the window was open', async () => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    await floor.wishMove(1230);
    await floor.grant('approve', 'move');
    await floor.plantPasses(60_000);
    expect(await floor.latestProposal()).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'approval.needed' } },
    });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('leaves windows of agents that another process works for to that process', async () => {
    const floor = await aFloor();
    await floor.grant('veto', 'move');
    await floor.wishMove(1230);
    const beside = floor.another();
    floor.plant.plantMs += 60_000;
    await beside.ingest('session-2', { plantMs: floor.plant.plantMs, seq: 1, samples: [] });
    expect(await floor.latestProposal()).toMatchObject({ state: 'veto-window' });
  });
});

describe('at autonomous', () => {
  it('leaves at once and is verified', async () => {
    const floor = await aFloor();
    await floor.grant('autonomous', 'move');
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'authorised' });
    expect(floor.taken()).toMatchObject([{ target: setPoint, value: 1230 }]);
    expect(await floor.effect()).toMatchObject({ state: 'verified', after: 1230, authorisation: { kind: 'standing' } });
  });

  it('still waits for a person with what cannot be undone', async () => {
    const floor = await aFloor();
    await floor.implant('autonomous', 'dispose', 'irreversible');
    expect(await floor.wishDispose('coil-1', 'scrap')).toMatchObject({
      state: 'awaiting-approval',
      verdict: { level: 'approve', because: { code: 'action.irreversible' } },
    });
  });

  it.each(['checksValidUntil', 'honoursKey', 'honoursFence', 'readBack'] as const)(
    'is capped to approve by a sink without %s',
    async (capability) => {
      const floor = await aFloor({ capabilities: { [capability]: false } });
      await floor.grant('autonomous', 'move');
      expect(await floor.wishMove(1230)).toMatchObject({
        state: 'awaiting-approval',
        verdict: { level: 'approve', binding: 'sink', because: { code: 'sink.cannot' } },
      });
      expect(floor.plant.arrivals).toEqual([]);
    },
  );

  it('is only shadow once the agent is another version than the grant was signed for', async () => {
    const floor = await aFloor();
    await floor.grant('autonomous', 'move');
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2', vertical: floorVertical({ version: '1.0.1' }) });
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'shadowed', verdict: { binding: 'fingerprint' } });
  });
});

describe('signing', () => {
  it('takes two different people above approve', async () => {
    const floor = await aFloor();
    const grant = { agentId: floor.agent.id, actionType: 'move', riskClass: 'reversible', reason: '' } as const;
    const signedBy = [shiftLead, { ...shiftLead, name: 'again' }];
    const signing = floor.runtime.sign({ ...grant, level: 'veto', signedBy, notAfterMs: floor.plant.plantMs + 1 });
    await expect(signing).rejects.toMatchObject({ code: 'grant.invalid' });
  });
});
