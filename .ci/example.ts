/**
 * Runs an example on its simulated line to the end, without anybody at a terminal, and says what left and what came of it.
 * An example that runs is a folder below `examples/` with an `andon.site.ts`. Nothing of the run is kept.
 *
 *     npm run example NAME
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const USAGE_EXIT_CODE = 2;
const root = fileURLToPath(new URL('..', import.meta.url));
const siteOf = (name: string): string => join(root, 'examples', name, 'andon.site.ts');

/** One line of the line's own log of commands. */
interface Arrival {
  readonly command: { readonly key: string };
  readonly answer: { readonly kind: string };
}

async function run(name: string): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'andon-example-'));
  try {
    // In English whatever the machine speaks: what it says is counted below.
    const args = ['start', '--site', siteOf(name), '--exit', '--lang', 'en'];
    const andon = spawn(process.execPath, [join(root, 'packages/cli/bin/andon.mjs'), ...args], {
      env: { ...process.env, ANDON_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Ctrl-C reaches it too, and it ends in order; this waits for that.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => andon.kill('SIGTERM'));
    const said: string[] = [];
    createInterface({ input: andon.stdout }).on('line', (line) => {
      said.push(line);
      console.log(line);
    });
    const [code] = (await once(andon, 'close')) as [number | null];
    if (code === 0) for (const line of summary(said, readArrivals(home))) console.log(line);
    return code ?? 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function summary(said: readonly string[], arrivals: readonly Arrival[]): readonly string[] {
  const keys = new Set(arrivals.map(({ command }) => command.key));
  const answers = counts(arrivals.map(({ answer }) => answer.kind));
  const effects = lastWords(said, /^\S+ +effect +.* · (\w+)(?::.*)? \((…\w+)\)$/);
  const outcomes = lastWords(said, /^\S+ +outcome +.* · (achieved|missed|CRITICAL|not judged)(?::.*)? \((…\w+)\)$/);
  return [
    '',
    `What left          ${arrivals.length} commands, by the line's own log: ${answers}; ${arrivals.length - keys.size} doubled`,
    `What was read back ${counts(effects)}`,
    `What came of it    ${counts(outcomes)}`,
  ];
}

/** The last that was said of each act: `unknown` may be settled later. */
function lastWords(said: readonly string[], pattern: RegExp): readonly string[] {
  const last = new Map<string, string>();
  for (const line of said) {
    const [, word, id] = pattern.exec(line) ?? [];
    if (word !== undefined && id !== undefined) last.set(id, word.toLowerCase());
  }
  return [...last.values()];
}

function counts(words: readonly string[]): string {
  const by = Map.groupBy(words, (word) => word);
  return [...by].map(([word, all]) => `${all.length} ${word}`).join(', ') || 'nothing';
}

function readArrivals(home: string): readonly Arrival[] {
  const log = readFileSync(join(home, 'line', 'commands.jsonl'), 'utf8');
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const [name = ''] = process.argv.slice(2);
const names = readdirSync(join(root, 'examples')).filter((folder) => existsSync(siteOf(folder)));
if (names.includes(name)) process.exitCode = await run(name);
else {
  const problem = name === '' ? 'Say which example.' : `"${name}" is no example that runs.`;
  console.error(`${problem} There are: ${names.join(', ')}. Run one with: npm run example NAME`);
  process.exitCode = USAGE_EXIT_CODE;
}
