import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { columns, folder, historyFile } from '../../test/history-files.ts';
import type { BacktestResult } from '../backtest/result.ts';

const andon = join(import.meta.dirname, '../../bin/andon.mjs');

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [andon, 'backtest', ...args, '--lang', 'en'])) };
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
  it('writes the numbers to standard output alone, and the report with charts to a file', async () => {
    const html = join(folder(), 'report.html');
    const { agent, time, label, labelTime, human, id } = columns;
    const asked = ['--agent', agent, '--history', historyFile(), '--time', time, '--label', label];
    const more = ['--label-time', labelTime, '--human', human, '--id', id, '--html', html, '--json', '-'];
    const { code, stdout, stderr } = await run(...asked, ...more);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as BacktestResult).played.rows).toBe(60);
    expect(stderr).toContain('Backtest of quality-inspection');
    expect(readFileSync(html, 'utf8')).toContain('<svg');
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
    const { code, stdout, stderr } = await run('--agent', 'scratch-watch', ...asked, '--json', '-');
    expect(stderr).toContain('The agent has no model that learns.');
    expect(code).toBe(0);
    const { model, played, actions } = JSON.parse(stdout) as BacktestResult;
    expect(model).toEqual({ kind: 'none' });
    expect(played).toMatchObject({ rows: 40, silent: 20, assumedLabelDelayMs: 6 * 3_600_000 });
    expect(actions[0]?.risks[0]?.judged).toMatchObject({ judged: 20, right: 20, decided: null });
    const wrong = await run('--agent', 'somebody', ...asked);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/history\.agent: There is no agent "somebody" in .*scratch-watch@acme/);
  });
});
