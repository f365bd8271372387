/** The model of the effect protocol (docs/model): whole it holds, and no rule can be taken out of it unnoticed. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requirePart } from '../src/require.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly broke: string | null;
  readonly asItShould: boolean;
}

describe.skipIf(!requirePart('spin'))('npm run model', () => {
  it('holds whole, and notices every rule that is taken out', () => {
    const args = ['run', '--silent', 'model', '--', '--quick', '--json', '-'];
    const { results }: { results: readonly Row[] } = JSON.parse(
      execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }),
    );
    expect(results.filter(({ asItShould }) => !asItShould)).toEqual([]);
    expect(results.filter(({ kind }) => kind === 'whole').length).toBeGreaterThan(5);
    expect(results.filter(({ kind }) => kind === 'removed').length).toBeGreaterThan(20);
  });
});
