/** The measurement of the demo's footprint itself: that it comes to figures, and leaves nothing running. */

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('andon-footprint-'));

describe.skipIf(process.platform !== 'linux')('npm run footprint', () => {
  it('measures a short demo on every queue that is here, and each ends by Ctrl-C with nothing left', () => {
    const before = left();
    const args = [
      'run',
      '--silent',
      'footprint',
      '--',
      '--json',
      '-',
      '--seconds',
      '1',
      '--',
      '--coils',
      '2',
      '--compare',
      '0',
    ];
    const text = execFileSync('npm', [...args, '--speed', '5000'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    const { footprints, nodeModulesMib } = JSON.parse(text);
    expect(nodeModulesMib).toBeGreaterThan(0);
    expect(Object.keys(footprints)).toContain('PostgreSQL');
    for (const footprint of Object.values<Record<string, { value: number }>>(footprints)) {
      const figures = ['firstStartMs', 'laterStartMs', 'peakPssMib', 'endPssMib'].map((name) => footprint[name]?.value);
      for (const figure of figures) expect(figure).toBeGreaterThan(0);
      expect(footprint.parts).toMatchObject({ processes: { andon: 1, line: 1, postgres: expect.any(Number) } });
      expect(footprint.ends).toMatchObject([{ left: [] }, { left: [] }]);
    }
    expect(left()).toEqual(before);
  });
});
