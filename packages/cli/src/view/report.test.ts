import { locales } from '@andon/core';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { aResult } from '../../test/view-builders.ts';
import { REPORT_COLUMNS, reportLines } from './report.ts';

const report = (over: Parameters<typeof aResult>[0] = {}, locale: (typeof locales)[number] = 'en') =>
  reportLines(aResult(over), locale).join('\n');

describe.each(locales)('the report in %s', (locale) => {
  it('fits 80 columns', () => {
    const widths = reportLines(aResult({ scenario: 'x'.repeat(100) }), locale).map((line) => stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(REPORT_COLUMNS);
  });

  it('aligns the numbers of the effects', () => {
    const rows = reportLines(aResult(), locale).slice(6, 16);
    const ends = rows.map((row) => stringWidth(/^.*?\d+(?= {3})/.exec(row)?.[0] ?? ''));
    expect(new Set(ends).size).toBe(1);
  });
});

describe('the report', () => {
  it('begins with what is promised: nothing twice, nothing lost', () => {
    expect(report()).toMatch(
      /duplicated +0 {3}no act arrived at the line twice\n +lost +0 {3}every act is accounted for/,
    );
    expect(report({}, 'zh-CN')).toMatch(/重复 +0 {3}没有动作两次到达产线\n +丢失 +0 {3}每个动作都有着落/);
  });

  it('does not soften a broken promise', () => {
    const effects = { ...aResult().effects, duplicated: 1, lost: 2 };
    const broken = report({ effects, audit: { events: 9, verified: false } });
    expect(broken).toMatch(/duplicated +1 {3}a key arrived twice: a defect/);
    expect(broken).toMatch(/lost +2 {3}not found in the line’s own log: a defect/);
    expect(broken).toContain('THE CHAIN DOES NOT HOLD');
  });

  it('says what the words mean, the decisions and the stops', () => {
    expect(report()).toContain('1,412 events; the chain was checked and is whole.');
    expect(report()).toContain('approved 30 · edited 4 · rejected 5 · not taken 1');
    expect(report()).toMatch(/critical +1 {3}harm that once is too often/);
    expect(report()).toMatch(/not judged +1 {3}nothing judged it in time; never counted as success/);
    expect(report()).toContain('pressed 1 · reset 1');
  });

  it('calls the economics invented and says what it does not show', () => {
    expect(report()).toContain('economics invented');
    expect(report()).toContain('not a safety function');
    expect(report()).toContain('never acted without a person');
    expect(report({}, 'zh-CN')).toContain('虚构');
    expect(report({}, 'zh-CN')).toContain('不是安全功能');
  });

  it('says so when there was nothing', () => {
    expect(report({ proposals: {}, outcomes: {} })).toContain('  none');
  });
});
