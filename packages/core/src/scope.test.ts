import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAndonError } from './errors.ts';
import { equipmentLevel, equipmentLevels, isWithin, lineOf, parseScope, selfAndAbove } from './scope.ts';

const segment = fc.stringMatching(/^[a-z0-9]+(?:[-_.][a-z0-9]+){0,2}$/);
const scopes = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

describe('parseScope', () => {
  it('splits every path of one to six good parts, and joins to the same', () => {
    fc.assert(
      fc.property(scopes, (scope) => {
        expect(parseScope(scope).join('/')).toBe(scope);
      }),
    );
  });

  it.each([
    '',
    '/',
    'acme/',
    '/acme',
    'acme//harbin',
    'Acme',
    'acme/哈尔滨',
    'acme/hot strip',
    'acme/-strip',
    'acme/strip-',
    'acme/hot--strip',
    'acme/..',
    'acme/harbin\n',
    'a/b/c/d/e/f/g',
  ])('refuses %j', (scope) => {
    expect(() => parseScope(scope)).toThrow(expect.objectContaining({ code: 'scope.invalid' }));
  });

  it('either parses or says scope.invalid, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '1', '-', '/', '.', 'A', '_') })),
        (text) => {
          try {
            expect(parseScope(text).length).toBeLessThanOrEqual(6);
          } catch (error) {
            expect(isAndonError(error, 'scope.invalid')).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the hierarchy', () => {
  it('names a level for every depth', () => {
    const path = 'acme/harbin/hot-rolling/hot-strip-1/finishing-mill/stand-3'.split('/');
    const found = path.map((_, index) => equipmentLevel(path.slice(0, index + 1).join('/')));
    expect(found).toEqual(equipmentLevels);
  });

  it('holds a scope within itself and everything above it, and within nothing else', () => {
    fc.assert(
      fc.property(scopes, scopes, (scope, other) => {
        for (const above of selfAndAbove(scope)) expect(isWithin(scope, above)).toBe(true);
        expect(isWithin(scope, other)).toBe(selfAndAbove(scope).includes(other));
      }),
    );
  });

  it('does not take a longer name for something inside', () => {
    expect(isWithin('acme/harbin-2', 'acme/harbin')).toBe(false);
  });

  it('lists from the enterprise down', () => {
    expect(selfAndAbove('acme/harbin/hot-rolling')).toEqual(['acme', 'acme/harbin', 'acme/harbin/hot-rolling']);
  });

  it('finds the line of every asset at or below a work centre', () => {
    fc.assert(
      fc.property(scopes, (asset) => {
        const above = selfAndAbove(asset);
        if (above.length < 4) expect(() => lineOf(asset)).toThrow(expect.objectContaining({ code: 'scope.invalid' }));
        else expect(lineOf(asset)).toBe(above[3]);
      }),
    );
  });
});
