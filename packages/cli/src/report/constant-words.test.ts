import { locales } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { constants } from '../compare/constants.ts';
import { pricesOf } from '../compare/prices.ts';
import { plainWords, valueWithUnit } from './constant-words.ts';

const names = [
  ...pricesOf().map(({ path }) => `economics.${path.join('.')}`),
  ...constants.map(({ group, name }) => `${group}.${name}`),
];

describe.each(locales)('plain words in %s', (locale) => {
  it('there are for every constant that is moved, and no two are the same', () => {
    const words = names.map((name) => plainWords(name, locale));
    expect(names.filter((_, at) => !words[at])).toEqual([]);
    expect(new Set(words).size).toBe(names.length);
  });

  it('there are none for a constant that nobody moves', () => {
    expect(plainWords('line.nothing', locale)).toBeNull();
    expect(plainWords('economics.valueShare.release.nothing', locale)).toBeNull();
  });
});

describe('a value', () => {
  it.each([
    [10_000, 'ms', '10 s'],
    [720_000, 'ms', '12 min'],
    [28_800_000, 'ms', '8 h'],
    [0.7, 'share of the price', '0.7 of the price'],
    [1, '1', '1'],
    [0.9, 'share', '0.9'],
    [1.5, '°C', '1.5 °C'],
  ])('%d %s reads %s', (value, unit, words) => {
    expect(valueWithUnit({ value, unit }, 'en')).toBe(words);
  });
});
