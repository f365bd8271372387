import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plan } from '@andon/vertical-scheduling';
import { describe, expect, it } from 'vitest';
import { folder } from '../../test/history-files.ts';
import { scheduleSolveCommand } from './schedule.ts';

const andon = join(import.meta.dirname, '../../bin/andon.mjs');

async function run(cwd: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [andon, 'schedule', ...args], { cwd })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** Three jobs on three machines. */
const shop = '3 3\n0 3 1 2 2 2\n0 2 2 1 1 8\n1 4 2 3 0 1\n';

function shopIn(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'shop.txt'), shop);
  return cwd;
}

describe('andon schedule', { timeout: 60_000 }, () => {
  it('solves a shop, writes plan and chart, and finds its own plan feasible', async () => {
    const cwd = shopIn();
    const asked = ['--iterations', '3000', '--json', 'plan.json', '--html', 'plan.html', '--lang', 'en'];
    const { code, stdout, stderr } = await run(cwd, 'solve', 'shop.txt', ...asked);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('shop.txt: job shop, 3 jobs, 3 machines, 9 operations');
    const plan = JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8')) as Plan;
    expect(plan).toMatchObject({ feasible: true, objective: plan.makespan });
    expect(plan.schedule).toHaveLength(9);
    expect(plan.trace.at(-1)?.[1]).toBe(plan.objective);
    const html = readFileSync(join(cwd, 'plan.html'), 'utf8');
    expect(html.match(/class="operation"/g)).toHaveLength(9);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)=|<script|url\(|@import/);

    const checked = await run(cwd, 'check', 'shop.txt', 'plan.json', '--lang', 'zh-CN');
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('plan.json：可以执行；9 道工序') });
  });

  it('gives the same plan again, on standard output alone', async () => {
    const cwd = shopIn();
    const asked = ['solve', 'shop.txt', '--iterations', '2000', '--seed', '4', '--json', '-'];
    const [one, another] = await Promise.all([run(cwd, ...asked), run(cwd, ...asked)]);
    expect(JSON.parse(another.stdout).planHash).toBe(JSON.parse(one.stdout).planHash);
  });

  it('says what is wrong with a plan, and ends with 3', async () => {
    const cwd = shopIn();
    const schedule = [{ job: 0, operation: 0, machine: 1, start: 0, end: 3 }];
    writeFileSync(join(cwd, 'plan.json'), JSON.stringify({ makespan: 3, schedule }));
    const { code, stdout, stderr } = await run(cwd, 'check', 'shop.txt', 'plan.json', '--json', '--lang', 'en');
    expect(code).toBe(3);
    expect(stderr).toContain('schedule.infeasible: The plan plan.json cannot be carried out. Faults: 9; the first: ');
    expect(stderr).toContain('job 0, operation 0: machine 1 cannot do the operation');
    expect(JSON.parse(stdout)).toMatchObject({ feasible: false, faults: { length: 9 } });
  });

  it.each([
    ['a file that is not there', ['none.txt', {}], 2, 'none.txt is not valid: ENOENT'],
    ['another format', ['shop.txt', { format: 'openshop' }], 2, '"openshop" is none of jobshop, fjsp, flowshop'],
    ['no time', ['shop.txt', { time: '0' }], 2, '--time is not valid: "0" is not a number of seconds'],
    [
      'half a thread',
      ['shop.txt', { threads: '1.5' }],
      2,
      '--threads is not valid: "1.5" is not a whole number from 1 to 16',
    ],
    ['a text of another format', ['shop.txt', { format: 'fjsp' }], 3, 'at line 2, column 3'],
  ] as const)('refuses %s', async (_, [file, flags], exitCode, sentence) => {
    const error = await scheduleSolveCommand(join(shopIn(), file), flags).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ exitCode, message: expect.stringContaining(sentence) });
  });
});
