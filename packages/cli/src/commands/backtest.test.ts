import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folder } from '../../test/history-files.ts';
import type { BacktestResult } from '../backtest/result.ts';

const andon = join(import.meta.dirname, '../../bin/andon.mjs');

async function run(cwd: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return {
      code: 0,
      ...(await promisify(execFile)(process.execPath, [andon, 'backtest', ...args, '--lang', 'en'], { cwd })),
    };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** What andon init writes, with a history: the looks that were recorded are the looks that the agent reads. */
function siteFile(): string {
  const file = join(folder(), 'andon.site.ts');
  const template = readFileSync(join(import.meta.dirname, '../../template/andon.site.ts'), 'utf8');
  const records = `history({
    row: z.object({ look: z.string() }),
    label: z.enum(['prime', 'second', 'scrap']),
    observed: ({ material: coil, cells }) => [
      { tag: 'surface-inspection/remote-control', value: true },
      { tag: 'surface-inspection/record', value: { coil, look: cells.look } },
    ],
    labelled: ({ material: coil }, usableAs) => [{ tag: 'lab/result', value: { coil, usableAs } }],
    assumed: () => [],
  })`;
  const withHistory = template
    .replace('import { action, defineVertical,', 'import { action, defineVertical, history,')
    .replace("version: '1.0.0',", `version: '1.0.0',\n  history: ${records},`);
  writeFileSync(file, withHistory);
  return file;
}

describe('andon backtest', { timeout: 60_000 }, () => {
  it('runs as the guide has it, and writes numbers, charts and report each where they belong', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/backtest-your-history.md'), 'utf8');
    const [, maker = ''] = /^```js\n(.*?)^```$/ms.exec(guide) ?? [];
    const [, flags = ''] = /andon -- backtest (.*?)^```$/ms.exec(guide) ?? [];
    const cwd = folder();
    writeFileSync(join(cwd, 'make-coils.mjs'), maker);
    await promisify(execFile)(process.execPath, ['make-coils.mjs'], { cwd });
    const { code, stdout, stderr } = await run(cwd, ...flags.split(/[\s\\]+/).filter(Boolean), '--json', '-');
    expect(code).toBe(0);
    const { played, actions } = JSON.parse(stdout) as BacktestResult;
    expect(played.rows).toBe(750);
    expect(actions[0]?.risks[0]?.judged).toMatchObject({ judged: 750, right: 745, critical: 4 });
    expect(readFileSync(join(cwd, 'backtest.html'), 'utf8')).toContain('<svg');
    // What the guide shows is what is said, but for the kind of its spaces.
    const said = stderr.replaceAll('\u00a0', ' ');
    const [, shown = ''] = /^```\n(Disposition.*?)^```$/ms.exec(guide) ?? [];
    for (const line of shown.split('\n').filter((one) => one.trim() !== '…')) expect(said).toContain(line);
  });

  it('plays an agent of a site file, held to what the site demands, and ends with a sentence where there is none', async () => {
    const site = siteFile();
    const rows = Array.from({ length: 40 }, (_, row) => {
      const seen = new Date(Date.UTC(2025, 2, 3, 6, 3 * row)).toISOString();
      return [seen, row % 2 === 0 ? 'bumps' : 'none', row % 2 === 0 ? 'second' : 'prime'].join(',');
    });
    const file = join(folder(), 'looks.csv');
    writeFileSync(file, ['seen,look,usable', ...rows].join('\n'));
    const asked = ['--site', site, '--history', file, '--time', 'seen', '--label', 'usable'];
    const { code, stdout, stderr } = await run(folder(), '--agent', 'scratch-watch', ...asked, '--json', '-');
    expect(stderr).toContain('The agent has no model that learns.');
    expect(code).toBe(0);
    const { model, played, actions } = JSON.parse(stdout) as BacktestResult;
    expect(model).toEqual({ kind: 'none' });
    expect(played).toMatchObject({ rows: 40, silent: 20, assumedLabelDelayMs: 6 * 3_600_000 });
    expect(actions[0]?.risks[0]?.judged).toMatchObject({ judged: 20, right: 20, decided: null });
    const wrong = await run(folder(), '--agent', 'somebody', ...asked);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/history\.agent: There is no agent "somebody" in .*scratch-watch@acme/);
  });
});
