import { locales } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aComparison, aResult, aSensitivity } from '../../test/report-builders.ts';
import { htmlReport } from './html.ts';

const NOTHING_INSIDE = /^(?:meta|line|rect|circle|path)$/;

/** Tags that do not nest, attributes that are not quoted, and stray `<` or `&`. */
function faults(page: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const body = page.replace(/^<!doctype html>\n/, '').replace(/<style>[^<]*<\/style>/, '');
  const outside = body.replaceAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<]*")*)(\/?)>/g,
    (_, close, name, __, self) => {
      if (close) {
        if (open.pop() !== name) found.push(`</${name}>`);
      } else if (self) {
        if (!NOTHING_INSIDE.test(name)) found.push(`<${name}/>`);
      } else open.push(name);
      return '';
    },
  );
  const stray = outside.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '').match(/[<>&]/g) ?? [];
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  if (new Set(ids).size !== ids.length) found.push('two of one id');
  return [...found, ...open, ...stray];
}

describe('the check of this test', () => {
  it('finds what is not well-formed', () => {
    expect(faults('<!doctype html>\n<p>a</p>')).toEqual([]);
    for (const bad of ['<p>a', '<p><b>a</p></b>', '<p>a & b</p>', '<p>1 < 2</p>', '<p class=a>b</p>', '<p/>']) {
      expect(faults(bad), bad).not.toEqual([]);
    }
  });
});

describe.each(locales)('the HTML report in %s', (locale) => {
  const empty = {
    levels: [],
    evidence: [],
    comparison: null,
    policies: null,
    proposals: {},
    outcomes: {},
    judgedProposals: {},
  };
  const many = Array.from({ length: 60 }, (_, n) => aSensitivity({ constant: `people.number${n}` }));

  it.each([
    ['whole', aResult()],
    ['empty', aResult(empty)],
    ['without a curve', aResult({ evidence: [] })],
    [
      'without an order as shipped',
      aResult({ comparison: aComparison({ sensitivity: [aSensitivity({ verdict: 'no-order' })] }) }),
    ],
    ['without seeds', aResult({ comparison: aComparison({ seeds: [] }) })],
    ['with many constants', aResult({ comparison: aComparison({ sensitivity: many }) })],
  ])('is well-formed and has no number that is none: %s', (_, result) => {
    const page = htmlReport(result, locale);
    expect(faults(page)).toEqual([]);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
  });

  it('needs nothing from elsewhere and runs nothing', () => {
    const page = htmlReport(aResult(), locale);
    expect(page).toContain(`<html lang="${locale}">`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import|\son[a-z]+=|javascript:/i);
    expect(page).toContain("default-src 'none'");
  });

  it('gives every picture a title and a description', () => {
    const page = htmlReport(aResult(), locale);
    const pictures = page.match(/<svg [^>]*>/g) ?? [];
    expect(pictures.length).toBeGreaterThanOrEqual(4);
    for (const picture of pictures) {
      const [, title = '', description = ''] = /aria-labelledby="(\S+) (\S+)"/.exec(picture) ?? [];
      expect(page).toMatch(new RegExp(`<title id="${title}">[^<]+</title>`));
      expect(page).toMatch(new RegExp(`<desc id="${description}">[^<]+</desc>`));
    }
  });

  it('lets no name out of its place', () => {
    const hostile = `"><script>alert('x')</script><img src=x onerror=y>&\u0007`;
    const [sensitivity] = aComparison().sensitivity;
    const [level] = aResult().levels;
    if (!sensitivity || !level) throw new TypeError('nothing to spoil');
    const page = htmlReport(
      aResult({
        scenario: hostile,
        levels: [level, { ...level, to: 'advise', action: hostile, why: hostile, signedBy: [hostile] }],
        proposals: { [hostile]: 1 },
        comparison: aComparison({
          scenario: hostile,
          sensitivity: [{ ...sensitivity, constant: hostile, unit: hostile }],
        }),
      }),
      locale,
    );
    expect(faults(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).not.toContain('\u0007');
    expect(page).toContain('&lt;script&gt;');
  });
});

describe('the HTML report', () => {
  const page = htmlReport(aResult(), 'en');

  it('says the climb, the violations and the order at the top', () => {
    expect(page).toContain('<b>autonomous</b>');
    expect(page).toContain('<div class="tile good"><b>0</b>');
    expect(page).toContain('<b>9 of 10</b>');
    const effects = { ...aResult().effects, aboveGrant: 2 };
    expect(htmlReport(aResult({ effects }), 'en')).toContain('<div class="tile bad"><b>2</b>');
  });

  it('has every figure in a table beside its picture', () => {
    for (const { figures } of aComparison().seeds) {
      expect(page).toContain(`<td class="number">${figures.agent.money.toLocaleString('en')}</td>`);
    }
    for (const { constant } of aComparison().sensitivity) expect(page).toContain(`<th scope="row">${constant}`);
    for (const { why } of aResult().levels) expect(page).toContain(`<td>${why}</td>`);
  });

  it('draws a dot a seed, and a mark a level', () => {
    expect(page.match(/class="dot"/g)).toHaveLength(20);
    expect(page.match(/<path class="fell"/g)).toHaveLength(1);
    // What never moved has no picture.
    expect(page.match(/<circle class="signed"/g)).toHaveLength(aResult().levels.length - 2);
  });

  it('lets the evidence begin anew with each level, and ignores what is judged of one that was left', () => {
    const [, curve = ''] = /class="evidence" d="([^"]*)"/.exec(page) ?? [];
    expect(curve.match(/M/g)).toHaveLength(5);
    const counted = aResult().evidence?.length ?? 0;
    expect(curve.match(/[ML]/g)?.length).toBeLessThan(counted);
    expect(curve.match(/[ML]/g)?.length).toBeGreaterThan(counted - 5 * 4);
  });

  it('marks the constants with which the order breaks', () => {
    expect(page.match(/class="room breaks"/g)).toHaveLength(1);
    expect(page).toContain('<tr class="breaks"><th scope="row">approval.readingToMs = 2 min<div');
  });

  it('says of every constant where the order turns, or how far it was looked for', () => {
    for (const { constant, breakEven } of aComparison().sensitivity) {
      const row = page.split('<tr').find((one) => one.includes(`<th scope="row">${constant} `)) ?? '';
      const cells = [...row.matchAll(/<td class="number">([^<]*)<\/td>/g)].map(([, cell]) => cell);
      const { below, above, from, to } = breakEven;
      expect(cells).toHaveLength(4);
      expect(cells[2]).toBe(below === null ? `not down to × ${from}` : `× ${below}`);
      expect(cells[3]).toContain(`× ${above ?? Math.round(100 * to) / 100}`);
    }
    expect(page).toContain('not up to × 1.11, a share of 1');
    const lost = aComparison({ sensitivity: [aSensitivity({ verdict: 'no-order' })] });
    expect(htmlReport(aResult({ comparison: lost }), 'en')).toContain('no order as shipped');
  });
});
