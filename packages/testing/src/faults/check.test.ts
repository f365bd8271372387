import type { SealedEvent } from '@andon/core';
import type { CommandLogEntry } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import { aCommand, anEffect } from '../builders.ts';
import { GRACE_MS, type RunLog, type Violation, violationsIn } from './check.ts';

const line = 'test/site/area/line-1';
const asset = `${line}/yard`;

/** One act that was done as it should be: intended at 1 000, left at 1 010, executed at 1 011, settled at 1 020. */
function aRun(over: Partial<RunLog> = {}): RunLog {
  return {
    effects: [act()],
    events: [event('effect.intended', 1_000), event('effect.settled', 1_020)],
    report: { events: 2, sealed: 2, verified: true, firstBad: null },
    arrivals: [arrival()],
    departures: [{ key: 'eff_1', atMs: 1_010 }],
    stops: [],
    licences: [{ line, level: 'autonomous', fromMs: 0 }],
    faults: [],
    endedMs: 60_000,
    ...over,
  };
}

const act = (over: Partial<RunLog['effects'][number]> = {}) => ({
  ...anEffect({ id: 'eff_1', line, state: 'verified', needsPerson: false, notAfterMs: 20_000 }),
  authorisation: { kind: 'standing', revisionHash: 'r', stopEpoch: 0 } as const,
  command: { asset, target: `${asset}/disposition`, value: 'hold', material: 'C1' },
  ...over,
});

function arrival(over: Partial<CommandLogEntry> = {}): CommandLogEntry {
  const command = { ...aCommand({ asset }), key: 'eff_1', fence: 1, validUntil: 2_000 };
  return { session: 'mes', arrival: 1, plantMs: 1_011, command, answer: { kind: 'taken' }, ...over };
}

function event(type: string, wallMs: number): SealedEvent {
  const actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' } as const;
  const told = { id: type, type, at: { plantMs: wallMs, wallMs }, actor, scope: asset };
  return { ...told, refs: { effectId: 'eff_1' }, data: {}, seq: wallMs, hash: '' };
}

const [intended, settled] = aRun().events as [SealedEvent, SealedEvent];
const stop = { scope: line, epoch: 3, acknowledgedMs: 900, resetMs: 5_000 };

const broken: readonly {
  readonly what: string;
  readonly run: RunLog;
  readonly violates: Partial<Record<Violation, number>>;
}[] = [
  {
    what: 'a key that was executed twice',
    run: aRun({ arrivals: [arrival(), arrival({ arrival: 2 })] }),
    violates: { duplicated: 1 },
  },
  {
    what: 'an act that is verified and was never executed',
    run: aRun({ arrivals: [arrival({ answer: { kind: 'duplicate', became: null } as never })] }),
    violates: { lost: 1 },
  },
  {
    what: 'an arrival that is missing in the log',
    run: aRun({ arrivals: [] }),
    violates: { lost: 1 },
  },
  {
    what: 'an act that nobody decided in time',
    run: aRun({ events: [intended, event('effect.settled', 20_001 + GRACE_MS)] }),
    violates: { undecided: 1 },
  },
  {
    what: 'an act that was executed and is told as expired',
    run: aRun({ effects: [act({ state: 'expired' })] }),
    violates: { denied: 1 },
  },
  {
    what: 'an act by a standing grant while its line was at approve',
    run: aRun({ licences: [...aRun().licences, { line, level: 'approve', fromMs: 1_009 }] }),
    violates: { aboveGrant: 1 },
  },
  {
    what: 'an act on a line that nobody let act',
    run: aRun({ licences: [] }),
    violates: { aboveGrant: 1 },
  },
  {
    what: 'an act that left under a stop',
    run: aRun({ stops: [stop] }),
    violates: { afterStop: 1 },
  },
  {
    what: 'an act under a stop that only the log of the MES tells of',
    run: aRun({ stops: [stop], departures: [] }),
    violates: { afterStop: 1 },
  },
  {
    what: 'an act of before a stop that left after its reset',
    run: aRun({ stops: [{ ...stop, resetMs: 1_000 }] }),
    violates: { afterStop: 1 },
  },
  {
    what: 'a command that left under a stop and never arrived',
    run: aRun({ stops: [stop], arrivals: [], effects: [act({ state: 'expired' })] }),
    violates: { afterStop: 1 },
  },
  {
    what: 'an act that was executed after its time',
    run: aRun({ arrivals: [arrival({ plantMs: 2_001 })] }),
    violates: { afterDeadline: 1 },
  },
  {
    what: 'an arrival whose row is gone from the record',
    run: aRun({ effects: [], events: [] }),
    violates: { unrecorded: 1 },
  },
  {
    what: 'an act that left before its intent',
    run: aRun({ departures: [{ key: 'eff_1', atMs: 999 }] }),
    violates: { unrecorded: 1 },
  },
  {
    what: 'an act without the event of its intent',
    run: aRun({ events: [settled] }),
    violates: { unrecorded: 1, trail: 1 },
  },
  {
    what: 'an act that never comes to an end',
    run: aRun({ effects: [act({ state: 'unknown' })], events: [intended] }),
    violates: { stuck: 1, undecided: 1, denied: 1 },
  },
  {
    what: 'an act with two ends',
    run: aRun({ events: [...aRun().events, { ...settled, id: 'again' }] }),
    violates: { trail: 1 },
  },
  {
    what: 'a chain that does not hold',
    run: aRun({ report: { events: 2, sealed: 2, verified: false, firstBad: 2 } }),
    violates: { trail: 1 },
  },
];

function counts(run: RunLog): Partial<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(violationsIn(run)).flatMap(([name, found]) => (found.length > 0 ? [[name, found.length]] : [])),
  );
}

describe('the check of a crash loop', () => {
  it('finds nothing in a run in which all went well', () => {
    expect(counts(aRun())).toEqual({});
  });

  it.each(broken)('finds $what', ({ run, violates }) => {
    expect(counts(run)).toEqual(violates);
  });

  it('lets an act end later where a fault reached into its grace, but not for ever', () => {
    const endedAt = (wallMs: number) => aRun({ events: [intended, event('effect.settled', wallMs)] });
    const faults = [{ fromMs: 25_000, toMs: 29_000 }];
    expect(counts({ ...endedAt(39_000), faults })).toEqual({});
    expect(counts({ ...endedAt(39_001), faults })).toEqual({ undecided: 1 });
  });

  it('leaves alone what waits for a person, what a later stop stops, and what came twice and was executed once', () => {
    const waits = aRun({ effects: [act({ state: 'unknown', needsPerson: true })], events: [intended], arrivals: [] });
    expect(counts(waits)).toEqual({});
    expect(counts(aRun({ stops: [{ ...stop, acknowledgedMs: 1_011 }] }))).toEqual({});
    const again = arrival({ arrival: 2, answer: { kind: 'duplicate', became: null } as never });
    expect(counts(aRun({ arrivals: [arrival(), again] }))).toEqual({});
  });
});
