/** A site of one's own as processes: agents and API apart, and started anew at every save. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';

const line = 'acme/harbin/hot-rolling/hot-strip-1';
const soon = { timeout: 60_000, interval: 50 };
let home: DemoHome;
let folder: string;

beforeEach(async () => {
  home = new DemoHome();
  folder = home.file('site');
  expect(await home.andon(['init', folder]).ended).toMatchObject({ code: 0 });
});
afterEach(() => home.remove());

const siteFile = () => `${folder}/andon.site.ts`;

/** As most editors save: another file takes the place of the one that was there. */
function save(change: (text: string) => string, byRename = true): void {
  const text = change(readFileSync(siteFile(), 'utf8'));
  const draft = byRename ? `${siteFile()}.tmp` : siteFile();
  writeFileSync(draft, text);
  if (byRename) renameSync(draft, siteFile());
}

async function asked(url: string, body?: object): Promise<{ readonly status: number; readonly answer: unknown }> {
  const post = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, { ...post, signal: AbortSignal.timeout(10_000) });
  return { status: response.status, answer: await response.json() };
}

const urlIn = (said: string): string => /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '';

describe('agents and API in processes of their own', () => {
  it('are one site: what is stopped through the one leaves nowhere in the other', async () => {
    // Slow enough for coils to come while people act, and long enough not to end before them.
    save((text) => text.replace('speed: 10_000', 'speed: 300').replace('coils: 40', 'coils: 400'));
    const worker = home.andon(['start', '--role', 'worker', '--site', folder]);
    await worker.said(/proposal.*→ hold/);
    expect(JSON.parse(readFileSync(`${home.path}/run.json`, 'utf8'))).toMatchObject({ api: null });

    const api = home.andon(['start', '--role', 'api', '--site', folder], { ANDON_API_PORT: '0' });
    const url = urlIn(await api.said(/API on/));
    const health = await asked(`${url}/healthz`);
    expect(health).toMatchObject({ status: 200, answer: { status: 'ok', role: 'api' } });
    // It follows the plant: its time goes on.
    const { plantTime } = health.answer as { plantTime: string };
    const later = async () => ((await asked(`${url}/healthz`)).answer as { plantTime: string }).plantTime > plantTime;
    await vi.waitUntil(later, soon);
    expect(await asked(`${url}/api/agents`)).toMatchObject({ answer: { agents: [{ vertical: 'scratch-watch' }] } });

    const stop = { scope: line, by: 'lin-mei', reason: 'strip breaks' };
    expect(await asked(`${url}/api/stops`, stop)).toMatchObject({ status: 200, answer: { stop: { scope: line } } });
    await worker.said(/refused: Agents are stopped/);
    const reset = { scope: line, by: 'lin-mei', cause: 'drill', reason: 'over' };
    expect((await asked(`${url}/api/stops/reset`, reset)).status).toBe(403);
    expect((await asked(`${url}/api/stops/reset`, { ...reset, by: 'wang-jun' })).status).toBe(200);

    api.kill('SIGTERM');
    expect(await api.ended).toMatchObject({ code: 0, stderr: '' });
    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await home.empty()).toEqual([]);
  });

  it('say what is missing where the one is alone', async () => {
    const api = await home.andon(['start', '--role', 'api', '--site', folder]).ended;
    expect(api).toMatchObject({ code: 3, stderr: expect.stringContaining('site.not-running') });
    const elsewhere = { ANDON_DATABASE_URL: 'postgresql://andon@127.0.0.1:1/andon' };
    const alone = await home.andon(['start', '--role', 'api', '--site', folder], elsewhere).ended;
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('ANDON_REDIS_URL') });
    const wrong = await home.andon(['start', '--role', 'apy', '--site', folder]).ended;
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"apy" is none of api, worker, all') });
  });

  it('do not share a port', async () => {
    save((text) => text.replace('speed: 10_000', 'speed: 300'));
    const first = home.andon(['start', '--site', folder], { ANDON_API_PORT: '0' });
    const port = new URL(urlIn(await first.said(/API on/))).port;
    const second = await home.andon(['start', '--role', 'api', '--site', folder], { ANDON_API_PORT: port }).ended;
    expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`) });
    first.interrupt();
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await home.empty()).toEqual([]);
  });
});

describe('andon dev', () => {
  it('starts anew at every save, also of a file that was broken, with a debugger, and ends with nothing left', async () => {
    const dev = home.andon(['dev', '--site', folder, '--inspect', '0'], { ANDON_API_PORT: '0' });
    await dev.said(/come to its end/);
    const sayVersion = (from: string, to: string) => (text: string) =>
      text.replace(`version: '${from}'`, `version: '${to}'`);
    save(sayVersion('1.0.0', '1.0.1'));
    await dev.said(/andon\.site\.ts was saved/, 1);
    await dev.said(/come to its end/, 2);
    save((text) => `${text}\nbroken(`, false);
    await dev.said(/starts anew when a file is saved/);
    save((text) => text.replace('\nbroken(', ''));
    await dev.said(/come to its end/, 3);
    dev.interrupt();
    const { code, stderr } = await dev.ended;
    expect(code).toBe(0);
    // Node says where its debugger listens at each of the four starts.
    expect(stderr.match(/Debugger listening on ws:\/\/127\.0\.0\.1:\d+/g)).toHaveLength(4);
    expect(stderr).toContain('site.file-failed');
    expect(await home.empty()).toEqual([]);
  });

  it.each([
    [['--inspect', '70000'], 'is no port'],
    [['--watch', '/nowhere/at/all'], 'is no folder'],
    [['--site', '/nowhere/at/all'], 'site.file'],
  ])('refuses %j', async (flags, says) => {
    const { code, stderr } = await home.andon(['dev', ...['--site', folder], ...flags]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
