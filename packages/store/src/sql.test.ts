import { isAndonError } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { encode, of, statement } from './sql.ts';

describe('a statement', () => {
  it('numbers its parameters and casts each use', () => {
    const { text } = statement('x', { a: 'text', b_c: 'bigint' }, 'select @b_c, @a, @b_c');
    expect(text).toBe('select $2::bigint, $1::text, $2::bigint');
  });

  it.each([
    ['lacks', { a: 'text' }, 'select @a, @b'],
    ['does not use', { a: 'text', b: 'text' }, 'select @a'],
  ] as const)('is not made when its text %s a parameter', (_, parameters, text) => {
    const make = () => statement('x', parameters, text);
    expect(make).toThrow(/@b/);
    try {
      make();
    } catch (error) {
      expect(isAndonError(error, 'internal.defect')).toBe(true);
    }
  });

  it('encodes JSON as it is, and takes from text only what PostgreSQL has not', () => {
    const all = statement(
      'x',
      { text: 'text', json: 'json', list: 'json[]', none: 'json', texts: 'text[]' },
      'select @text, @json, @list, @none, @texts',
    );
    const values = { text: 'a\0b', json: 'a\0b', list: [1, null, 'x'], none: null, texts: ['\0', null] };
    expect(encode(all, values)).toStrictEqual(['a\uFFFDb', '"a\\u0000b"', ['1', null, '"x"'], null, ['\uFFFD', null]]);
  });

  it('qualifies columns', () => {
    expect(of('p', ['id', 'state'])).toBe('p.id, p.state');
  });
});
