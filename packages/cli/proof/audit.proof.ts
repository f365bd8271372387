/** Every byte that an exported trail has, changed: both verifiers see it, and agree. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTrail, bytesOf, Verifiers } from '../test/trail-builders.ts';

const trail = buildTrail({ events: 1_000, signedAt: [2, 500, 800, 990] });
const anchors = trail.notes.slice(0, 3);
const { lines } = trail;
const whole = bytesOf(lines);
const lineStarts = lines.map((_, line) => bytesOf(lines.slice(0, line)).length);
let dir: string;
let verifiers: Verifiers;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'andon-audit-proof-'));
  verifiers = new Verifiers(dir, trail.keyText, anchors);
});
afterAll(() => rmSync(dir, { recursive: true }));

async function seen(changed: Uint8Array, what: string): Promise<void> {
  expect((await verifiers.verify(changed)).holds, what).toBe(false);
}

function withByte(at: number, byte: number): Buffer {
  const changed = Buffer.from(whole);
  changed[at] = byte;
  return changed;
}

const headToFirstCheckpoint = lineStarts[4] as number;
const lastLine = lineStarts.at(-1) as number;

describe('an exported trail of 1 000 events with checkpoints and anchors', () => {
  it('holds', async () => {
    expect(await verifiers.verify(whole)).toMatchObject({ holds: true, events: 1_000, anchoredTo: 800 });
  });

  it('shows every single byte of header, events, checkpoint and end, changed in three ways', async () => {
    const positions = [
      ...Array.from({ length: headToFirstCheckpoint }, (_, at) => at),
      ...Array.from({ length: whole.length - lastLine }, (_, at) => lastLine + at),
    ];
    for (const at of positions) {
      const byte = whole[at] ?? 0;
      for (const other of [byte ^ 1, byte ^ 0x20, byte ^ 0x80]) await seen(withByte(at, other), `byte ${at}: ${other}`);
    }
  });

  it('shows any byte in any line, changed to any other', async () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), by: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => seen(withByte(at, (whole[at] ?? 0) ^ by), `byte ${at}`)),
      { numRuns: 1_000 },
    );
  });

  it('shows a byte that was put in or taken out anywhere', async () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), isIn: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, byte, isIn }) => {
        const [before, after] = [whole.subarray(0, at), whole.subarray(isIn ? at : at + 1)];
        const changed = Buffer.concat(isIn ? [before, Buffer.of(byte), after] : [before, after]);
        await seen(changed, `${isIn ? 'in' : 'out'} at ${at}`);
      }),
      { numRuns: 500 },
    );
  });

  it('shows every line taken out, doubled, or changed with another', async () => {
    const any = fc.nat(lines.length - 1);
    await fc.assert(
      fc.asyncProperty(any, any, async (one, other) => {
        await seen(bytesOf(lines.toSpliced(one, 1)), `without ${one}`);
        await seen(bytesOf(lines.toSpliced(other, 0, lines[one] ?? '')), `${one} again at ${other}`);
        if (one === other) return;
        const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
        await seen(bytesOf(swapped), `${one} and ${other}`);
      }),
      { numRuns: 300 },
    );
  });

  it('shows every end cut off before the last anchor, counted as if it were whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 799 }), async (events) => {
        const kept = lines.slice(
          0,
          lines.findIndex((line) => line.endsWith(`"seq":${events + 1}}`)),
        );
        const checkpoints = kept.filter((line) => line.startsWith('{"checkpoint"')).length;
        const end = JSON.stringify({ end: { checkpoints, events } });
        const { problem } = await verifiers.verify(bytesOf([...kept, end]));
        expect(problem).toMatchObject({ code: 'cut' });
      }),
      { numRuns: 200 },
    );
  });
});
