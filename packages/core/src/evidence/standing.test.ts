import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { because } from '../because.ts';
import { gate, type SinkTraits } from '../gate.ts';
import { type Level, levels, rank } from '../ladder.ts';
import { locales } from '../locale.ts';
import type { Grant, GrantBasis } from '../record.ts';
import { widthOf } from './columns.ts';
import { emptyEvidence } from './count.ts';
import { defaultEvidencePolicy } from './policy.ts';
import { standingLines } from './say.ts';
import { type StandingInput, standingOf } from './standing.ts';
import type { Evidence, EvidencePolicy, EvidenceState } from './types.ts';

const lead = { id: 'li-wei', name: 'Li Wei', roles: ['shift-lead'], authenticatedBy: 'local' } as const;
const owner = { id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'], authenticatedBy: 'local' } as const;
const fullSink: SinkTraits = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };
const start = Date.UTC(2026, 0, 5, 6, 14);
const day = 86_400_000;

const demoPolicy: EvidencePolicy = {
  ...defaultEvidencePolicy,
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
};

function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: 'grt_1',
    agentId: 'agt_1',
    scope: 'acme/harbin/hot-rolling/hot-strip-1',
    actionType: 'dispose',
    riskClass: 'reversible',
    level: 'veto',
    fingerprint: 'fp-1',
    revision: 1,
    signedBy: [lead, owner],
    reason: 'the laboratory agrees with it',
    basis: { kind: 'evidence', successes: 42, failures: 1, target: 0.78, alpha: 0.05 },
    signature: { keyId: 'key-1', value: '' },
    notAfterMs: start + 30 * day,
    lowered: null,
    demotions: 0,
    ...over,
  };
}

function anEvidence(state: Partial<EvidenceState>, demotions = 0): Evidence {
  const subject = { agentId: 'agt_1', fingerprint: 'fp-1', actionType: 'dispose', riskClass: 'reversible' } as const;
  return { ...subject, demotions, revision: 1, state: { ...emptyEvidence('veto'), ...state } };
}

function anInput(over: Partial<StandingInput> = {}): StandingInput {
  return {
    agent: { id: 'agt_1', scope: 'acme/harbin/hot-rolling/hot-strip-1' },
    actionType: 'dispose',
    riskClass: 'reversible',
    rules: { envelope: {}, ceiling: 'autonomous', vetoWindowMs: 60_000 },
    grant: aGrant(),
    fingerprint: 'fp-1',
    evidence: anEvidence({
      tallies: { veto: { successes: 11, failures: 1, passedMs: null } },
      drift: { level: 'veto', sum: 1.23 },
    }),
    policy: demoPolicy,
    sink: fullSink,
    stop: null,
    caps: [],
    unverified: 3,
    nowMs: start,
    ...over,
  };
}

const loweredBy = (to: Level): Grant['lowered'] => ({
  to,
  because: because('demoted.drift', { sum: 6.9, limit: 6.55, level: to }),
  by: { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' },
  atMs: start,
});

describe('where an action type stands', () => {
  it('says how far the evidence for the next level has come', () => {
    const { next, level, binding } = standingOf(anInput());
    expect({ level, source: binding.source }).toEqual({ level: 'veto', source: 'grant' });
    expect(next).toMatchObject({
      level: 'autonomous',
      target: 0.82,
      alpha: 0.05,
      judged: 12,
      successes: 11,
      failures: 1,
    });
    expect(next).toMatchObject({ needed: expect.any(Number), passed: false, possible: true });
    expect(next?.needed).toBeGreaterThan(12);
    expect(next?.lowerBound).toBeCloseTo(0.661, 3);
  });

  it('asks for more in the trial after a demotion', () => {
    const again = { grant: aGrant({ demotions: 1 }), evidence: null };
    const first = standingOf(anInput({ evidence: null })).next;
    const second = standingOf(anInput(again)).next;
    expect(second?.alpha).toBe(0.025);
    expect(second?.needed).toBeGreaterThan(first?.needed ?? Number.POSITIVE_INFINITY);
  });

  it('says that a test stays passed, whatever came after', () => {
    const tallies = { veto: { successes: 30, failures: 25, passedMs: start } };
    expect(standingOf(anInput({ evidence: anEvidence({ tallies }) })).next).toMatchObject({ passed: true, needed: 55 });
  });

  it.each<[string, Partial<StandingInput>, Level, boolean]>([
    ['nothing', {}, 'autonomous', true],
    ['the action type', { rules: { envelope: {}, ceiling: 'veto', vetoWindowMs: 1 } }, 'veto', false],
    ['what cannot be undone', { riskClass: 'irreversible' }, 'approve', false],
    ['the sink', { sink: { ...fullSink, readBack: false } }, 'approve', false],
    ['a stop, which is not for ever', { stop: { scope: 'acme', by: 'Li Wei' } }, 'autonomous', true],
  ])('has its ceiling from %s', (_, over, ceiling, possible) => {
    const standing = standingOf(anInput(over));
    expect(standing.ceiling).toBe(ceiling);
    expect(standing.next?.possible).toBe(possible);
  });

  it('has nothing to lose and nothing to earn without a grant', () => {
    expect(standingOf(anInput({ grant: null }))).toMatchObject({ level: 'off', next: null, drift: null, lowers: [] });
  });

  it('has no next level at the top', () => {
    expect(standingOf(anInput({ grant: aGrant({ level: 'autonomous' }) })).next).toBeNull();
  });

  it('earns from the level to which it was lowered, not from the one that was signed', () => {
    const standing = standingOf(anInput({ grant: aGrant({ lowered: loweredBy('approve'), demotions: 1 }) }));
    expect(standing).toMatchObject({
      level: 'approve',
      binding: { source: 'demotion' },
      next: { level: 'veto', judged: 0 },
    });
    expect(standing.drift).toEqual({ sum: 0, limit: expect.any(Number) });
  });

  it('begins at shadow where the grant was signed for another fingerprint', () => {
    const standing = standingOf(anInput({ fingerprint: 'fp-2', evidence: null, grant: aGrant({ demotions: 3 }) }));
    expect(standing).toMatchObject({ level: 'shadow', next: { level: 'advise', alpha: 0.05, judged: 0 }, drift: null });
  });

  it.each<[Level, number]>([
    ['off', 0],
    ['shadow', 1],
    ['advise', 3],
    ['approve', 6],
    ['veto', 7],
    ['autonomous', 7],
  ])('at %s could be lowered by %i things', (level, count) => {
    expect(standingOf(anInput({ grant: aGrant({ level }) })).lowers).toHaveLength(count);
  });

  it('does not threaten with the end of a lease that is over', () => {
    const ended = standingOf(anInput({ grant: aGrant({ notAfterMs: start }) }));
    expect(ended.level).toBe('advise');
    expect(ended.lowers.map(({ en }) => en).join()).not.toContain('lease');
  });

  it('has the level and the binding cap that the gate would say', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { stop, grant, fingerprint, sink, caps, nowMs, rules, actionType, riskClass } = input;
        const verdict = gate({
          proposal: { actionType, riskClass, params: {}, revisionHash: 'hash-1', notAfterMs: nowMs },
          rules,
          state: {
            ...{ stop, grant, fingerprint, sink, caps, stopEpoch: 0, readings: () => null },
            recent: { lastAtMs: null, withinHour: 0 },
          },
          authorisation: null,
          nowMs,
        });
        const standing = standingOf(input);
        expect(standing).toMatchObject({ level: verdict.level, binding: { source: verdict.binding } });
        expect(rank(standing.level)).toBeLessThanOrEqual(rank(standing.ceiling));
      }),
    );
  });
});

describe('a standing in words', () => {
  it('answers why, in one screen', () => {
    expect(standingLines(standingOf(anInput()), 'en')).toMatchInlineSnapshot(`
      [
        "dispose (reversible) on acme/harbin/hot-rolling/hot-strip-1",
        "level       veto, bound by: grant",
        "because     The grant allows veto.",
        "grant       veto until 2026-02-04 06:14 UTC",
        "signed by   Li Wei, Chen Hua",
        "reason      the laboratory agrees with it",
        "basis       evidence: 42 of 43 right, target .78 (error probability .05)",
        "next        autonomous: 12 judged / 35 needed, 11 right",
        "            lower bound .661, target .82 (error probability .05)",
        "lowered by  A critical outcome of an executed act: at once to approve.",
        "            A value outside the envelope read back: at once to approve.",
        "            Failures ahead of the target, CUSUM 1.23 of 6.90: to approve.",
        "            Acts not judged yet, 3 now: from 50 on at most approve.",
        "            The end of the lease, 2026-02-04 06:14 UTC: to advise.",
        "            Any change of the agent (fingerprint): to shadow.",
        "            A person: a stop, or a lower level, at once.",
      ]
    `);
  });

  it('answers in Chinese', () => {
    const caps = [{ source: 'presence', level: 'approve', because: because('presence.none') } as const];
    const input = anInput({ grant: aGrant({ lowered: loweredBy('approve'), demotions: 1 }), evidence: null, caps });
    expect(standingLines(standingOf(input), 'zh-CN')).toMatchInlineSnapshot(`
      [
        "dispose（可逆），acme/harbin/hot-rolling/hot-strip-1",
        "级别      确认后执行，限制来源：降级",
        "原因      失败率偏离目标（CUSUM 6.9，限值 6.55）：已降至“确认后执行”。",
        "授权      可否决执行，有效期至 2026-02-04 06:14 UTC",
        "签发人    Li Wei、Chen Hua",
        "理由      the laboratory agrees with it",
        "依据      证据：43 次中正确 42 次，目标 .78（错误概率 .05）",
        "已降级    2026-01-05 06:14 UTC 由 Andon 降至“确认后执行”，累计降级 1 次",
        "下一级    可否决执行：已核验 0 / 需 20，正确 0",
        "          置信下限 0，目标 .78（错误概率 .025）",
        "其他限制  确认后执行（人员在岗）：没有操作员在岗，不能使用否决窗口。",
        "降级条件  已执行动作出现严重后果：立即降至“建议”。",
        "          回读值超出允许范围：立即降至“建议”。",
        "          失败率偏离目标，CUSUM 0.00，限值 7.05：降至“建议”。",
        "          授权到期（2026-02-04 06:14 UTC）：降至“建议”。",
        "          智能体有任何变更（指纹）：降至“影子运行”。",
        "          人员：按下停止或降低级别，立即生效。",
      ]
    `);
  });

  it('takes at most 20 lines of 80 columns, whatever people wrote', () => {
    fc.assert(
      fc.property(inputs(), fc.constantFrom(...locales), (input, locale) => {
        const lines = standingLines(standingOf(input), locale);
        expect(lines.length).toBeLessThanOrEqual(20);
        for (const line of lines) {
          expect(widthOf(line), line).toBeLessThanOrEqual(80);
          expect(line).not.toMatch(/undefined|NaN|\n/);
        }
      }),
    );
  });

  it('never shows a bound as higher than it is', () => {
    const tallies = { veto: { successes: 11, failures: 1, passedMs: null } };
    const standing = standingOf(anInput({ evidence: anEvidence({ tallies }) }));
    const shown = /lower bound (\.\d+)/.exec(standingLines(standing, 'en').join('\n'))?.[1];
    expect(Number(shown)).toBeLessThanOrEqual(standing.next?.lowerBound ?? 0);
    expect(Number(shown)).toBeGreaterThan((standing.next?.lowerBound ?? 1) - 0.001);
  });
});

function inputs(): fc.Arbitrary<StandingInput> {
  const level = fc.constantFrom(...levels);
  const prose = fc.oneof(fc.string({ maxLength: 200 }), fc.constant('铸坯表面缺陷判定与实验室结论一致，'.repeat(9)));
  const shown = { successes: 40, failures: 3, target: 0.78, alpha: 0.000_123 };
  const basis = fc.constantFrom<GrantBasis[]>(
    { kind: 'commissioning' },
    { kind: 'renewal' },
    { kind: 'evidence', ...shown },
    { kind: 'rehearsal', source: 'strip-steel line, seeds 1 to 40, scenario window-dirt', ...shown },
  );
  const grant = fc
    .record({
      level,
      fingerprint: fc.constantFrom('fp-1', 'fp-1', 'fp-2'),
      reason: prose,
      basis,
      signedBy: fc.array(
        prose.map((name) => ({ ...lead, name })),
        { maxLength: 4 },
      ),
      lowered: fc.option(level.map(loweredBy)),
      demotions: fc.nat(30),
      notAfterMs: fc.constantFrom(start - day, start, start + day),
    })
    .map(aGrant);
  const count = fc.nat(100_000);
  const tally = fc.record({ successes: count, failures: fc.nat(300), passedMs: fc.constantFrom(null, start) });
  const drift = fc.record({ level, sum: fc.double({ min: 0, max: 12, noNaN: true }) });
  return fc
    .record({
      riskClass: fc.constantFrom('reversible' as const, 'irreversible' as const),
      ceiling: level,
      grant: fc.option(grant, { freq: 9 }),
      tally: fc.option(tally),
      held: level,
      drift,
      sink: fc.record({
        readBack: fc.boolean(),
        honoursKey: fc.boolean(),
        honoursFence: fc.boolean(),
        checksValidUntil: fc.boolean(),
      }),
      stop: fc.option(prose.map((by) => ({ scope: 'acme/harbin', by }))),
      caps: fc.array(
        level.map((of) => ({
          source: 'exposure' as const,
          level: of,
          because: because('cap.other', { what: 'x '.repeat(90) }),
        })),
        { maxLength: 4 },
      ),
      unverified: fc.nat(500),
    })
    .map(({ ceiling, tally: counted, held, drift: chart, ...rest }) =>
      anInput({
        ...rest,
        rules: { envelope: {}, ceiling, vetoWindowMs: 60_000 },
        evidence: counted && anEvidence({ tallies: { [held]: counted }, drift: chart }),
      }),
    );
}
