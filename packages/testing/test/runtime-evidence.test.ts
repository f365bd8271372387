/** What counts towards a level and against it: judged outcomes, never what people said. */

import { describe, expect, it } from 'vitest';
import {
  demands,
  evidenceOf,
  judge,
  judgedAsExecuted,
  judgedAsProposed,
  judgeUntilLowered,
  neededForAdvise,
  say,
} from './runtime-evidence-floor.ts';
import { aFloor, floorVertical, only, quiet, second } from './runtime-floor.ts';

describe('outcomes of proposals', () => {
  it('carry an agent from shadow to advise without a single act', async () => {
    const floor = await judgedAsProposed();
    const passed: string[] = [];
    floor.runtime.events.on('evidence.passed', ({ next }) => passed.push(next?.level ?? ''));
    await floor.sign('shadow');
    const needed = neededForAdvise();
    await judge(floor, 'good', needed - 1);
    await expect(floor.sign('advise')).rejects.toMatchObject({
      code: 'grant.evidence',
      details: { level: 'advise', problem: `${needed - 1} judged (0 failed), ${needed} needed at .7` },
    });
    expect(passed).toEqual([]);

    await judge(floor, 'good', 2);
    expect(passed).toEqual(['advise']);
    expect(await floor.sign('advise')).toMatchObject({
      basis: { kind: 'evidence', successes: needed + 1, failures: 0, target: 0.7, alpha: 0.1 },
    });
    expect(await floor.wishDispose('coil-last')).toMatchObject({ state: 'advised' });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('count once, however often a hint comes', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    floor.bus.delivery = 'twice';
    await judge(floor, 'good');
    await judge(floor, 'bad');
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { shadow: { successes: 1, failures: 1 } } });
  });

  it('count both where two are judged at once', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    await floor.wishDispose('coil-a');
    await floor.wishDispose('coil-b');
    const [other] = await floor.record.outcomes.latest(1);
    let isOvertaken = false;
    floor.around = async (call, next) => {
      if (call === 'outcomes.judge' && !isOvertaken && other?.evidence) {
        isOvertaken = true;
        const { level, proposed: _, ...of } = other.evidence;
        const subject = { agentId: other.agentId, ...of };
        const tallies = { [level]: { successes: 0, failures: 1, passedMs: null } };
        const state = { tallies, drift: { level, sum: 0 } };
        await floor.record.outcomes.takeDue(other.horizonMs + 1);
        const at = { plantMs: floor.plant.plantMs, wallMs: 0 };
        await floor.record.outcomes.judge(
          other.id,
          { state: 'missed', finding: {} },
          { subject, revision: 0, state },
          at,
        );
      }
      return next();
    };
    await floor.report('coil-a', 'good');
    expect(isOvertaken).toBe(true);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { shadow: { successes: 1, failures: 1 } } });
  });

  it('are none of what the gate refused', async () => {
    const floor = await judgedAsProposed();
    await floor.wishDispose('coil-1');
    await floor.sign('shadow');
    await floor.wishDispose('coil-1', 'eat');
    expect(await floor.record.outcomes.latest(1)).toEqual([]);
  });

  it('judge what the agent wrote, whatever a person makes of it', async () => {
    const vertical = floorVertical({
      judges: 'proposal',
      judge: ({ params, sample }) => {
        const isRight = params.to === (sample as { verdict: string }).verdict;
        return { kind: isRight ? 'achieved' : 'missed', reasons: [] };
      },
    });
    const floor = await judgedAsProposed({ vertical });
    await floor.grant('approve');
    await floor.approve(await say(floor, 'edit', await floor.wishDispose('coil-1', 'hold')), second);
    expect(floor.taken()).toMatchObject([{ value: 'release' }]);
    await floor.report('coil-1', 'hold');
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { successes: 1, failures: 0 } } });
  });

  it('count against the agent when nobody judged them by their horizon, and are no drift', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('advise');
    await floor.wishDispose('coil-1');
    await floor.plantPasses(3_600_001);
    expect(await floor.outcome()).toMatchObject({ state: 'unjudged' });
    expect(await evidenceOf(floor)).toMatchObject({
      tallies: { advise: { successes: 0, failures: 1 } },
      drift: { level: 'advise', sum: 0 },
    });
  });
});

describe('what people say', () => {
  it('is no evidence: approvals never count', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    for (let coil = 0; coil < 30; coil += 1) await floor.approve(await floor.wishDispose(`coil-${coil}`));
    expect(floor.taken()).toHaveLength(30);
    expect(await floor.record.evidence.list()).toEqual([]);
    await floor.report('coil-7', 'good');
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { successes: 1, failures: 0 } } });
  });

  it.each([
    ['reject', 'approve'],
    ['edit', 'approve'],
    ['veto', 'veto'],
  ] as const)(
    'a person’s %s leaves what only its execution could show not shown, at once, and is no drift',
    async (kind, level) => {
      const floor = await judgedAsExecuted();
      await floor.grant(level);
      await say(floor, kind, await floor.wishDispose('coil-1'));
      await quiet();
      expect(await floor.outcome()).toMatchObject({ state: 'unjudged', effectId: null });
      expect(await evidenceOf(floor)).toMatchObject({
        tallies: { [level]: { successes: 0, failures: 1 } },
        drift: { level, sum: 0 },
      });
      await floor.runtime.settled(new AbortController().signal);
    },
  );

  it('counts though the process dies between the decision and the count', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    const proposal = await floor.wishDispose('coil-1');
    floor.around = (call, next) => (call === 'outcomes.takeDue' ? floor.kill() : next());
    await floor.untilDeath(floor.runtime, say(floor, 'reject', proposal));
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.runtime.start();
    await quiet();
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
  });

  it('makes an act a person’s: what was edited counts nothing for the agent once it is executed', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    const edited = await say(floor, 'edit', await floor.wishDispose('coil-1'));
    await floor.approve(edited, second);
    await floor.report('coil-1', 'good');
    const outcomes = await floor.record.outcomes.latest(5);
    expect(outcomes).toMatchObject([{ state: 'achieved', evidence: null }, { state: 'unjudged' }]);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { successes: 0, failures: 1 } } });
  });
});

describe('evidence belongs to one version', () => {
  it('another one begins at shadow, with none', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    await judge(floor, 'good', neededForAdvise());
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2', vertical: floorVertical({ judges: 'proposal', version: '1.0.1' }) });
    const nothing = { code: 'grant.evidence', details: { problem: 'it holds nothing yet: shadow comes first' } };
    await expect(floor.sign('advise')).rejects.toMatchObject(nothing);
    expect(await floor.sign('shadow')).toMatchObject({ basis: { kind: 'commissioning' } });
    await expect(floor.sign('advise')).rejects.toMatchObject({ code: 'grant.evidence' });
    await judge(floor, 'good', neededForAdvise());
    expect(await floor.sign('advise')).toMatchObject({ basis: { successes: neededForAdvise() } });
  });

  it('what was shown under other demands was not shown under these', async () => {
    const [one, other] = [await aFloor({ evidence: demands }), await aFloor()];
    expect(one.agent.id).toBe(other.agent.id);
    expect(one.agent.fingerprint).not.toBe(other.agent.fingerprint);
  });
});

describe('a climb after a fall', () => {
  it('is a new trial with half the error probability: it takes more', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('advise');
    await judgeUntilLowered(floor);
    expect(await floor.standingGrant()).toMatchObject({ lowered: { to: 'shadow' }, demotions: 1 });

    expect(neededForAdvise(1)).toBeGreaterThan(neededForAdvise());
    await judge(floor, 'good', neededForAdvise(1) - 1);
    await expect(floor.sign('advise')).rejects.toMatchObject({ code: 'grant.evidence' });
    await judge(floor, 'good');
    expect(await floor.sign('advise')).toMatchObject({
      basis: { kind: 'evidence', successes: neededForAdvise(1), failures: 0, alpha: 0.05 },
      demotions: 1,
      lowered: null,
    });
  });

  it('does not rest on what was shown before it', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    await judge(floor, 'good', neededForAdvise());
    await floor.sign('advise');
    await judgeUntilLowered(floor);
    await expect(floor.sign('advise')).rejects.toMatchObject({
      code: 'grant.evidence',
      details: { problem: `0 judged (0 failed), ${neededForAdvise(1)} needed at .7` },
    });
  });
});

describe('acts that are not judged yet', () => {
  it('cap the level at approve once there are too many, and no longer once they are judged', async () => {
    const floor = await judgedAsExecuted({ evidence: { ...demands, maxUnverified: 2 } });
    await floor.grant('autonomous');
    await floor.wishDispose('coil-1');
    await floor.wishDispose('coil-2');
    expect(floor.taken()).toHaveLength(2);
    expect(await floor.wishDispose('coil-3')).toMatchObject({
      state: 'awaiting-approval',
      verdict: { binding: 'exposure', because: { code: 'exposure.unverified', values: { count: 2, limit: 2 } } },
    });
    await floor.report('coil-1', 'good');
    expect(await floor.wishDispose('coil-4')).toMatchObject({ state: 'authorised' });
    expect(floor.taken()).toHaveLength(3);
  });

  it('are also those that nobody knows of whether they arrived: silence of the plant lets no more leave', async () => {
    const floor = await judgedAsExecuted({ evidence: { ...demands, maxUnverified: 2 } });
    await floor.grant('autonomous');
    floor.plant.loseAcknowledgements = 2;
    await floor.wishDispose('coil-1');
    await floor.wishDispose('coil-2');
    expect((await floor.effects()).map(({ state }) => state)).toEqual(['unknown', 'unknown']);
    expect(await floor.wishDispose('coil-3')).toMatchObject({
      state: 'awaiting-approval',
      verdict: { binding: 'exposure' },
    });
    expect(floor.taken()).toHaveLength(2);
  });

  it('hold back at the send what was authorised before they were too many', async () => {
    const floor = await judgedAsExecuted({ evidence: { ...demands, maxUnverified: 1 } });
    await floor.grant('autonomous');
    floor.around = async (call, next) => (call === 'effects.claim' ? { kind: 'lane-lost' } : next());
    for (const coil of ['coil-1', 'coil-2']) {
      expect(await floor.wishDispose(coil)).toMatchObject({ state: 'authorised' });
    }
    floor.around = (_, next) => next();
    await floor.sweep();
    const [one, other] = await floor.effects();
    expect(one).toMatchObject({ state: 'verified' });
    expect(other).toMatchObject({ state: 'refused', because: { code: 'approval.needed' } });
    expect(floor.taken()).toHaveLength(1);
  });
});

it('standings tell of every kind of action and risk class, with the numbers that signing goes by', async () => {
  const floor = await judgedAsProposed();
  await floor.sign('shadow');
  const counted: number[] = [];
  floor.runtime.events.on('evidence.counted', ({ next }) => counted.push(next?.judged ?? 0));
  await judge(floor, 'good');
  await judge(floor, 'bad');
  expect(counted).toEqual([1, 2]);
  const standings = await floor.runtime.standings();
  expect(standings.map(({ actionType, riskClass, level }) => [actionType, riskClass, level])).toEqual([
    ['dispose', 'reversible', 'shadow'],
    ['dispose', 'irreversible', 'off'],
    ['move', 'reversible', 'off'],
  ]);
  const next = { level: 'advise', judged: 2, successes: 1, failures: 1, passed: false };
  expect(only(standings.filter(({ grant }) => grant !== null))).toMatchObject({ next });
});

it('what was counted is told where somebody listens, and that it cannot be told undoes nothing', async () => {
  const floor = await judgedAsProposed();
  await floor.sign('shadow');
  const asked: string[] = [];
  floor.around = (call, next) => {
    asked.push(call);
    return next();
  };
  const asksAfterJudging = () => asked.slice(asked.lastIndexOf('outcomes.judge') + 1);
  await judge(floor, 'good');
  expect(asksAfterJudging()).not.toContain('effects.recent');

  floor.runtime.events.on('evidence.counted', () => {});
  let isJudged = false;
  floor.around = async (call, next) => {
    if (isJudged && call === 'effects.recent') throw new Error('the record is gone');
    const answer = await next();
    isJudged ||= call === 'outcomes.judge';
    return answer;
  };
  await judge(floor, 'good');
  expect(floor.bus.failures).toEqual([]);
  expect(floor.troubles).toMatchObject([{ where: 'evidence.counted' }]);
  expect(await evidenceOf(floor)).toMatchObject({ tallies: { shadow: { successes: 2 } } });
});
