import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AnchorsState, anchorsFile } from '../site/anchors.ts';
import { anchorFindings } from './audit-doctor.ts';

const place = { kind: 'url', url: 'https://witness.example/add' } as const;

async function said(state: AnchorsState | null, places: Parameters<typeof anchorFindings>[0]['anchors'] = [place]) {
  const home = mkdtempSync(join(tmpdir(), 'andon-doctor-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  if (state) writeFileSync(anchorsFile(home), JSON.stringify(state));
  return anchorFindings(
    { anchors: places.map((one) => (one.kind === 'file' ? { ...one, file: join(home, one.file) } : one)) },
    home,
  );
}

function stateOf(anchor: Partial<AnchorsState['anchors'][number]>, madeMs = 5_000): AnchorsState {
  const plain = { place: place.url, size: 10, atMs: 5_000, note: 'the last', failed: null };
  return { made: { size: 10, atMs: madeMs, note: 'the last' }, anchors: [{ ...plain, ...anchor }] };
}

describe('what doctor says of anchors', () => {
  it('is a warning where there are none', async () => {
    expect(await said(null, [])).toMatchObject([
      { found: 'none', warning: { en: expect.stringContaining('could rewrite the whole trail') } },
    ]);
  });

  it('is where and when the last one was written', async () => {
    expect(await said(stateOf({}))).toMatchObject([
      { found: 'https://witness.example/add: 10 events, written 1970-01-01T00:00:05.000Z', warning: null },
    ]);
  });

  it('is what failed, when, and what was written before', async () => {
    const failed = { atMs: 9_000, problem: 'it answered 503' };
    expect(await said(stateOf({ failed }))).toMatchObject([
      {
        found: expect.stringMatching(/10 events, written .*; failed 1970-01-01T00:00:09.000Z: it answered 503$/),
        warning: { en: expect.stringContaining('next checkpoint') },
      },
    ]);
  });

  it.each([
    ['that nothing was written yet', null, 'Nothing was written'],
    ['that one is far behind', { ...stateOf({ size: 4, note: 'another' }, 80_000) }, 'behind the latest'],
  ])('is %s', async (_, state, words) => {
    expect(await said(state)).toMatchObject([{ warning: { en: expect.stringContaining(words) } }]);
  });

  it('is that a file on the disk of the record is no other place', async () => {
    const [found] = await said(null, [{ kind: 'file', file: 'a.txt' }]);
    const file = found?.found.split(':')[0] ?? '';
    const home = join(file, '..');
    writeFileSync(anchorsFile(home), JSON.stringify(stateOf({ place: file })));
    const again = await anchorFindings({ anchors: [{ kind: 'file', file }] }, home);
    expect(again).toMatchObject([{ warning: { en: expect.stringContaining('same disk') } }]);
  });
});
