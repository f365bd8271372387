/**
 * What the demo costs a machine: time to its view, memory, CPU when idle, space on disk. A measurement, not a test: it
 * prints each target beside its figure and ends with 0.
 *
 *     npm run footprint -- [--seconds 60] [--json FILE|-] [-- flags of andon demo]
 */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './demo.ts';
import { spaceOf } from './disk.ts';
import { type Footprint, measure } from './measure.ts';
import { isOnPath, pathWithout } from './path.ts';
import { reportLines, targets } from './report.ts';

const MIB = 2 ** 20;
const redisPrograms = ['redis-server', 'valkey-server'];

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, seconds: { type: 'string', default: '60' } },
  allowPositionals: true,
});

if (process.platform === 'linux') await run();
else process.stderr.write('The footprint is read from /proc, which only Linux has. Nothing was measured.\n');

async function run(): Promise<void> {
  // With `--json -` standard output is for the numbers alone.
  const out = values.json === '-' ? process.stderr : process.stdout;
  const say = (text: string) => out.write(`${text}\n`);
  const path = process.env.PATH ?? '';
  const terminal = isOnPath('script', path);
  const below = mkdtempSync(join(tmpdir(), 'andon-footprint-path-'));
  chmodSync(below, 0o755); // started by root, PostgreSQL runs as another user, who must find programs too
  try {
    const backends: [string, string][] = [['PostgreSQL', pathWithout(redisPrograms, path, below)]];
    if (redisPrograms.some((program) => isOnPath(program, path))) backends.unshift(['Redis', path]);
    else say('No redis-server or valkey-server on PATH: only the queue on PostgreSQL is measured.');
    const node = execFileSync('node', ['--version'], { cwd: root, encoding: 'utf8' }).trim();
    const machine = { cpu: cpus()[0]?.model ?? '?', cores: availableParallelism(), memoryMib: totalmem() / MIB, node };
    say(`${machine.cores} cores (${machine.cpu}), ${(machine.memoryMib / 1024).toFixed(1)} GiB, Node ${node}`);
    say(
      terminal ? 'Started in a pseudo-terminal: the live view.' : 'No `script` on PATH: the plain view, no terminal.',
    );
    const footprints: Record<string, Footprint> = {};
    for (const [backend, usable] of backends) {
      const note = (text: string) => process.stderr.write(`… queue on ${backend}: ${text}\n`);
      const seconds = Number(values.seconds);
      try {
        footprints[backend] = await measure({ path: usable, terminal, seconds, flags: positionals, note });
      } catch (error) {
        say(`Not measured: the queue on ${backend}. ${(error as Error).message}`);
      }
    }
    const nodeModulesMib = installed() / MIB;
    for (const line of ['', ...reportLines(footprints, nodeModulesMib)]) say(line);
    write({ machine, terminal, targets, footprints, nodeModulesMib });
  } finally {
    rmSync(below, { recursive: true, force: true });
  }
}

/** All that `npm ci` put here. */
function installed(): number {
  const folders = ['', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))];
  return folders.reduce((bytes, folder) => bytes + spaceOf(join(root, folder, 'node_modules')), 0);
}

function write(results: unknown): void {
  if (values.json === undefined) return;
  const text = `${JSON.stringify(results, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(text);
  else writeFileSync(values.json, text);
}
