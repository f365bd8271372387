/**
 * Lets Spin look at every state of the model of the effect protocol (docs/model), whole and with each rule taken out.
 *
 *     npm run model -- [--quick] [--only WORDS] [--json FILE|-]
 *
 * Ends with 1 when a promise breaks that must hold, or a rule can be taken out unnoticed; with 3 when Spin or a C
 * compiler is missing.
 */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type ModelRow, modelRows, type Promised, promises } from './model-rows.ts';

const MISSING_EXIT_CODE = 3;
const DEEPEST = 1_000_000;
const model = fileURLToPath(new URL('../docs/model/andon.pml', import.meta.url));
const run = promisify(execFile);

interface Result extends ModelRow {
  /** What Spin found first, `null` where everything that was watched holds. */
  readonly broke: Promised | 'reached' | null;
  readonly states: number;
  /** Of Spin's search alone, without making it. */
  readonly seconds: number;
  readonly asItShould: boolean;
}

/** @throws where Spin cannot be run, or did not look at everything */
async function check(row: ModelRow): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'andon-model-'));
  try {
    const isOfTheEnd = row.flags.includes('WITH_FAULTS_BOUNDED');
    const watched = promises.findIndex((name) => name === row.breaks);
    const flags = watched < 0 ? row.flags : [...row.flags, `WATCHED=${1 << watched}`];
    await run('spin', ['-a', ...flags.map((flag) => `-D${flag}`), model], { cwd: folder });
    const how = isOfTheEnd ? ['-DNFAIR=3'] : ['-DSAFETY', '-DNOCLAIM'];
    await run('cc', ['-w', '-O2', ...how, '-DMEMLIM=12000', '-o', 'pan', 'pan.c'], { cwd: folder });
    const search = isOfTheEnd ? ['-a', '-f'] : ['-E'];
    const { stdout } = await run('./pan', [...search, `-m${DEEPEST}`, '-w22'], { cwd: folder });
    const broke = brokenIn(stdout);
    if (broke === null && !isWhole(stdout))
      throw new Error(`Spin did not look at everything of "${row.name}":\n${stdout}`);
    return {
      ...row,
      broke,
      states: numberIn(stdout, /(\S+) states, stored/),
      seconds: numberIn(stdout, /elapsed time (\S+) seconds/),
      asItShould: isAsItShould(row, broke),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAsItShould({ kind, breaks }: ModelRow, broke: Result['broke']): boolean {
  if (kind === 'whole' || kind === 'covered') return broke === null;
  return broke === (kind === 'reached' ? 'reached' : breaks);
}

function brokenIn(output: string): Result['broke'] {
  if (/acceptance cycle/.test(output)) return 'does not end';
  const said = /assertion violated (.*) \(at depth/.exec(output)?.[1];
  if (said === undefined) return null;
  // The model's macros leave the bit that was watched, or the number of the witness, in the sentence.
  const bit = [...said.matchAll(/&(\d+)\)/g)].at(-1)?.[1];
  return bit === undefined ? 'reached' : (promises[Math.log2(Number(bit))] ?? null);
}

function isWhole(output: string): boolean {
  return /errors: 0/.test(output) && !/max search depth too small|out of memory|Search not completed/i.test(output);
}

function numberIn(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? 0);
}

/** Two at a time on two cores; in the order of the rows. */
async function checkAll(rows: readonly ModelRow[], tell: (result: Result) => void): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = [...rows.entries()];
  let told = 0;
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, row] = next;
      results[at] = await check(row);
      for (let done = results[told]; done !== undefined; done = results[told]) {
        tell(done);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

function lineOf({ kind, name, broke, states, seconds, asItShould }: Result): string {
  const found = broke ?? 'holds';
  const mark = asItShould ? '' : '  <- not as it should be';
  return `${kind.padEnd(8)} ${name.padEnd(56)} ${found.padEnd(13)} ${String(states).padStart(10)} ${seconds.toFixed(1).padStart(7)}${mark}`;
}

function missingPrograms(): readonly string[] {
  return ['spin', 'cc'].filter((program) => spawnSync(program, ['-V'], { stdio: 'ignore' }).error !== undefined);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
  });
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.error(
      `Not found on PATH: ${missing.join(', ')}. The model needs Spin and a C compiler: apt-get install spin gcc`,
    );
    return MISSING_EXIT_CODE;
  }
  // With `--json -` standard output is for the numbers alone.
  const say = values.json === '-' ? console.error : console.log;
  const rows = modelRows.filter(({ name, isLong }) => !(values.quick && isLong) && name.includes(values.only ?? ''));
  const date = new Date().toISOString().slice(0, 10);
  const machine = { cpu: cpus()[0]?.model ?? '?', cores: availableParallelism(), node: process.version };
  say(`${date}, ${machine.cores} cores (${machine.cpu}), Node ${machine.node}`);
  const results = await checkAll(rows, (result) => say(lineOf(result)));
  const wrong = results.filter(({ asItShould }) => !asItShould).length;
  say(wrong === 0 ? `${results.length} as they should be` : `${wrong} of ${results.length} not as they should be`);
  if (values.json !== undefined) {
    const text = `${JSON.stringify({ date, machine, results }, null, 2)}\n`;
    if (values.json === '-') process.stdout.write(text);
    else writeFileSync(values.json, text);
  }
  return wrong === 0 ? 0 : 1;
}

process.exitCode = await main();
