import { economics } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import { pricesOf, turningPoint, withPrice } from './prices.ts';

describe('the point at which an order turns', () => {
  it('is the multiple nearest to 1, on either side', () => {
    expect(turningPoint((multiple) => multiple < 2.5, 10)).toBeCloseTo(2.5, 1);
    expect(turningPoint((multiple) => multiple > 0.4, 0.1)).toBeCloseTo(0.4, 2);
    const twice = (multiple: number) => multiple < 2 || multiple > 4;
    expect(turningPoint(twice, 10)).toBeCloseTo(2, 1);
  });

  it('is also found where the order holds only elsewhere', () => {
    expect(turningPoint((multiple) => multiple > 3, 10)).toBeCloseTo(3, 1);
  });

  it('is none where nothing turns', () => {
    expect(turningPoint(() => true, 10)).toBeNull();
    expect(turningPoint(() => false, 0.1)).toBeNull();
    expect(turningPoint((multiple) => multiple < 11, 10)).toBeNull();
  });
});

describe('prices', () => {
  it('are every number that an account is made of', () => {
    const names = pricesOf().map(({ path }) => path.join('.'));
    expect(names).toContain('valueShare.release.prime');
    expect(names).toContain('holdShare');
    // Nothing times anything is nothing, and what the MES books is in no account.
    expect(names).not.toContain('delayH.release');
    expect(names.some((name) => name.startsWith('bookedShare'))).toBe(false);
  });

  it('are changed one at a time, and leave what ships alone', () => {
    const before = JSON.stringify(economics);
    const changed = withPrice(economics, ['valueShare', 'release', 'prime'], 0.5);
    expect(changed.valueShare.release).toEqual({ ...economics.valueShare.release, prime: 0.5 });
    expect({ ...changed, valueShare: economics.valueShare }).toEqual(economics);
    expect(JSON.stringify(economics)).toBe(before);
  });
});
