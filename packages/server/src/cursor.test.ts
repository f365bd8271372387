import { jobStates } from '@andon/queue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

const asked = fc.record({ queue: fc.option(fc.string()), state: fc.constantFrom(...jobStates) });
const place = fc.record({ atMs: fc.nat(), id: fc.string() });

describe('a cursor', () => {
  it('says what was written, in letters that a URL needs not escape', () => {
    fc.assert(
      fc.property(asked, place, (question, at) => {
        const cursor = writeCursor(question, at);
        expect(readCursor(question, cursor)).toEqual(at);
        expect(encodeURIComponent(cursor)).toBe(cursor);
      }),
    );
  });

  it('is of no use for another question', () => {
    const cursor = writeCursor({ queue: 'later', state: 'failed' }, { atMs: 1, id: 'x' });
    for (const other of [
      { queue: null, state: 'failed' },
      { queue: 'later', state: 'active' },
    ] as const) {
      expect(() => readCursor(other, cursor)).toThrow(expect.objectContaining({ code: 'request.cursor' }));
    }
  });

  it('that nobody wrote is refused, whatever it is', () => {
    const question = { queue: null, state: 'waiting' } as const;
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const cursor of [text, Buffer.from(text).toString('base64url')]) {
          expect(() => readCursor(question, cursor)).toThrow(expect.objectContaining({ code: 'request.cursor' }));
        }
      }),
    );
  });
});
