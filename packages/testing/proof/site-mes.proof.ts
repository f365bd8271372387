/**
 * A site file with a MES in a process of its own, under `andon start`: what is on the way is lost, late, doubled and broken off,
 * andon is killed and started again, and the MES stands still. By the MES's own log nothing was done twice, and what the
 * record calls done is what it did.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Effect, grantSigner, terminalEffectStates } from '@andon/core';
import { countDoubled, readCommandLog } from '@andon/sim-line';
import { openRecord } from '@andon/store';
import { afterEach, expect, it } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import { mill, processOwner, shiftLead } from '../test/runtime-floor-vertical.ts';

const TIMEOUT_MS = 600_000;
const siteFile = fileURLToPath(new URL('../test/site-mes-site.ts', import.meta.url));
const mesProgram = fileURLToPath(new URL('../src/mes/main.ts', import.meta.url));

const coils = 600;
/** How many coils wait for their disposition at once. */
const inFlight = 16;
/** After so many of them, andon is killed, each time; the last time the MES stands still besides. */
const kills = [100, 250, 400];
const standstillMs = 2_500;

let home: DemoHome;
let mes: ChildProcess | null = null;
afterEach(async () => {
  mes?.kill('SIGCONT');
  mes?.kill('SIGTERM');
  await home.remove();
}, TIMEOUT_MS);

async function startMes(logFile: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const flags = ['--port', '0', '--log', logFile, '--coils', '0', '--faults', '0.05', '--seed', '1'];
  const child = fork(mesProgram, [...flags, '--late-ms', '900', '--slow-ms', '30'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [url] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  return { child, url };
}

type SiteRecord = Awaited<ReturnType<typeof openRecord>>;

/** Of the process that runs now: each start has a database server of its own. */
async function recordOf({ path }: DemoHome): Promise<SiteRecord> {
  const { databaseUrl, schema } = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'));
  return openRecord({ url: databaseUrl, schema });
}

/** Lets dispositions leave by themselves, as if that had been earned: a proof has no months. */
async function letLoose(record: SiteRecord): Promise<void> {
  const signer = grantSigner(readFileSync(join(home.path, 'signing-key.pem'), 'utf8'));
  const now = Date.now();
  const held = (await record.grants.list()).find(
    ({ actionType, riskClass }) => actionType === 'dispose' && riskClass === 'reversible',
  );
  if (!held) throw new Error('the agent was not commissioned');
  const { agentId, scope, fingerprint, actionType, riskClass } = held;
  const terms = {
    id: 'grt_proof',
    ...{ agentId, scope, fingerprint, actionType, riskClass },
    level: 'autonomous',
    reason: 'for a proof',
    basis: { kind: 'renewal' },
    signedBy: [shiftLead, processOwner],
    notAfterMs: now + 24 * 3_600_000,
  } as const;
  const signed = await record.grants.sign(
    { ...terms, signature: signer.sign(terms) },
    { grantId: held.id, revision: held.revision },
    { plantMs: now, wallMs: now },
  );
  expect(signed.kind).toBe('signed');
}

it('nothing is done twice or lost, whatever is struck and whoever is killed', { timeout: TIMEOUT_MS }, async () => {
  home = new DemoHome();
  const logFile = home.file('mes.log');
  const { child, url } = await startMes(logFile);
  mes = child;
  const environment = {
    ...{ SMALL_MES: url, SMALL_MES_TIMEOUT_MS: '600' },
    ...{ ANDON_SECRET_MES_READ: 'Bearer read', ANDON_SECRET_MES_WRITE: 'Bearer write' },
  };
  const start = async () => {
    const started = home.andon(['start', '--site', siteFile], environment);
    await started.said(/^targets/);
    return { started, record: await recordOf(home) };
  };

  let { started, record } = await start();
  await letLoose(record);
  await started.said(/level .* → autonomous/);
  const reported = new Set<string>();
  const toKill = [...kills];
  let inspected = 0;
  let effects: readonly Effect[] = [];
  const settled = (): readonly Effect[] => effects.filter(({ state }) => terminalEffectStates.includes(state));
  while (settled().length < coils) {
    const free = Math.min(inFlight - (inspected - settled().length), coils - inspected);
    const inspect = Array.from({ length: Math.max(0, free) }, () => ({ line: mill, coil: `C${++inspected}` }));
    const publish = settled()
      .filter(({ id }) => !reported.has(id))
      .map(({ id, command }) => {
        reported.add(id);
        return { [`${mill}/laboratory/report`]: { coil: command.material, verdict: 'good' } };
      });
    child.send({ inspect, publish });
    await delay(100);
    if (settled().length >= (toKill[0] ?? Number.POSITIVE_INFINITY)) {
      toKill.shift();
      started.kill('SIGKILL');
      await record.close();
      if (toKill.length === 0) {
        child.kill('SIGSTOP');
        setTimeout(() => child.kill('SIGCONT'), standstillMs);
      }
      await started.ended;
      if (toKill.length === 0) await delay(standstillMs);
      ({ started, record } = await start());
    }
    effects = await record.effects.latest(2 * coils);
  }
  await record.close();
  started.interrupt();
  expect(await started.ended).toMatchObject({ code: 0, stderr: '' });

  const arrivals = readCommandLog(logFile);
  const taken = arrivals.filter(({ answer }) => answer.kind === 'taken').map(({ command }) => command.key);
  const struck = (await (await fetch(`${url}/faults`)).json()) as { [kind: string]: number };
  const counts = Object.entries(Object.groupBy(effects, ({ state }) => state)).map(([state, some]) => [
    state,
    some.length,
  ]);
  process.stdout.write(
    `${JSON.stringify({ counts: Object.fromEntries(counts), struck, arrivals: arrivals.length })}\n`,
  );
  expect(effects).toHaveLength(coils);
  expect(new Set(taken).size).toBe(taken.length);
  const verified = effects.filter(({ state }) => state === 'verified').map(({ id }) => id);
  expect(verified.toSorted()).toEqual(taken.toSorted());
  expect(verified.length).toBeGreaterThan(0.5 * coils);
  // Nothing but the MES's own faults ever brought a key twice.
  const doubledByFault = (struck['double-request'] ?? 0) + (struck['late-request'] ?? 0);
  expect(countDoubled(arrivals)).toBeLessThanOrEqual(doubledByFault);
});
