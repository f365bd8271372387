/**
 * The whole default demo, on both queues: an agent that begins at shadow earns every level up to autonomous by evidence
 * and signatures, the injected drift takes it down by itself, a stop is practised, and nothing is doubled, lost or above
 * its grant. The same seed gives the same numbers to the byte; killed whenever a level changes, the same but for the
 * trail's length.
 */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Evidence, lookedUp } from '../src/demo-evidence.ts';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { reach } from '../src/demo-moment.ts';
import { brokenPromises } from '../src/demo-promises.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 1_500_000;
/** A demo of three shifts, and the comparison after it, on a machine that has other things to do. */
const DEMO_MS = 600_000;

let homes: DemoHome[] = [];
afterEach(async () => {
  for (const home of homes) await home.remove();
  homes = [];
}, TIMEOUT_MS);

interface Change {
  readonly at: string;
  readonly action: string;
  readonly riskClass: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly signedBy: readonly string[];
}

interface Numbers {
  readonly levels: readonly Change[];
  readonly audit: { readonly events: number; readonly verified: boolean };
  readonly [other: string]: unknown;
}

const backends: readonly { backend: Backend; compare: number; there: boolean }[] = [
  { backend: 'redis', compare: 0, there: requirePart('redis') },
  { backend: 'postgres', compare: 3, there: true },
];

describe.each(backends)('the default demo with its queue on $backend', ({ backend, compare, there }) => {
  it.skipIf(!there)(
    'climbs by evidence, falls by drift, and can be repeated and killed',
    async () => {
      const first = await whole(backend, compare);
      const { numbers, evidence } = first;
      expect(brokenPromises(evidence)).toEqual([]);
      expect(numbers.effects).toMatchObject({ duplicated: 0, lost: 0, unknown: 0, aboveGrant: 0 });
      expect(numbers).toMatchObject({ coils: 510, audit: { verified: true }, runs: { failed: 0 } });
      expect(numbers.stops).toEqual({ pressed: 1, reset: 1 });
      if (compare > 0) expect(numbers.comparison).toMatchObject({ order: { seeds: compare } });
      else expect(numbers).toMatchObject({ comparison: null, policies: null });

      const climb = numbers.levels.filter(({ action, riskClass }) => `${action} ${riskClass}` === 'dispose reversible');
      const steps = climb.map(({ from, to }) => `${from} → ${to}`);
      expect(steps.slice(0, 5)).toEqual([
        ...['off → shadow', 'shadow → advise', 'advise → approve', 'approve → veto', 'veto → autonomous'],
      ]);
      for (const { to, signedBy, why } of climb.slice(1, 5)) {
        expect(why).toMatch(/^the evidence passed its test: \d+ of \d+ right, shown to be at least 0\.\d+ /);
        expect(signedBy).toHaveLength(to === 'veto' || to === 'autonomous' ? 2 : 1);
      }
      const fallen = climb.filter(({ from, to }) => from === 'autonomous' && to === 'approve');
      expect(fallen).toMatchObject([{ why: expect.stringMatching(/CUSUM/), signedBy: ['Andon'] }]);
      expect(basesOf(evidence)).toEqual(new Set(['commissioning', 'evidence', 'rehearsal']));
      // Each way of leaving was gone.
      const ways = new Set(evidence.effects.map(({ authorisation }) => authorisation.kind));
      expect(ways).toEqual(new Set(['approval', 'window-closed', 'standing']));

      const again = await whole(backend, compare);
      expect(again.text).toBe(first.text);

      const killed = await whole(backend, compare, climb.length - 1);
      expect(brokenPromises(killed.evidence)).toEqual([]);
      const events = numbers.audit.events + lookedUp(killed.evidence);
      expect(killed.numbers).toEqual({ ...numbers, audit: { events, verified: true } });
    },
    TIMEOUT_MS,
  );
});

interface Whole {
  readonly text: string;
  readonly numbers: Numbers;
  readonly evidence: Evidence;
}

/** A default demo in a new home, killed right after each of so many changes of level. */
async function whole(backend: Backend, compare: number, kills = 0): Promise<Whole> {
  const home = new DemoHome({ backend });
  homes.push(home);
  const json = home.file('numbers.json');
  const flags = { compare, json };
  for (let kill = 0; kill < kills; kill += 1) {
    const andon = home.demo(flags);
    await reach(home, andon, { after: 'level', nth: 1 });
    home.kill(andon, kill % 2 === 0 ? 'andon' : 'everything');
    expect((await andon.ended).signal).toBe('SIGKILL');
  }
  const demo = home.demo(flags);
  await demo.said(/^Andon stays up/, 1, DEMO_MS);
  const evidence = await home.evidence();
  const text = readFileSync(json, 'utf8');
  demo.interrupt();
  expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
  expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  expect(await home.empty()).toEqual([]);
  return { text, numbers: JSON.parse(text), evidence };
}

function basesOf({ events }: Evidence): ReadonlySet<unknown> {
  const signed = events.filter(({ type }) => type === 'grant.signed');
  return new Set(signed.map(({ data }) => (data.basis as { readonly kind: string }).kind));
}
