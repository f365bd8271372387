/**
 * A site file with a MES, run by `andon start` as its users do: first reading alone, then acts that a person approves, with
 * the MES started anew in between. What was done is what the MES's own log says.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRecord } from '@andon/store';
import { afterEach, expect, it } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import type { AndonProcess } from '../src/demo-run.ts';
import { aMes, type MesOfATest } from '../src/mes/for-a-test.ts';
import { mill } from './runtime-floor-vertical.ts';

const TIMEOUT_MS = 120_000;
const siteFile = fileURLToPath(new URL('site-mes-site.ts', import.meta.url));
/** Judged right so often in a row, an agent may be signed to the next level of this site. */
const needed = 4;

let home: DemoHome;
afterEach(() => home.remove(), TIMEOUT_MS);

/** Lets who reads read and who writes write, and remembers what it was shown. */
function guard(mes: MesOfATest, shown: Set<string>): void {
  mes.intercept = ({ url = '', headers }, response) => {
    const { authorization = 'nothing' } = headers;
    shown.add(authorization);
    const mayRead = authorization === 'Bearer read' && !url.startsWith('/commands');
    if (mayRead || authorization === 'Bearer write') return false;
    response.writeHead(401).end();
    return true;
  };
}

/** Coils that are inspected, proposed on, and reported on by the laboratory, until the agent has shown enough. */
async function showEnough(andon: AndonProcess, mes: MesOfATest, coils: readonly string[]): Promise<void> {
  for (const coil of coils) mes.inspect(mill, coil);
  for (const coil of coils) await andon.said(new RegExp(`proposal .* ${coil} → hold`));
  for (const coil of coils) {
    mes.feed.publish({ [`${mill}/laboratory/report`]: { coil, verdict: 'good' } }, Date.now());
  }
  await andon.said(/evidence .* shown/);
}

/** As `andon proposals` lists it. */
async function proposalOn(coil: string): Promise<string> {
  const { databaseUrl, schema } = JSON.parse(readFileSync(join(home.path, 'run.json'), 'utf8'));
  const record = await openRecord({ url: databaseUrl, schema });
  try {
    const open = await record.proposals.open();
    return open.find(({ command }) => command.material === coil)?.id ?? '';
  } finally {
    await record.close();
  }
}

const coils = (name: string) => Array.from({ length: needed }, (_, at) => `${name}${at + 1}`);

it('a site reads first, and later writes what people approve, also to a MES that was started anew', {
  timeout: TIMEOUT_MS,
}, async () => {
  home = new DemoHome();
  const shown = new Set<string>();
  const mes = await aMes({ coils: 0 });
  guard(mes, shown);
  const environment = { SMALL_MES: mes.url, ANDON_SECRET_MES_READ: 'Bearer read' };
  const start = (...flags: string[]) => home.andon(['start', '--site', siteFile, ...flags], environment);
  const andon = async (...args: string[]) => {
    const { code, stdout, stderr } = await home.andon(args, environment).ended;
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return stdout;
  };
  const sign = (level: string) => andon('grant', 'dispose', level, '--as', 'chen-jie', '--reason', 'shown');
  const approve = async (coil: string) => {
    const id = await proposalOn(coil);
    expect(await andon('approve', id, '--as', 'li-wei')).toBe(`${id}: authorised\n`);
  };

  const reading = start('--observe-only');
  await reading.said(/^Observing only/);
  const [findings] = await Promise.all([andon('doctor', '--json'), showEnough(reading, mes, coils('R'))]);
  const found = (JSON.parse(findings) as { subject: { en: string }; found: string; warning: unknown }[]).map(
    ({ subject, found: what, warning }) => `${subject.en}: ${what}${warning === null ? '' : ' !'}`,
  );
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^MES: 127\.0\.0\.1:\d+ answered its handshake in \d+ ms, session mes-/),
      'MES can: read-back, key, valid-until, fence',
      'Mode: observe only: no sink was opened, and no credential to write was read',
      'Acts that could leave: 0',
      expect.stringMatching(/^Credential to write: .*ANDON_SECRET_MES_WRITE.*[^!]$/),
      `Credential to write: ${join(home.path, 'secrets/mes-write')} is not there`,
    ]),
  );
  await sign('advise');
  reading.interrupt();
  expect(await reading.ended).toMatchObject({ code: 0, stderr: '' });
  expect(mes.arrivals()).toEqual([]);
  expect([...shown]).toEqual(['Bearer read']);

  mkdirSync(join(home.path, 'secrets'));
  writeFileSync(join(home.path, 'secrets/mes-write'), 'Bearer write\n', { mode: 0o600 });
  const writing = start();
  expect(await writing.said(/goes on from an earlier start/)).toBeDefined();
  await showEnough(writing, mes, coils('W'));
  await sign('approve');
  await writing.said(/level .* advise → approve/);
  mes.inspect(mill, 'A1');
  await writing.said(/proposal .* A1 → hold/);
  await approve('A1');
  await writing.said(/effect .* A1 .* verified: hold /);
  expect(mes.arrivals()).toEqual([[expect.stringMatching(/^eff_/), 'taken']]);
  expect(mes.mailbox.disposition('A1')).toBe('hold');

  const port = Number(new URL(mes.url).port);
  await mes.vanish();
  await writing.said(/The MES at .* is not there/);
  const anew = await aMes({ coils: 0, port });
  guard(anew, shown);
  await writing.said(/The MES at .* is back/);
  anew.inspect(mill, 'A2');
  await writing.said(/was started anew/);
  await writing.said(/proposal .* A2 → hold/);
  await approve('A2');
  await writing.said(/effect .* A2 .* verified: hold /);
  expect(anew.arrivals()).toEqual([[expect.stringMatching(/^eff_/), 'taken']]);
  expect(mes.arrivals()).toHaveLength(1);

  writing.interrupt();
  expect(await writing.ended).toMatchObject({ code: 0, stderr: '' });
  expect(home.logged('trouble', 'plant.subscription-ended')).toEqual([]);
  expect(await home.empty()).toEqual([]);
});
