/**
 * As `test/demo-kill.test.ts`, at many moments of the protocol: while starting, after each kind of line, between a
 * command's arrival and its settling, under a stop, and in the report. One demo is killed many times over, now andon
 * alone, now with all its servers. In the end the numbers are those of a demo that nobody touched.
 */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { lookedUp } from '../src/demo-evidence.ts';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { levelChanged, type Moment, reach } from '../src/demo-moment.ts';
import { brokenPromises } from '../src/demo-promises.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 900_000;
/** With decisions from the first coil on. */
const short = { begin: 'approve', compare: 0 };

interface Kill {
  readonly at: Moment;
  readonly extent: 'andon' | 'everything';
}

/** Counted from the start of the process that dies. Together they leave most of the coils to the ones after. */
const kills: readonly Kill[] = [
  { at: { after: 'file', name: 'andon.lock' }, extent: 'andon' },
  { at: { after: 'file', name: 'run.json' }, extent: 'andon' },
  { at: { after: 'proposal', nth: 1 }, extent: 'andon' },
  { at: { after: 'arrival', nth: 1 }, extent: 'andon' },
  { at: { after: 'decision', nth: 1 }, extent: 'everything' },
  { at: { after: 'arrival', nth: 2 }, extent: 'everything' },
  { at: { after: 'decision', nth: 1 }, extent: 'andon' },
  { at: { after: 'effect', nth: 1 }, extent: 'andon' },
  { at: { after: 'arrival', nth: 1 }, extent: 'andon' },
  { at: { after: 'proposal', nth: 2 }, extent: 'everything' },
  { at: { after: 'arrival', nth: 1 }, extent: 'everything' },
  { at: { after: 'stop', nth: 1 }, extent: 'andon' },
  { at: { after: 'stop', nth: 1 }, extent: 'everything' },
  { at: { after: 'arrival', nth: 1 }, extent: 'andon' },
  { at: { after: 'outcome', nth: 1 }, extent: 'andon' },
  { at: { after: 'outcome', nth: 2 }, extent: 'everything' },
];

let homes: DemoHome[] = [];
afterEach(async () => {
  for (const home of homes) await home.remove();
  homes = [];
}, TIMEOUT_MS);

function newHome(backend: Backend): DemoHome {
  const home = new DemoHome({ backend });
  homes.push(home);
  return home;
}

const backends: readonly { backend: Backend; seed: number; there: boolean }[] = [
  { backend: 'redis', seed: 3, there: requirePart('redis') },
  { backend: 'postgres', seed: 4, there: true },
];

describe.each(backends)('a demo killed again and again with its queue on $backend', ({ backend, seed, there }) => {
  it.skipIf(!there)(
    `ends with the numbers of an undisturbed one, seed ${seed}`,
    async () => {
      const undisturbed = await numbersOf(newHome(backend), { ...short, seed, coils: 40 });
      const home = newHome(backend);
      const json = home.file('numbers.json');
      const flags = { ...short, seed, coils: 40, json };
      let takenUp = 0;
      for (const { at, extent } of kills) {
        const andon = home.demo({ ...flags, speed: 1_500, exit: true });
        await reach(home, andon, at);
        home.kill(andon, extent);
        const { signal, stdout, stderr } = await andon.ended;
        expect({ signal, stderr }, stdout).toEqual({ signal: 'SIGKILL', stderr: '' });
        if (/unsettled thing\(s\) of an earlier process/.test(stdout)) takenUp += 1;
      }
      const last = home.demo(flags);
      await last.said(/^Andon stays up/);
      const evidence = await home.evidence();
      expect(brokenPromises(evidence)).toEqual([]);
      const numbers = JSON.parse(readFileSync(json, 'utf8'));
      expect(numbers.effects).toMatchObject({ duplicated: 0, lost: 0, unknown: 0 });
      // Of the trail alone there is more: an effect whose fate the new process had to look up was claimed or lost sight
      // of once more. All else is as if nothing had happened.
      const { events } = undisturbed.audit;
      expect(numbers).toEqual({ ...undisturbed, audit: { events: events + lookedUp(evidence), verified: true } });
      // The kills were worth it: some did hit between two steps of an act or a run.
      expect(takenUp).toBeGreaterThanOrEqual(3);
      expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
      last.interrupt();
      expect(await last.ended).toMatchObject({ code: 0, stderr: '' });
      expect(await home.empty()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a demo killed whenever a level is signed', () => {
  it('ends with the numbers of an undisturbed one', { timeout: TIMEOUT_MS }, async () => {
    const flags = { ...short, seed: 7, coils: 80 };
    const undisturbed = await numbersOf(newHome('postgres'), flags);
    const home = newHome('postgres');
    const json = home.file('numbers.json');
    const signed: string[] = [];
    for (const extent of ['andon', 'everything'] as const) {
      const andon = home.demo({ ...flags, exit: true });
      await reach(home, andon, { after: 'level', nth: 1 });
      home.kill(andon, extent);
      signed.push((await andon.ended).stdout.split('\n').find((line) => levelChanged.test(line)) ?? '');
    }
    expect(signed).toEqual([expect.stringContaining('approve → veto'), expect.stringContaining('veto → autonomous')]);
    const last = home.demo({ ...flags, json });
    await last.said(/^Andon stays up/);
    const evidence = await home.evidence();
    expect(brokenPromises(evidence)).toEqual([]);
    const audit = { events: undisturbed.audit.events + lookedUp(evidence), verified: true };
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual({ ...undisturbed, audit });
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  });
});

describe('a demo killed while its command link is down, or people have taken the controls', () => {
  const scenarios = [
    // The link is down from 06:25 to 06:35, remote control is off from 06:20 to 06:40.
    { scenario: 'link-loss', moments: [/^06:2[0-4]/, /^06:(?:2[5-9]|3[0-4])/, /^06:35:00/, /^06:3[6-9]/] },
    { scenario: 'operator-local', moments: [/^06:1\d.* decision/, /^06:2[1-9]/, /^06:3[5-9]/, /^06:4/] },
  ];
  it.each(scenarios)(
    'ends with the numbers of an undisturbed one: $scenario',
    { timeout: TIMEOUT_MS },
    async (given) => {
      const { scenario, moments } = given;
      const flags = { ...short, seed: 9, coils: 25, scenario };
      const undisturbed = await numbersOf(newHome('postgres'), flags);
      const home = newHome('postgres');
      const json = home.file('numbers.json');
      for (const moment of moments) {
        const andon = home.demo({ ...flags, speed: 1_500, exit: true });
        await andon.said(moment);
        home.kill(andon, 'everything');
        expect((await andon.ended).signal).toBe('SIGKILL');
      }
      const last = home.demo({ ...flags, json });
      await last.said(/^Andon stays up/);
      const evidence = await home.evidence();
      expect(brokenPromises(evidence)).toEqual([]);
      const audit = { events: undisturbed.audit.events + lookedUp(evidence), verified: true };
      expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual({ ...undisturbed, audit });
      expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
    },
  );
});

async function numbersOf(
  home: DemoHome,
  flags: Readonly<Record<string, string | number | true>>,
): Promise<{ readonly audit: { readonly events: number } }> {
  const json = home.file('numbers.json');
  expect(await home.demo({ ...flags, json, exit: true }).ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(readFileSync(json, 'utf8'));
}
