/** The loop: acts flow, people decide and stop, one fault after the other strikes, and in the end the books are compared. */

import { setTimeout as delay } from 'node:timers/promises';
import { AndonError, type AuditReport, type Random, type SealedEvent } from '@andon/core';
import type { OpenRecord } from '@andon/store';
import type { Backend } from '../demo-home.ts';
import { countingIds, seededRandom } from '../seeded-random.ts';
import { type RunLog, type Violations, violationsIn } from './check.ts';
import { Floor } from './floor.ts';
import { Flow } from './flow.ts';
import { People } from './people.ts';
import { type FaultName, plan } from './plan.ts';
import { type Quantiles, quantiles, recoveries } from './recovery.ts';
import { type Caught, caughtAmong, countedFor, type Step, shortest, steps, underWay } from './steps.ts';
import { type Struck, strikes } from './strike.ts';

export interface LoopOptions {
  readonly kills: number;
  readonly backend: Backend;
  readonly seed: number;
  /** This fault every time; `null`: all of them. */
  readonly only: FaultName | null;
  /** Least time from one fault to the next, in ms. */
  readonly everyMs: number;
  /** `false`: a MES that says it honours keys and does not; the loop is to find that. */
  readonly honest: boolean;
  readonly say: (text: string) => void;
  /** Ends the loop after the fault that is under way; what was done is compared all the same. */
  readonly signal: AbortSignal;
}

export interface LoopResult {
  readonly kills: number;
  readonly byFault: Readonly<Partial<Record<FaultName, number>>>;
  /** Kills of the worker, each once, for the step that it hit. */
  readonly byStep: Caught;
  /** Kills of the worker that came between two acts. */
  readonly betweenActs: number;
  /** Effects that kills of the worker caught at each step. */
  readonly caught: Caught;
  readonly effects: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly arrivals: number;
  readonly stops: number;
  readonly levelChanges: number;
  readonly approved: number;
  readonly violations: Violations;
  readonly recoveryMs: Quantiles | null;
  readonly tookMs: number;
  /** Processes that ended without being killed, in their own words. */
  readonly fell: readonly string[];
  /** What was left of the processes in the end. */
  readonly left: readonly string[];
}

const POLL_MS = 50;
/** Between two faults so many acts are done, if they are within so many ms. */
const BETWEEN = { acts: 8, ms: 6_000 };
/** Longer than deadline and grace of the last act. */
const SETTLE_MS = 60_000;
/** From a kill until what the killed process had asked of the record is done. */
const DONE_MS = 60;
const SEAL_MS = 20_000;
const PAGE = 20_000;

const nowMs = (): number => Date.now();

export async function runLoop(options: LoopOptions): Promise<LoopResult> {
  const { backend, honest, seed, kills, only } = options;
  const random = seededRandom(seed);
  const faults = plan(kills, backend, random, only);
  const beganMs = performance.now();
  const floor = await Floor.open({ backend, honest, seed, random: seededRandom(seed + 1), nowMs });
  try {
    await floor.worker.up();
    await floor.api.up();
    const record = await floor.record();
    const people = new People({ floor, record, random: seededRandom(seed + 2), nowMs, newId: countingIds() });
    await people.signAll();
    const flow = new Flow(floor, record, nowMs);
    people.begin();
    const tally = new Tally(floor, flow, record);
    try {
      await strikeAll(faults, { ...options, floor, flow, record, random, tally });
      flow.stop();
      await people.end();
      await settled(record);
    } finally {
      await flow.close();
    }
    const log = await gather(floor, record, people, tally);
    const left = await floor.close();
    return {
      ...tally.counts(),
      ...summed(log, people),
      fell: fallen(floor),
      left,
      tookMs: performance.now() - beganMs,
    };
  } catch (error) {
    await floor.close().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

interface Ongoing extends LoopOptions {
  readonly floor: Floor;
  readonly flow: Flow;
  readonly record: OpenRecord;
  readonly random: Random;
  readonly tally: Tally;
}

async function strikeAll(faults: readonly FaultName[], ongoing: Ongoing): Promise<void> {
  const { floor, flow, record, random, tally, everyMs, say, signal } = ongoing;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [at, fault] of faults.entries()) {
    await acts(record);
    await delay(Math.max(0, lastMs + everyMs - performance.now()), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    lastMs = performance.now();
    const step = shortest(tally.byStep);
    let hit: Step | null | undefined;
    const onKilled = async (): Promise<void> => {
      hit = await tally.killed();
    };
    const struck = await strikes[fault]({ floor, flow, random, nowMs, step, onKilled });
    await Promise.all([floor.worker.up(), floor.api.up()]);
    tally.struck(fault, struck);
    const where = hit === undefined ? '' : `, ${hit ?? 'between acts'}`;
    say(`${at + 1}/${faults.length} ${fault}${where}`);
  }
}

/** Waits until acts flow again. */
async function acts(record: OpenRecord): Promise<void> {
  const giveUpAt = performance.now() + BETWEEN.ms;
  const count = async (): Promise<number> => {
    const { rows } = await record.pool.query(`select count(*) as many from effect where state = 'verified'`);
    return Number(rows[0].many);
  };
  const before = await count();
  while (performance.now() < giveUpAt && (await count()) < before + BETWEEN.acts) await delay(POLL_MS);
}

/** Waits until nothing is thought about any more, and every effect is at its end or waits for a person. */
async function settled(record: OpenRecord): Promise<void> {
  const giveUpAt = performance.now() + SETTLE_MS;
  while (performance.now() < giveUpAt) {
    const { rows } = await record.pool.query('select count(*) as many from run where not ended');
    const open = (await record.effects.unsettled()).filter(({ needsPerson }) => !needsPerson);
    if (Number(rows[0].many) === 0 && open.length === 0) return;
    await delay(4 * POLL_MS);
  }
}

/** Once the sealer has come to the end: outcomes are judged a little longer than acts settle. */
async function sealed(record: OpenRecord): Promise<AuditReport> {
  const giveUpAt = performance.now() + SEAL_MS;
  for (;;) {
    const report = await record.audit.verify();
    if (report.verified || report.firstBad !== null || performance.now() > giveUpAt) return report;
    await delay(4 * POLL_MS);
  }
}

async function gather(floor: Floor, record: OpenRecord, people: People, tally: Tally): Promise<RunLog> {
  const report = await sealed(record);
  const effects = await record.effects.latest(1_000_000);
  const events: SealedEvent[] = [];
  for (;;) {
    const page = await record.audit.list(events.length, PAGE);
    events.push(...page);
    if (page.length < PAGE) break;
  }
  if (events.some(({ type }) => type === 'agent.changed')) {
    const problem = 'it changed while the loop ran, so grants no longer counted: use a checkout that nobody edits';
    throw new AndonError('config.invalid', { path: 'the code of the agents', problem });
  }
  return {
    effects,
    events,
    report,
    // After the record, so that it holds every arrival that the record knows of.
    arrivals: floor.arrivals(),
    departures: floor.sightings.departures,
    stops: people.stops,
    licences: people.licences,
    faults: tally.faults,
    endedMs: nowMs(),
  };
}

function summed(log: RunLog, { stops, licences, approved }: People) {
  const byState: Record<string, number> = {};
  for (const { state } of log.effects) byState[state] = (byState[state] ?? 0) + 1;
  return {
    effects: log.effects.length,
    byState,
    arrivals: log.arrivals.length,
    stops: stops.length,
    levelChanges: licences.length,
    approved,
    violations: violationsIn(log),
    recoveryMs: quantiles(recoveries(log.events, log.faults)),
  };
}

const fallen = ({ worker, api }: Floor): readonly string[] => [...worker.fell, ...api.fell];

/** Counts what was struck. */
class Tally {
  readonly faults: Struck[] = [];
  byStep: Caught = none();
  #caught: Caught = none();
  #betweenActs = 0;
  readonly #byFault: Partial<Record<FaultName, number>> = {};
  readonly #floor: Floor;
  readonly #flow: Flow;
  readonly #record: OpenRecord;

  constructor(floor: Floor, flow: Flow, record: OpenRecord) {
    this.#floor = floor;
    this.#flow = flow;
    this.#record = record;
  }

  struck(fault: FaultName, struck: Struck): void {
    this.faults.push(struck);
    this.#byFault[fault] = (this.#byFault[fault] ?? 0) + 1;
  }

  /** Right after the worker died: where was it? `null`: between acts. */
  async killed(): Promise<Step | null> {
    await delay(DONE_MS);
    const effects = await underWay(this.#record);
    const caught = caughtAmong(effects, this.#floor.sightings, this.#flow.isReported);
    const step = countedFor(caught, this.byStep);
    this.#caught = sum(this.#caught, caught);
    if (step === null) this.#betweenActs += 1;
    else this.byStep = { ...this.byStep, [step]: this.byStep[step] + 1 };
    return step;
  }

  counts() {
    const { byStep } = this;
    return {
      kills: this.faults.length,
      byFault: this.#byFault,
      byStep,
      betweenActs: this.#betweenActs,
      caught: this.#caught,
    };
  }
}

function none(): Caught {
  return Object.fromEntries(steps.map((step) => [step, 0])) as Record<Step, number>;
}

function sum(one: Caught, other: Caught): Caught {
  return Object.fromEntries(steps.map((step) => [step, one[step] + other[step]])) as Record<Step, number>;
}
