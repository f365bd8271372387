/**
 * The runtime's evidence, demotions and signatures on real PostgreSQL: what only a real server has, which is several
 * connections that meet, processes that die between two commits, and people with its password. All other stories are told
 * on it by `proof/runtime-postgres.proof.ts`.
 */

import { AndonError, type JudgeResult, type Outcome } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { DirectBus } from '../src/index.ts';
import {
  evidenceOf,
  judge,
  judgedAsExecuted,
  judgedAsProposed,
  judgeUntilLowered,
  neededForAdvise,
} from './runtime-evidence-floor.ts';
import { type Floor, only, quiet, shiftLead } from './runtime-floor.ts';
import { usePostgres } from './runtime-floor-postgres.ts';

const postgres = usePostgres();

const gone = () => new AndonError('database.unreachable', { database: 'andon', problem: 'the connection was lost' });
const lowered = async (floor: Floor) => (await floor.eventTypes()).filter((type) => type === 'grant.lowered').length;

it('an agent climbs, drifts and falls, and climbs again in a trial of its own', async () => {
  const floor = await judgedAsProposed();
  await floor.sign('shadow');
  await judge(floor, 'good', neededForAdvise());
  expect(await floor.sign('advise')).toMatchObject({ basis: { kind: 'evidence', successes: neededForAdvise() } });
  await judgeUntilLowered(floor);
  await expect(floor.sign('advise')).rejects.toMatchObject({ code: 'grant.evidence' });
  await judge(floor, 'good', neededForAdvise(1));
  expect(await floor.sign('advise')).toMatchObject({ demotions: 1, basis: { alpha: 0.05 } });
  expect(await floor.record.audit.verify()).toMatchObject({ verified: false, firstBad: null });
  await floor.record.audit.seal();
  expect(await floor.record.audit.verify()).toMatchObject({ verified: true });
});

describe('where the record is lost between lowering and judging', () => {
  it('the level has fallen, and nothing that was judged is lost or counted twice', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    let isLowered = false;
    let lost = 0;
    floor.around = async (call, next) => {
      if (call === 'outcomes.judge' && isLowered && lost === 0) {
        lost += 1;
        throw gone();
      }
      const answer = await next();
      isLowered ||= call === 'grants.lower';
      return answer;
    };
    let wrong = 0;
    while (!isLowered) {
      await judge(floor, 'bad');
      wrong += 1;
    }
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { failures: wrong - 1 } } });
    expect(await floor.wishDispose('next')).toMatchObject({ state: 'awaiting-approval' });
    await floor.sweep();
    expect(lost).toBe(1);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { failures: wrong } } });
    expect(await lowered(floor)).toBe(1);
  });

  it('the same holds where the answer is lost, and not the judgement', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    let lost = 0;
    floor.around = async (call, next) => {
      const answer = await next();
      if (call !== 'outcomes.judge' || lost > 0) return answer;
      lost += 1;
      throw gone();
    };
    await judge(floor, 'harm');
    await floor.sweep();
    expect(lost).toBe(1);
    expect(await floor.outcome()).toMatchObject({ state: 'critical' });
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { successes: 0, failures: 1 } } });
    expect(await lowered(floor)).toBe(1);
  });
});

describe('two processes', () => {
  /** Both are told of what is to be judged, each on its own queue. */
  async function two(): Promise<{ readonly floor: Floor; readonly other: DirectBus }> {
    const floor = await judgedAsProposed();
    await floor.grant('approve');
    const other = new DirectBus({ processMs: () => floor.clock.monotonicMs() });
    await floor.hire({ holder: 'gateway-2', bus: other });
    return { floor, other };
  }

  /** Outcomes that wait to be judged, and of which neither was told. */
  async function offered(floor: Floor, other: DirectBus, coils: readonly string[]): Promise<readonly Outcome[]> {
    for (const coil of coils) await floor.wishDispose(coil);
    other.delivery = 'drop';
    for (const coil of coils) await floor.report(coil, 'bad');
    other.delivery = 'once';
    return (await floor.record.outcomes.latest(coils.length)).filter(({ state }) => state === 'offered');
  }

  const tell = (bus: DirectBus, { id: outcomeId, wake }: Outcome, who: string) =>
    bus.add('later', 'outcome.verify', { outcomeId, wake }, { id: `${outcomeId}-${who}` });

  it('that judge different outcomes at once count both: one is overtaken and counts again', async () => {
    const { floor, other } = await two();
    const [first, second] = (await offered(floor, other, ['a', 'b'])) as [Outcome, Outcome];
    const both = Promise.withResolvers<void>();
    let judging = 0;
    const answers: string[] = [];
    floor.around = async (call, next) => {
      if (call !== 'outcomes.judge') return next();
      judging += 1;
      if (judging === 2) both.resolve();
      // Each has counted from the same evidence before either writes.
      await both.promise;
      const answer = (await next()) as JudgeResult;
      answers.push(answer.kind);
      return answer;
    };
    await Promise.all([tell(floor.bus, first, 'one'), tell(other, second, 'two')]);
    await both.promise;
    await quiet();
    expect(answers.toSorted()).toEqual(['judged', 'judged', 'overtaken']);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { successes: 0, failures: 2 } } });
  });

  it('that judge the same outcomes at once count each once, and lower once', async () => {
    const { floor, other } = await two();
    const coils = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const outcomes = await offered(floor, other, coils);
    expect(outcomes).toHaveLength(12);
    await Promise.all([
      ...outcomes.map((outcome) => tell(floor.bus, outcome, 'one')),
      ...outcomes.toReversed().map((outcome) => tell(other, outcome, 'two')),
    ]);
    await quiet();
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { successes: 0, failures: 12 } } });
    expect(await lowered(floor)).toBe(1);
    expect((await floor.eventTypes()).filter((type) => type === 'outcome.judged')).toHaveLength(12);
  });

  it('hear of each other’s lowering, which is answered once both act on it', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    const here = floor.runtime;
    const there = await floor.hire({ holder: 'gateway-2' });
    floor.runtime = here;
    await floor.wishDispose('coil-1');
    const told: string[] = [];
    here.events.on('grant.lowered', (grant, from) => told.push(`${from} to ${grant.lowered?.to}`));
    const about = { agentId: floor.agent.id, actionType: 'dispose', riskClass: 'reversible' } as const;
    let isAnswered = false;
    const lowering = there.lower({ ...about, to: 'advise', by: shiftLead, reason: 'smoke' }).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await quiet();
    expect(isAnswered).toBe(false);
    await here.notice();
    expect(told).toEqual(['autonomous to advise']);
    expect(await floor.wishDispose('coil-2')).toMatchObject({ state: 'advised', verdict: { binding: 'demotion' } });
    await floor.pass(20);
    expect(await lowering).toMatchObject({ grant: { lowered: { to: 'advise' } }, acknowledgedMs: 20 });
  });
});

describe('rows that somebody changed in the database', () => {
  const standing = async (floor: Floor) =>
    only((await floor.runtime.standings()).filter(({ grant }) => grant !== null));

  it('make a raised level worth nothing: nothing leaves, and it is neither renewed nor climbed on', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('approve');
    await postgres.query(`update signed_grant set level = 'autonomous'`);
    await floor.pass(1_001);
    expect(await standing(floor)).toMatchObject({ level: 'off' });
    expect(await floor.wishDispose('coil-1')).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'grant.signature' } },
    });
    for (const level of ['autonomous', 'approve', 'advise'] as const) {
      await expect(floor.sign(level)).rejects.toMatchObject({ code: 'grant.evidence' });
    }
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('undo a demotion, up to what was signed; the trail still tells of it, and cannot be made not to', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('approve');
    await judgeUntilLowered(floor);
    await postgres.query(
      `update signed_grant set lowered_to = null, lowered_because = null, lowered_by = null, lowered_ms = null`,
    );
    await floor.pass(1_001);
    // The signature covers what people signed, and that it was lowered is not of it.
    expect(await standing(floor)).toMatchObject({ level: 'approve' });
    await floor.record.audit.seal();
    const aboutGrants = (await floor.events()).filter(({ type }) => type.startsWith('grant.'));
    // So this shows: the last that was done to the grant lowered it, at the very revision that it has.
    const { id: grantId, revision, lowered: nothing } = await floor.standingGrant();
    expect(nothing).toBeNull();
    expect(aboutGrants.at(-1)).toMatchObject({ type: 'grant.lowered', refs: { grantId }, data: { revision } });

    const forget = `delete from audit_event where type = 'grant.lowered'`;
    await expect(postgres.query(forget)).rejects.toThrow('only grows');
    await postgres.query(`set session_replication_role = replica; ${forget}; reset session_replication_role`);
    const place = (await floor.record.audit.verify()).firstBad;
    expect(await floor.record.audit.verify()).toMatchObject({ verified: false });
    expect(place).toBeGreaterThan(0);
  });

  it('count as other evidence where they were counted by hand: the trail tells what was judged', async () => {
    const floor = await judgedAsProposed();
    await floor.sign('shadow');
    await judge(floor, 'bad');
    await postgres.query(`
      update evidence set state = json_build_object('drift', state -> 'drift',
        'tallies', json_build_object('shadow', json_build_object('successes', 99, 'failures', 0, 'passedMs', 1)))`);
    // Nothing signs evidence, so a level rests on it; the grant says on what numbers, and the trail says otherwise.
    expect(await floor.sign('advise')).toMatchObject({ basis: { kind: 'evidence', successes: 99 } });
    const judgements = (await floor.events()).filter(({ type }) => type === 'outcome.judged');
    expect(judgements.map(({ data }) => data.state)).toEqual(['missed']);
  });
});
