/**
 * What a person may get wrong, and what a machine may not have: each ends with its code from the catalogue on standard
 * error, the exit code that the code has, and nothing left behind. And Ctrl-C, which is not wrong at all. More of it:
 * `demo-machine.proof.ts`.
 */

import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import { reach } from '../src/demo-moment.ts';

const TIMEOUT_MS = 120_000;
const isRoot = process.getuid?.() === 0;
/** Nobody's; a machine need not list it. */
const OTHER_UID = 54_321;

let home: DemoHome;
beforeEach(() => {
  home = new DemoHome();
});
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

/** The first word on standard error is the code; what follows is for people. */
async function fails(
  code: number,
  stderr: RegExp,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const ended = await home.andon(args, environment).ended;
  expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({ code, stdout: '' });
  expect(ended.stderr).toMatch(stderr);
  expect(ended.stderr.trim().split('\n').length, ended.stderr).toBeLessThanOrEqual(3);
  expect(home.remains()).toEqual([]);
}

const demo = ['demo', '--headless', '--exit', '--coils', '3'];

describe('a command line that is wrong', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { wrong: ['dmeo'], says: /^error: unknown command 'dmeo'\n\(Did you mean demo\?\)/ },
    { wrong: ['demo', '--sede', '4'], says: /^error: unknown option '--sede'\n\(Did you mean --seed\?\)/ },
    { wrong: [...demo, '--scenario', 'sunshine'], says: /^scenario\.unknown: .*"sunshine".* baseline, / },
    { wrong: [...demo, '--seed', 'abc'], says: /^config\.invalid: --seed .*"abc"/ },
    { wrong: [...demo, '--shifts', '1'], says: /^config\.invalid: --coils .*--shifts/ },
    { wrong: [...demo, '--begin', 'autonomous'], says: /^config\.invalid: --begin .*"autonomous"/ },
    { wrong: [...demo, '--json', '/no-such-folder/numbers.json'], says: /^config\.invalid: --json .*no-such-folder/ },
    { wrong: ['reset', '--as', 'wang-jun', '--cause', 'boredom'], says: /^config\.invalid: --cause .*"boredom"/ },
  ])('$wrong', async ({ wrong, says }) => {
    await fails(2, says, wrong);
  });
});

describe('data that cannot be used', { timeout: TIMEOUT_MS }, () => {
  it('says which file is missing', async () => {
    await fails(3, /^data\.unreadable: .*\/none\/SteelPlatesFaults_Clean\.csv/, [...demo, '--data', home.file('none')]);
  });

  it('says where in the table it is wrong', async () => {
    const folder = home.file('data');
    mkdirSync(folder);
    const file = join(folder, 'SteelPlatesFaults_Clean.csv');
    writeFileSync(file, 'X_Minimum,Y\n1,2\n');
    await fails(3, /^data\.invalid: .*SteelPlatesFaults_Clean\.csv is not valid at line 1, column \w+: /, [
      ...demo,
      '--data',
      folder,
    ]);
  });
});

describe('an environment that is wrong', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { variable: 'ANDON_DATABASE_URL', value: 'mysql://db', code: 2, says: /^config\.invalid: ANDON_DATABASE_URL / },
    { variable: 'ANDON_REDIS_URL', value: 'localhost', code: 2, says: /^config\.invalid: ANDON_REDIS_URL / },
    { variable: 'ANDON_HOME', value: '', code: 2, says: /^config\.invalid: ANDON_HOME .*empty/ },
  ])('$variable=$value', async ({ variable, value, code, says }) => {
    await fails(code, says, demo, { [variable]: value });
  });

  it('a database that nobody answers for, without its password in the message', async () => {
    const url = `postgres://andon:geheim@127.0.0.1:${await closedPort()}/plant`;
    await fails(3, /^database\.unreachable: (?!.*geheim)/, demo, { ANDON_DATABASE_URL: url });
  });

  it('a Redis that nobody answers for, without its password in the message', async () => {
    const url = `redis://:geheim@127.0.0.1:${await closedPort()}`;
    await fails(3, /^redis\.unreachable: (?!.*geheim)/, demo, { ANDON_REDIS_URL: url });
  });
});

describe('a home that cannot be used', { timeout: TIMEOUT_MS }, () => {
  it('because it is a file', async () => {
    writeFileSync(home.path, '');
    await fails(2, /^config\.invalid: .* must be a folder/, demo);
    await fails(2, /^config\.invalid: .* must be a folder/, ['doctor']);
  });

  it.skipIf(!isRoot)('because it is somebody else’s', async () => {
    mkdirSync(home.path);
    chownSync(home.path, OTHER_UID, OTHER_UID);
    await fails(3, new RegExp(`^home\\.not-yours: .* belongs to uid ${OTHER_UID}, and root `), demo);
  });

  it.skipIf(isRoot || process.platform === 'win32')('because it may not be written to', async () => {
    mkdirSync(home.path);
    chmodSync(home.path, 0o500);
    await fails(3, /^home\.not-yours: /, demo);
  });

  it.each([
    { people: '[{"id":"lin-mei"', says: /people\.json is not valid: .*JSON/ },
    {
      people:
        '[{"id":"a","name":"A","roles":["shift-lead","quality-inspector","process-operator","process-owner"]},' +
        '{"id":"b","name":"B","roles":["quality-inspector","process-operator"]}]',
      says: /nobody but A holds the role process-owner/,
    },
  ])('because its people.json is $people', async ({ people, says }) => {
    mkdirSync(home.path, { mode: 0o700 });
    writeFileSync(join(home.path, 'people.json'), people);
    await fails(2, new RegExp(`^config\\.invalid: .*${says.source}`), demo);
  });

  it('because nothing runs in it', async () => {
    await fails(3, /^site\.not-running: /, ['proposals']);
    await fails(3, /^site\.not-running: /, ['stop', '--as', 'lin-mei']);
    await fails(3, /^site\.not-running: /, ['audit', 'verify']);
    await fails(3, /^site\.not-running: /, ['audit', 'export', '--out', home.file('trail.jsonl')]);
    await fails(3, /^site\.not-running: /, ['audit', 'prove', 'evt_1']);
    await fails(3, /^site\.not-running: /, ['lower', 'dispose', 'advise', '--as', 'wang-jun', '--reason', 'a test']);
  });
});

describe('an end that a person asks for', { timeout: TIMEOUT_MS }, () => {
  it.each(['andon.lock', 'line/line.json', 'run.json'])('by Ctrl-C while it starts, once there is %s', async (file) => {
    const running = home.demo({ coils: 12, compare: 1 });
    await vi.waitUntil(() => existsSync(join(home.path, file)), { timeout: 60_000, interval: 1 });
    running.interrupt();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await home.empty()).toEqual([]);
  });

  it('by Ctrl-C in the middle is in order', async () => {
    const running = home.demo({ seed: 7, coils: 12, speed: 60 });
    await reach(home, running, { after: 'proposal', nth: 1 });
    running.interrupt();
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    // Nothing of a screen: no escape sequence was ever written.
    expect(stdout).not.toContain('\x1b');
    expect(home.remains()).toEqual([]);
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  });

  it('by Ctrl-C after the report is in order', async () => {
    const json = home.file('numbers.json');
    const running = home.demo({ seed: 7, coils: 3, compare: 0, json });
    await running.said(/^Andon stays up\. Ctrl-C ends it\.$/);
    expect(JSON.parse(readFileSync(json, 'utf8')).effects.lost).toBe(0);
    running.interrupt();
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    expect(home.remains()).toEqual([]);
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}
