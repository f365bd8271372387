import { defaultEvidencePolicy, locales } from '@andon/core';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { aBreakEven, aComparison, aResult, aSensitivity } from '../../test/report-builders.ts';
import type { LevelChange } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { REPORT_COLUMNS, reportLines } from './report.ts';

const report = (over: Parameters<typeof aResult>[0] = {}, locale: (typeof locales)[number] = 'en') =>
  reportLines(aResult(over), locale).join('\n');

const unwrapped = (over: Parameters<typeof aResult>[0] = {}) => report(over).replaceAll(/\s+/g, ' ');

describe.each(locales)('the report in %s', (locale) => {
  it('fits its columns', () => {
    const named = (change: LevelChange) => ({ ...change, why: 'why '.repeat(90) });
    const long = aResult({ scenario: 'x'.repeat(150) });
    for (const result of [long, aResult({ levels: aResult().levels.map(named) }), aResult({ comparison: null })]) {
      const widths = reportLines(result, locale).map((line) => stringWidth(line));
      expect(Math.max(...widths)).toBeLessThanOrEqual(REPORT_COLUMNS);
    }
  });

  it('aligns the numbers of the effects', () => {
    const lines = reportLines(aResult(), locale);
    const first = lines.findIndex((line) => line.startsWith(text(locale)('report.effects'))) + 1;
    const ends = lines.slice(first, first + 8).map((row) => stringWidth(/^.*?\d+(?= {3})/.exec(row)?.[0] ?? ''));
    expect(new Set(ends).size).toBe(1);
    expect(ends[0]).toBeGreaterThan(0);
  });

  it('lets no control sequence through', () => {
    expect(reportLines(aResult({ scenario: 'a\u001b[2Jb' }), locale).join('')).not.toContain('\u001b');
  });
});

describe('the report', () => {
  it('begins with the climb: what was earned, what was lost, and that the targets are a demo’s', () => {
    expect(report()).toContain('shadow → advise → approve → veto → autonomous ↓ approve → veto');
    expect(report()).toContain('demo targets, lower than');
    expect(report({ targets: defaultEvidencePolicy.targets })).not.toContain('demo targets');
  });

  it('goes on with the promises: nothing twice, nothing lost, nothing above its grant', () => {
    expect(report()).toMatch(
      /doubled +0 {3}no act arrived at the line twice\n +lost +0 {3}every act is accounted for\n +above grant +0 {3}nothing left above/,
    );
    expect(report({}, 'zh-CN')).toMatch(/重复 +0 {3}没有动作两次到达产线\n +丢失 +0 {3}每个动作都有着落\n +越权 +0/);
    expect(report().indexOf('Violations')).toBeLessThan(report().indexOf('Money'));
  });

  it('does not soften a broken promise', () => {
    const effects = { ...aResult().effects, duplicated: 1, lost: 2, aboveGrant: 3 };
    const broken = report({ effects, audit: { events: 9, verified: false } });
    expect(broken).toMatch(/doubled +1 {3}a key arrived twice: a defect/);
    expect(broken).toMatch(/lost +2 {3}not found in the line’s own log: a defect/);
    expect(broken).toMatch(/above grant +3 {3}left above the level it was granted: a defect/);
    expect(broken).toContain('THE CHAIN DOES NOT HOLD');
  });

  it('says of each level when it changed, who signed or lowered it, and why', () => {
    expect(report()).toMatch(/01-05 10:00 +disposition, reversible +approve → veto +signed by Wang Jun and Chen Hua\n/);
    expect(report()).toMatch(
      /01-05 14:40 +disposition, reversible +autonomous → approve +lowered by Andon\n +Failures ran/,
    );
    expect(report({ levels: [] })).toContain('No level changed.');
  });

  it('says what the words mean, the decisions and the stops', () => {
    expect(report()).toContain('1,412 events; the chain was checked and is whole.');
    expect(report()).toContain('approved 30 · edited 4 · rejected 5 · vetoed 2 · not taken 1');
    expect(report()).toMatch(/critical +1 {3}harm that once is too often/);
    expect(report()).toMatch(/not judged +1 {3}nothing judged it in time; never counted as success/);
    expect(report()).toContain('pressed 1 · reset 1');
  });

  it('puts the operations beside each other', () => {
    expect(report()).toMatch(/ manual +copilot +agent\n/);
    expect(report()).toMatch(/money, CNY \(invented\) +37,410,000 +37,880,000 +38,620,000\n/);
    expect(report()).toMatch(/proposals that people let stand +— +83\.0\u00a0% +79\.0\u00a0%\n/);
    expect(report()).toContain('agent > copilot > manual on 9 of 10 seeds');
    expect(report({ policies: null })).not.toContain('without drills');
    expect(report({ comparison: null })).toContain('Nothing was compared in this run.');
  });

  it('says how the comparison fares with bad agents, and where the agent is no better than people', () => {
    expect(report()).toContain('below people alone on 10 of 10 seeds');
    expect(report()).toContain('packages/sim-line/README.md');
    expect(unwrapped()).toContain('people alone 36,000,000 CNY, the agent let loose 34,100,000 CNY');
    const worse = { ...aComparison().worse, letLoose: 37_000_000 };
    expect(unwrapped({ comparison: aComparison({ worse }) })).toContain('was meant to show this and does not');
  });

  it('names the constants with which the order breaks, and those near to it, and no others', () => {
    const words = unwrapped();
    expect(words).toContain('5 of 6 invented constants keep the order');
    expect(words).toContain(
      'time until somebody reads a proposal, at most (approval.readingToMs = 2 min): whole order on 4 of 10 seeds',
    );
    expect(words).toContain('(economics.valueShare.rework.prime = 0.92 of the price): turns at × 0.55, × 1.7');
    for (const far of ['energyCnyPerKwh', 'disturbanceC', 'lookRight']) expect(words).not.toContain(far);
    expect(words).toContain('With the other 4 it does not turn');
    expect(words).toContain('with 1 of them, all prices, it turns further out');
    const firm = report({ comparison: aComparison({ sensitivity: [aSensitivity()] }) });
    expect(firm).toContain('None of them breaks it.');
    expect(firm).toContain('For none does it turn');
  });

  it('calls no constant breaking where there was no order to break', () => {
    const none = aSensitivity({ verdict: 'no-order', breakEven: aBreakEven({ above: 1.2 }) });
    const words = unwrapped({ comparison: aComparison({ sensitivity: [none, none, aSensitivity()] }) });
    expect(words).toContain('1 of 1 invented constants keep the order');
    expect(words).toContain('no such order on 10 seeds of 340 slabs, so 2 constants');
    expect(words).toContain('None of them breaks it.');
    expect(words).not.toContain('turns at');
  });

  it('says how surely one earns more than the other', () => {
    const words = unwrapped();
    expect(words).toContain(
      'agent over copilot +612,346 ± 98,765 CNY; copilot over manual -204,000 ± 101,000 CNY (so near',
    );
    const few = { ...aComparison().gaps.agentOverCopilot, pairs: 2 };
    const two = { agentOverCopilot: few, copilotOverManual: few };
    expect(unwrapped({ comparison: aComparison({ gaps: two }) })).toContain('+612,346 ± 98,765 CNY (so near');
    const single = { pairs: 1, mean: 5, standardError: null };
    const gaps = { agentOverCopilot: single, copilotOverManual: single };
    expect(unwrapped({ comparison: aComparison({ gaps }) })).toContain('+5 CNY (one seed, so it may be chance)');
  });

  it('calls the economics invented and says what it does not show', () => {
    expect(report()).toContain('economics are invented');
    expect(report()).toContain('not a safety function');
    expect(report({}, 'zh-CN')).toContain('虚构');
    expect(report({}, 'zh-CN')).toContain('不是安全功能');
  });

  it('says so when there was nothing', () => {
    expect(report({ proposals: {}, outcomes: {} })).toContain('  none');
  });
});
