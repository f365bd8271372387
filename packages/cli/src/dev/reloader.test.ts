import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reloader } from './reloader.ts';

/** Processes that end when the test says so. */
function stage() {
  const started: { killed: boolean; gone: boolean; leave: () => void }[] = [];
  let files = 0;
  const readAtStart: number[] = [];
  const reloader = new Reloader(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = { killed: false, gone: false, leave: () => resolve() };
    started.push(one);
    readAtStart.push(files);
    const gone = promise.then(() => {
      one.gone = true;
    });
    return {
      kill: () => {
        one.killed = true;
      },
      gone,
    };
  });
  return {
    reloader,
    started,
    readAtStart,
    save: () => {
      files += 1;
      reloader.change();
    },
    saved: () => files,
  };
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

describe('a process that is started anew', () => {
  it('is one at a time, and the last one that runs has read what was saved last', async () => {
    const step = fc.constantFrom('save', 'leave', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { reloader, started, readAtStart, save, saved } = stage();
        save();
        for (const next of steps) {
          if (next === 'save') save();
          else if (next === 'leave') started.at(-1)?.leave();
          else await turns();
          expect(started.filter(({ gone }) => !gone).length).toBeLessThanOrEqual(1);
        }
        started.at(-1)?.leave();
        await turns();
        // Where the one before was asked to end, the next stands there by now.
        expect(readAtStart.at(-1)).toBe(saved());
        const ended = reloader.end();
        started.at(-1)?.leave();
        await ended;
        expect(started.every(({ gone }) => gone)).toBe(true);
        save();
        expect(started.every(({ gone }) => gone)).toBe(true);
      }),
    );
  });

  it('is asked to end before the next one starts', async () => {
    const { started, save } = stage();
    save();
    save();
    expect(started).toMatchObject([{ killed: true, gone: false }]);
    started[0]?.leave();
    await turns();
    expect(started).toMatchObject([{ gone: true }, { killed: false, gone: false }]);
  });

  it('stays away when it ended by itself, until something is saved', async () => {
    const { started, save } = stage();
    save();
    started[0]?.leave();
    await turns();
    expect(started).toHaveLength(1);
    save();
    expect(started).toHaveLength(2);
  });
});
