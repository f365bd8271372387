/** The audit trail of a site that runs, proved outside of it: by the command, and by the one file that needs nothing. */

import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { claimedCheckpoint, notesIn } from '@andon/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';

const verifier = fileURLToPath(new URL('../../cli/verify/verify-audit.mjs', import.meta.url));
const soon = { timeout: 120_000, interval: 100 };
let home: DemoHome;
let folder: string;
let witnessed: string[];
let witness: ReturnType<typeof createServer>;

beforeEach(async () => {
  home = new DemoHome();
  folder = home.file('site');
  witnessed = [];
  witness = createServer((request, response) => {
    let note = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      note += text;
    });
    request.on('end', () => {
      witnessed.push(note);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  expect(await home.andon(['init', folder]).ended).toMatchObject({ code: 0 });
});
afterEach(async () => {
  witness.closeAllConnections();
  witness.close();
  await home.remove();
});

/** The verifier in a folder and an environment of its own. */
function alone(...args: string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [verifier, ...args], { cwd: '/', env: {} }, (error, out) => {
      resolve({ code: error ? Number(error.code) : 0, out });
    });
  });
}

async function andon(...args: string[]): Promise<string> {
  const ended = await home.andon(args).ended;
  expect(ended, args.join(' ')).toMatchObject({ code: 0 });
  return ended.stdout;
}

it('signs, anchors, exports and proves, and shows what was changed since', async () => {
  const share = home.file('share');
  const [anchors, trail, proof, key] = ['share/anchors.txt', 'trail.jsonl', 'proof.json', 'key.pem'].map((name) =>
    home.file(name),
  ) as [string, string, string, string];
  const { port } = witness.address() as AddressInfo;
  const file = `${folder}/andon.site.ts`;
  const audit = `audit: { anchors: [{ file: '${anchors}' }, { url: 'http://127.0.0.1:${port}/add' }] },`;
  writeFileSync(file, readFileSync(file, 'utf8').replace('  people: [', `  ${audit}\n  people: [`));
  const site = home.andon(['start', '--role', 'worker', '--site', folder]);
  await site.said(/has come to its end/);

  // The share is not there yet: nothing of the site waits for it.
  await vi.waitFor(() => expect(witnessed.length).toBeGreaterThan(0), soon);
  expect(existsSync(share)).toBe(false);
  const before = JSON.parse(await andon('doctor', '--json')) as { subject: { en: string }; found: string }[];
  const found = before.filter(({ subject }) => subject.en === 'Audit anchor').map((one) => one.found);
  expect(found).toEqual([
    expect.stringMatching(/anchors\.txt: nothing written yet; failed .*ENOENT/),
    expect.stringMatching(/add: \d+ events, written/),
  ]);
  mkdirSync(share);

  site.kill('SIGTERM');
  expect(await site.ended).toMatchObject({ code: 0, stderr: '' });
  // What could not be written before the end is written at the next start, of the same record or with the next one.
  const again = home.andon(['start', '--role', 'worker', '--site', folder]);
  await again.said(/has come to its end/);
  await vi.waitFor(() => expect(existsSync(anchors)).toBe(true), soon);

  const report = JSON.parse(await andon('audit', 'verify', '--anchor', anchors, '--json'));
  expect(report).toMatchObject({ verified: true, signed: { holds: true } });
  await andon('audit', 'export', '--out', trail);
  const first = JSON.parse(readFileSync(trail, 'utf8').split('\n')[1] ?? '') as { event: { id: string } };
  writeFileSync(proof, await andon('audit', 'prove', first.event.id, '--json'));
  const pem = createPublicKey(readFileSync(`${home.path}/signing-key.pem`)).export({ type: 'spki', format: 'pem' });
  writeFileSync(key, pem);
  again.kill('SIGKILL');
  await again.ended;

  // From here on no server is needed.
  const given = ['--export', trail, '--anchor', anchors, '--key', key];
  expect(await andon('audit', 'verify', ...given)).toMatch(/events, the chain holds/);
  expect(await alone(...given)).toMatchObject({ code: 0 });
  expect(await alone('--proof', proof, '--key', key)).toMatchObject({ code: 0 });
  expect(claimedCheckpoint(notesIn(readFileSync(anchors, 'utf8')).at(-1) ?? '')?.size).toBeGreaterThan(0);

  const text = readFileSync(trail, 'utf8');
  writeFileSync(trail, text.replace('"authenticatedBy":"system"', '"authenticatedBy":"sistem"'));
  const [ours, other] = [
    await home.andon(['audit', 'verify', ...given, '--json']).ended,
    await alone(...given, '--json'),
  ];
  expect([ours.code, other.code]).toEqual([3, 3]);
  expect(JSON.parse(other.out)).toEqual(JSON.parse(ours.stdout));
  expect(JSON.parse(other.out)).toMatchObject({ problem: { code: 'chain' } });
});
