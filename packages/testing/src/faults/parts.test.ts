/** The small parts of the crash loop that decide what is counted: plan, sightings, steps and recovery. */

import type { SealedEvent } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { faultNames, isPossible, plan } from './plan.ts';
import type { Link } from './proxy.ts';
import { quantiles, recoveries } from './recovery.ts';
import { Sightings } from './sightings.ts';
import { caughtAmong, countedFor, shortest } from './steps.ts';

const command = 'POST /commands HTTP/1.1\r\nhost: mes\r\nidempotency-key: eff_1\r\n\r\n{}';
const question = 'GET /commands/eff_1?asset=yard HTTP/1.1\r\nhost: mes\r\n\r\n';
const nobody = { 'intent→claim': 0, 'claim→send': 0, 'send→read-back': 0, 'read-back→settle': 0, 'settle→outcome': 0 };

describe('the plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const drawn = (seed: number) => plan(40, 'redis', seededRandom(seed), null);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  it.each(['redis', 'postgres'] as const)(
    'of 40 has every fault that %s may have, mostly kills of the worker',
    (backend) => {
      const drawn = plan(40, backend, seededRandom(1), null);
      expect(drawn).toHaveLength(40);
      expect(new Set(drawn)).toEqual(new Set(faultNames.filter((fault) => isPossible(fault, backend))));
      expect(drawn.filter((fault) => fault === 'worker-kill')).toHaveLength(24);
    },
  );

  it('refuses a fault of a server that is not there', () => {
    expect(() => plan(1, 'postgres', seededRandom(1), 'redis-kill')).toThrowError(/redis-kill needs --backend redis/);
  });
});

describe('what the proxy saw', () => {
  it('follows an effect from its departure to the answer of its read-back', () => {
    const seen: string[] = [];
    const sightings = new Sightings(() => 7);
    sightings.onSeen = (what, key) => seen.push(`${what} ${key}`);
    const [sending, asking]: [Link, Link] = [{ asked: null }, { asked: null }];
    sightings.sent(sending, Buffer.from(command));
    sightings.answered(sending);
    sightings.sent(asking, Buffer.from(question));
    sightings.answered(asking);
    sightings.sent(asking, Buffer.from('GET /samples HTTP/1.1\r\n\r\n'));
    sightings.answered(asking);
    expect(seen).toEqual(['sent eff_1', 'asked eff_1', 'read-back eff_1']);
    expect(sightings.departures).toEqual([{ key: 'eff_1', atMs: 7 }]);
  });

  it('begins anew with another worker, except for what left', () => {
    const sightings = new Sightings(() => 7);
    sightings.sent({ asked: null }, Buffer.from(command));
    sightings.begin();
    expect(sightings.has('sent', 'eff_1')).toBe(false);
    expect(sightings.departures).toHaveLength(1);
  });
});

describe('the step of a kill', () => {
  const stands = (state: string, outcome: string | null = null) => [{ id: 'eff_1', state, outcome }];
  const cases = [
    { effects: stands('intended'), seen: [], step: 'intent→claim' },
    { effects: stands('claimed'), seen: [], step: 'claim→send' },
    { effects: stands('claimed'), seen: ['sent'], step: 'send→read-back' },
    { effects: stands('claimed'), seen: ['sent', 'asked'], step: 'send→read-back' },
    { effects: stands('claimed'), seen: ['sent', 'asked', 'read-back'], step: 'read-back→settle' },
    { effects: stands('verified', 'offered'), seen: ['sent', 'asked', 'read-back'], step: 'settle→outcome' },
  ] as const;
  it.each(cases)('of an effect that is $effects.0.state and was seen $seen is $step', ({ effects, seen, step }) => {
    const has = (what: string) => (seen as readonly string[]).includes(what);
    expect(caughtAmong(effects, { has }, () => true)).toEqual({ ...nobody, [step]: 1 });
  });

  it('is none where the fate is being looked up, or the laboratory has not reported', () => {
    const effects = [...stands('unknown'), ...stands('verified', 'open')];
    expect(caughtAmong(effects, { has: () => true }, () => false)).toEqual(nobody);
  });

  it('counts for what was hit least, and the next aims at what is short', () => {
    const sofar = { ...nobody, 'intent→claim': 3, 'claim→send': 1 };
    expect(countedFor({ ...nobody, 'intent→claim': 9, 'claim→send': 1 }, sofar)).toBe('claim→send');
    expect(countedFor(nobody, sofar)).toBeNull();
    expect(shortest(sofar)).toBe('send→read-back');
  });
});

describe('recovery', () => {
  const told = (type: string, effectId: string, wallMs: number) =>
    ({ type, refs: { effectId }, at: { plantMs: wallMs, wallMs } }) as unknown as SealedEvent;

  it('runs from the end of a fault to the end of each act that was under way then', () => {
    const events = [
      ...[told('effect.intended', 'before', 10), told('effect.settled', 'before', 90)],
      ...[told('effect.intended', 'during', 50), told('effect.settled', 'during', 130)],
      ...[told('effect.intended', 'after', 101), told('effect.settled', 'after', 140)],
      told('effect.intended', 'stuck', 60),
    ];
    expect(recoveries(events, [{ fromMs: 40, toMs: 100 }])).toEqual([30]);
  });

  it('is told by the nearest rank', () => {
    expect(quantiles(Array.from({ length: 200 }, (_, at) => at + 1))).toEqual({ p50: 100, p99: 198, max: 200 });
    expect(quantiles([])).toBeNull();
  });
});
