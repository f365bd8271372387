/** What people may sign, who, and what a grant is worth that they did not. */

import { type Actor, because, type Level, levels } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { demands, judge, judgedAsExecuted, judgedAsProposed, neededForAdvise } from './runtime-evidence-floor.ts';
import { aFloor, type Floor, inspector, person, processOwner, shiftLead } from './runtime-floor.ts';

/** Somebody lowers the grant by one level more, right before it is signed, so many times, and no further than this. */
function lowering(floor: Floor, lowest: Level, times: number): Floor['around'] {
  let left = times;
  return async (call, next) => {
    if (call !== 'grants.sign' || left === 0) return next();
    left -= 1;
    const { id: grantId, level, lowered } = await floor.standingGrant();
    const below = levels[Math.max(levels.indexOf(lowest), levels.indexOf(lowered?.to ?? level) - 1)] ?? lowest;
    const why = because('demoted.person', { by: shiftLead.name, level: below, reason: '' });
    const at = { plantMs: floor.plant.plantMs, wallMs: 0 };
    await floor.record.grants.lower({ grantId, to: below, because: why, by: shiftLead }, at);
    return next();
  };
}

const andon: Actor = { id: 'andon', name: 'Andon', roles: ['shift-lead'], authenticatedBy: 'system' };

describe('who signs', () => {
  const rows: readonly [string, Level, readonly Actor[], string | null][] = [
    ['a shift lead alone, up to approve', 'approve', [shiftLead], null],
    ['a process owner alone, up to approve', 'approve', [processOwner], null],
    ['neither of them', 'approve', [inspector], 'grant.role'],
    ['nobody', 'shadow', [], 'grant.invalid'],
    ['no person', 'shadow', [andon], 'grant.invalid'],
    ['one alone, above approve', 'veto', [processOwner], 'grant.invalid'],
    ['the same one twice, above approve', 'veto', [processOwner, { ...processOwner, name: 'again' }], 'grant.invalid'],
    ['a person and a machine, above approve', 'veto', [processOwner, andon], 'grant.invalid'],
    ['two without a process owner, above approve', 'veto', [shiftLead, inspector], 'grant.role'],
    ['a process owner and a stranger', 'autonomous', [processOwner, person('sun-tao', 'engineer')], 'grant.role'],
    ['a process owner and who decides on the action', 'veto', [processOwner, inspector], null],
    ['a process owner and a shift lead', 'autonomous', [shiftLead, processOwner], null],
  ];
  it.each(rows)('%s', async (_, level, signedBy, code) => {
    const floor = await aFloor();
    await floor.implant('autonomous');
    const signing = floor.sign(level, 'dispose', { signedBy });
    if (code) await expect(signing).rejects.toMatchObject({ code });
    else expect(await signing).toMatchObject({ level, basis: { kind: 'renewal' }, signedBy });
  });
});

describe('a level', () => {
  it('above the next one is refused with the numbers of the next one', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    await judge(floor, 'good', neededForAdvise());
    await expect(floor.sign('approve')).rejects.toMatchObject({
      code: 'grant.evidence',
      details: {
        action: 'dispose',
        level: 'approve',
        problem: `it holds shadow, so advise comes first: ${neededForAdvise()} judged (0 failed), ${neededForAdvise()} needed at .7`,
      },
    });
  });

  it.each(['advise', 'approve', 'veto', 'autonomous'] as const)('%s is not the first of an agent', async (level) => {
    const floor = await aFloor();
    await expect(floor.sign(level)).rejects.toMatchObject({ code: 'grant.evidence' });
    expect(await floor.record.grants.list()).toEqual([]);
  });

  it('lower than the one held may be signed at any time, and so may off', async () => {
    const floor = await aFloor();
    expect(await floor.sign('off')).toMatchObject({ level: 'off', basis: { kind: 'commissioning' } });
    await floor.grant('veto');
    expect(await floor.sign('advise')).toMatchObject({ basis: { kind: 'renewal' } });
    await expect(floor.sign('veto')).rejects.toMatchObject({ code: 'grant.evidence' });
    expect(await floor.sign('off')).toMatchObject({ level: 'off', basis: { kind: 'renewal' } });
    expect(await floor.sign('shadow')).toMatchObject({ basis: { kind: 'commissioning' } });
  });

  it('is held as far as it was lowered: no renewal brings it back', async () => {
    const floor = await aFloor();
    await floor.grant('veto');
    const about = { agentId: floor.agent.id, actionType: 'dispose', riskClass: 'reversible' } as const;
    await floor.runtime.lower({ ...about, to: 'advise', by: shiftLead, reason: '' });
    await expect(floor.sign('veto')).rejects.toMatchObject({ code: 'grant.evidence' });
    expect(await floor.sign('advise')).toMatchObject({ level: 'advise', lowered: null, demotions: 1 });
  });

  it('that is lowered while it is signed is judged anew: what was shown before is not shown any more', async () => {
    const floor = await aFloor();
    await floor.grant('veto');
    floor.around = lowering(floor, 'approve', 1);
    await expect(floor.sign('veto')).rejects.toMatchObject({ code: 'grant.evidence' });
    expect(await floor.standingGrant()).toMatchObject({ level: 'veto', lowered: { to: 'approve' }, demotions: 1 });
    expect(await floor.wishDispose('coil-1')).toMatchObject({ state: 'awaiting-approval' });
  });

  it('that is held all the same, though it was lowered while it was signed, is signed in the new trial', async () => {
    const floor = await aFloor();
    await floor.grant('veto');
    floor.around = lowering(floor, 'approve', 1);
    expect(await floor.sign('advise')).toMatchObject({ level: 'advise', lowered: null, demotions: 1 });
  });

  it('that others change each time while it is signed is not signed', async () => {
    const floor = await aFloor();
    await floor.grant('autonomous');
    const signed = await floor.standingGrant();
    floor.around = lowering(floor, 'off', Number.POSITIVE_INFINITY);
    await expect(floor.sign('off')).rejects.toMatchObject({ code: 'grant.invalid' });
    expect(await floor.standingGrant()).toMatchObject({ id: signed.id, lowered: { to: 'off' } });
  });

  it('never goes above approve for what cannot be undone', async () => {
    const floor = await aFloor();
    await floor.implant('autonomous', 'dispose', 'irreversible');
    const signing = floor.sign('veto', 'dispose', { riskClass: 'irreversible' });
    await expect(signing).rejects.toMatchObject({ code: 'grant.invalid' });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'takes a lease that ends later than now and on some day, not %d ms later',
    async (ms) => {
      const floor = await aFloor();
      const signing = floor.sign('shadow', 'dispose', { notAfterMs: floor.plant.plantMs + ms });
      await expect(signing).rejects.toMatchObject({ code: 'grant.invalid' });
    },
  );

  it('is told with what was held before, and gates from that call on', async () => {
    const floor = await aFloor();
    const told: string[] = [];
    floor.runtime.events.on('grant.signed', ({ level }, from) => told.push(`${from} to ${level}`));
    await floor.sign('shadow');
    await floor.wishDispose('coil-1');
    await floor.sign('off');
    expect(await floor.wishDispose('coil-2')).toMatchObject({ state: 'refused' });
    expect(told).toEqual(['off to shadow', 'shadow to off']);
  });
});

describe('a rehearsal', () => {
  const passing = { source: 'the simulator, 10 seeds', successes: 60, failures: 1 };
  const failing = { source: 'the simulator, 10 seeds', successes: 30, failures: 20 };

  it('that passes the same test is enough up to approve', async () => {
    const floor = await judgedAsExecuted();
    await floor.sign('shadow', 'move');
    expect(await floor.sign('approve', 'move', { rehearsal: passing })).toMatchObject({
      basis: { kind: 'rehearsal', ...passing, target: demands.targets.approve, alpha: 0.1 },
    });
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'awaiting-approval' });
  });

  it('that does not pass it is not, and the refusal says so in numbers', async () => {
    const floor = await judgedAsExecuted();
    await floor.sign('shadow', 'move');
    await expect(floor.sign('approve', 'move', { rehearsal: failing })).rejects.toMatchObject({
      code: 'grant.evidence',
      details: { problem: expect.stringMatching(/^rehearsed: 50 judged \(20 failed\), \d+ needed at \.75$/) },
    });
  });

  it('is not enough above approve, where nobody decides on the act any more', async () => {
    const executed = await judgedAsExecuted();
    await executed.grant('approve', 'move');
    const above = executed.sign('veto', 'move', { rehearsal: passing });
    await expect(above).rejects.toMatchObject({ code: 'grant.evidence' });
  });

  it('is enough up to approve where proposals are judged by themselves, too', async () => {
    const proposed = await judgedAsProposed();
    await proposed.sign('shadow');
    const signed = await proposed.sign('advise', 'dispose', { rehearsal: passing });
    expect(signed).toMatchObject({ level: 'advise', basis: { kind: 'rehearsal' } });
  });
});

describe('a grant that was written into the record by somebody without the site’s key', () => {
  it.each([
    ['raised', { level: 'autonomous' }],
    ['prolonged', { notAfterMs: Date.UTC(2126, 0) }],
    ['with other signatures', { signedBy: [processOwner] }],
  ] as const)('is worth nothing: %s', async (_, forged) => {
    const floor = await aFloor();
    const { revision: _revision, lowered: _lowered, demotions: _demotions, ...honest } = await floor.grant('approve');
    await floor.replace({ ...honest, ...forged, id: 'grt_forged' });
    await floor.pass(1_001);
    expect(await floor.wishDispose('coil-1')).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'grant.signature' } },
    });
    expect(await floor.runtime.standings()).toMatchObject([{ level: 'off' }, {}, {}]);
    // Nor can it be climbed on, nor renewed.
    for (const level of ['advise', 'approve', 'autonomous'] as const) {
      await expect(floor.sign(level)).rejects.toMatchObject({ code: 'grant.evidence' });
    }
    expect(await floor.sign('shadow')).toMatchObject({ basis: { kind: 'commissioning' } });
  });

  it('lets nothing leave that was authorised under the one it replaced', async () => {
    const floor = await aFloor();
    const { revision: _, lowered: _lowered, demotions: _demotions, ...honest } = await floor.grant('approve');
    const proposal = await floor.wishDispose('coil-1');
    const forged = { ...honest, level: 'autonomous', id: 'grt_forged' } as const;
    await floor.replace(forged);
    await floor.pass(1_001);
    await floor.approve(proposal);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'grant.signature' } });
    expect(floor.plant.arrivals).toEqual([]);
  });
});

it('demands that do not hold are refused at the start', async () => {
  const targets = { ...demands.targets, advise: 0.2 };
  await expect(aFloor({ evidence: { ...demands, targets } })).rejects.toMatchObject({ code: 'config.invalid' });
});
