/**
 * A shop floor for tests of the runtime: the memory record, a plant in memory, a bus in this process, clocks that stand
 * still, and a small vertical with one act about a coil and one about a furnace.
 *
 * Nothing in it waits for real time, so after one turn of the event loop everything that can happen has happened.
 */

import type { ActionSink, SinkCapabilities } from '@andon/connect';
import { MemoryPlant } from '@andon/connect';
import type { Actor, Agent, AuditEvent, Effect, Level, Outcome, Proposal, RecordPort, RiskClass } from '@andon/core';
import type { JobBus, JobContext } from '@andon/queue';
import { Runtime, type RuntimeLimits, type RuntimeOptions } from '@andon/runtime';
import { action, defineVertical, onSample, policy, reason, type Vertical } from '@andon/sdk';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { countingIds, createMemoryRecord, DirectBus, FakeClock, startMs, testLine } from '../src/index.ts';

export const mill = testLine;
export const furnace = `${mill}/furnace`;
export const setPoint = `${furnace}/setpoint`;

const text = (en: string) => ({ en, 'zh-CN': en });

export const dispose = action({
  title: text('Disposition'),
  params: z.object({ coil: z.string(), to: z.string() }),
  risk: ({ to }) => (to === 'scrap' ? 'irreversible' : 'reversible'),
  envelope: { choices: [{ param: 'to', oneOf: ['release', 'hold', 'scrap'] }] },
  command: ({ to }) => ({ asset: 'yard', target: 'yard/disposition', value: to }),
  decidedBy: 'inspector',
  deadlineMs: 600_000,
  approvalMs: 300_000,
  expected: ({ to }) => text(`The coil is on ${to}.`),
  verify: {
    when: { sample: 'laboratory/report', materialOf: (value) => (value as { coil: string }).coil },
    horizonMs: 3_600_000,
    judge: ({ sample }) => {
      const { verdict } = sample as { verdict: 'good' | 'bad' | 'pending' };
      if (verdict === 'pending') return 'not-yet';
      return { kind: verdict === 'good' ? 'achieved' : 'missed', reasons: [] };
    },
  },
});

export const move = action({
  title: text('Set-point'),
  params: z.object({ to: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [{ param: 'to', min: 1150, max: 1280, unit: '°C' }],
    coolDownMs: 60_000,
    ratePerHour: 3,
  },
  command: ({ to }) => ({ asset: 'furnace', target: 'furnace/setpoint', value: to, material: null }),
  decidedBy: 'operator',
  deadlineMs: 600_000,
  vetoWindowMs: 30_000,
  expected: ({ to }) => text(`The furnace is set to ${to} °C.`),
  verify: {
    when: { afterMs: 120_000 },
    horizonMs: 240_000,
    judge: ({ params, readings }) =>
      readings('furnace/temperature')?.value === params.to
        ? { kind: 'achieved', reasons: [] }
        : { kind: 'missed', reasons: [] },
  },
});

/** What a test publishes for the inspector's or the furnace's brain: it proposes just that. */
export interface Wish {
  readonly coil?: string;
  readonly to: unknown;
  readonly throws?: boolean;
}

const actions = { dispose, move };
const why = [reason('wished', text('The test wished for it.'))];

export function floorVertical(
  over: { version?: string; judge?: typeof dispose.verify.judge } = {},
): Vertical<undefined> {
  const { version = '1.0.0', judge } = over;
  const given = judge ? { ...actions, dispose: { ...dispose, verify: { ...dispose.verify, judge } } } : actions;
  return defineVertical({
    id: 'floor',
    version,
    actions: given,
    triggers: [
      onSample('surface/inspection', { materialOf: (value) => (value as Wish).coil ?? null }),
      onSample('furnace/wish'),
    ],
    brain: policy<typeof actions, undefined>(({ observation, propose }) => {
      const { coil, to, throws } = observation.trigger.reading.value as Wish;
      if (throws) throw new Error('the brain is at its end');
      const details = { reasons: why, evidence: {} };
      if (coil === undefined) return [propose('move', { to: to as number }, details)];
      return [propose('dispose', { coil, to: to as string }, details)];
    }),
  });
}

export const person = (id: string, ...roles: string[]): Actor => ({ id, name: id, roles, authenticatedBy: 'local' });
export const inspector = person('li-wei', 'inspector', 'operator');
export const second = person('wang-fang', 'inspector', 'operator');
export const shiftLead = person('chen-jie', 'shift-lead');

/** Stands around every call to the record: may do something before or after it, or throw in its place. */
export type Around = (call: string, next: () => Promise<unknown>) => Promise<unknown>;

export interface FloorOptions {
  readonly capabilities?: Partial<SinkCapabilities>;
  readonly settle?: (target: string, value: unknown) => unknown;
  readonly limits?: Partial<RuntimeLimits>;
}

export interface HireOptions {
  readonly holder?: string;
  readonly vertical?: Vertical<undefined>;
  readonly sink?: ActionSink;
  /** Stands around this process's calls alone. */
  readonly around?: Around;
}

export class Floor {
  readonly clock = new FakeClock();
  readonly bus = new DirectBus({ processMs: () => this.clock.monotonicMs() });
  readonly record: RecordPort;
  readonly plant: MemoryPlant;
  readonly session = 'session-1';
  readonly troubles: { readonly where: string; readonly error: unknown }[] = [];
  /** The runtimes that were hired and are not dead. */
  readonly hired: Runtime[] = [];
  runtime!: Runtime;
  agent!: Agent;
  around: Around = (_, next) => next();
  readonly #newId = countingIds();
  readonly #processes = new Map<Runtime, Process>();
  readonly #options: FloorOptions;

  constructor(options: FloorOptions = {}) {
    this.#options = options;
    this.record = createMemoryRecord({ processMs: () => this.clock.monotonicMs() });
    this.plant = new MemoryPlant({
      values: { [setPoint]: 1220, [`${mill}/furnace/temperature`]: 1220 },
      ...(options.capabilities && { capabilities: options.capabilities }),
      ...(options.settle && { settle: options.settle }),
    });
    this.plant.plantMs = startMs;
  }

  /** Another process: a runtime of its own on the same record, bus and plant. It becomes `runtime`. */
  async hire({ holder = 'gateway-1', vertical = floorVertical(), sink = this.plant, around }: HireOptions = {}) {
    const here: Around = around ?? ((_, next) => next());
    const process = new Process();
    const runtime = new Runtime({
      record: surrounded(this.record, (call, next) =>
        process.unlessDead(() => this.around(call, () => here(call, next))),
      ),
      bus: process.surrounding(this.bus),
      source: this.plant,
      sink,
      clock: this.clock,
      newId: this.#newId,
      log: silent,
      holder,
      plantMs: this.plant.plantMs,
      limits: { sweepMs: SWEEP_MS, ...this.#options.limits },
    });
    runtime.events.on('trouble', (where, error) => this.troubles.push({ where, error }));
    // From its first moment on it hears of the plant, as everybody does who is connected.
    this.hired.push(runtime);
    this.#processes.set(runtime, process);
    this.agent = await runtime.commission({ vertical, scope: mill, model: null, by: shiftLead });
    this.runtime = runtime;
    return runtime;
  }

  /** Ends the process of `runtime` where it stands: it says and does nothing any more, and gives nothing back. */
  kill(runtime: Runtime = this.runtime): Promise<never> {
    this.#processes.get(runtime)?.kill();
    // Ends its timer; what it would give back to the record it cannot any more.
    runtime.close().catch(() => {});
    const at = this.hired.indexOf(runtime);
    if (at >= 0) this.hired.splice(at, 1);
    return never();
  }

  /** Waits for what a process was asked, or for its death: then it will never answer. */
  async untilDeath(runtime: Runtime, asked: Promise<unknown>): Promise<void> {
    await Promise.race([asked, this.#processes.get(runtime)?.death]);
  }

  /** A process on the same record that works for no agent. */
  another(): Runtime {
    return new Runtime({
      record: this.record,
      bus: this.bus,
      source: this.plant,
      sink: this.plant,
      clock: this.clock,
      newId: this.#newId,
      log: silent,
      holder: 'beside',
      plantMs: this.plant.plantMs,
    });
  }

  async grant(level: Level, actionType: 'dispose' | 'move' = 'dispose', riskClass: RiskClass = 'reversible') {
    return this.runtime.sign({
      agentId: this.agent.id,
      actionType,
      riskClass,
      level,
      signedBy: [shiftLead, person('zhao-lei', 'engineer')],
      reason: 'for a test',
      notAfterMs: startMs + 30 * 24 * 3_600_000,
    });
  }

  /** Publishes below the line and lets everything happen that comes of it. */
  async publish(values: Readonly<Record<string, unknown>>): Promise<void> {
    const full = Object.fromEntries(Object.entries(values).map(([tag, value]) => [`${mill}/${tag}`, value]));
    await this.untilDeath(this.runtime, this.runtime.ingest(this.session, this.plant.publish(full)));
    await quiet();
  }

  /** The coil's inspector wishes for a disposition. Answers the proposal that came of it. */
  async wishDispose(coil: string, to: unknown = 'hold'): Promise<Proposal> {
    await this.publish({ 'surface/inspection': { coil, to } });
    return this.latestProposal();
  }

  async wishMove(to: unknown): Promise<Proposal> {
    await this.publish({ 'furnace/wish': { to } });
    return this.latestProposal();
  }

  async latestProposal(): Promise<Proposal> {
    return only(await this.record.proposals.latest(1));
  }

  async proposal(id: string): Promise<Proposal> {
    const proposal = await this.record.proposals.get(id);
    if (!proposal) throw new Error(`no proposal ${id}`);
    return proposal;
  }

  async approve(proposal: Proposal, by: Actor = inspector): Promise<Proposal> {
    const { id: proposalId, revisionHash } = proposal;
    const decided = await this.runtime.decide({ proposalId, kind: 'approve', revisionHash, by, reason: '' });
    await quiet();
    return decided;
  }

  async effects(): Promise<readonly Effect[]> {
    return [...(await this.record.effects.latest(1_000))].reverse();
  }

  /** The one effect there is. */
  async effect(): Promise<Effect> {
    return only(await this.effects());
  }

  async outcome(): Promise<Outcome> {
    return only(await this.record.outcomes.latest(2));
  }

  /** Commands that the plant took, in order. */
  taken() {
    return this.plant.arrivals.filter(({ answer }) => answer.kind === 'taken').map(({ command }) => command);
  }

  async events(): Promise<readonly AuditEvent[]> {
    await this.record.audit.seal();
    return this.record.audit.list(0, 100_000);
  }

  async eventTypes(): Promise<readonly string[]> {
    return (await this.events()).map(({ type }) => type);
  }

  /** Process time alone passes: leases run out, delayed hints come, the sweeper sweeps. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= SWEEP_MS) {
      const stepMs = Math.min(leftMs, SWEEP_MS);
      this.clock.advance(stepMs);
      this.bus.deliverDue();
      vi.advanceTimersByTime(stepMs);
      await quiet();
    }
  }

  /** Plant time passes, and the line tells so. */
  async plantPasses(ms: number): Promise<void> {
    this.plant.plantMs += ms;
    await this.publish({ clock: this.plant.plantMs });
  }

  /** Closes every process that is alive. */
  async close(): Promise<void> {
    await Promise.all(this.hired.map((runtime) => runtime.close()));
  }

  /** Lets one sweep happen. */
  async sweep(): Promise<void> {
    await this.pass(SWEEP_MS);
  }
}

/** What a process that dies no longer does: call the record, tell hints, or keep the ones it was given. */
class Process {
  readonly #death = Promise.withResolvers<void>();
  /** Resolves when the process dies: then nothing it was asked for will ever be answered. */
  readonly death: Promise<void> = this.#death.promise;
  readonly #workers: { close(): Promise<void> }[] = [];
  #isDead = false;

  kill(): void {
    this.#isDead = true;
    this.#death.resolve();
    for (const worker of this.#workers) worker.close().catch(() => {});
  }

  unlessDead<T>(call: () => Promise<T>): Promise<T> {
    return this.#isDead ? never() : call();
  }

  surrounding(bus: DirectBus): JobBus {
    return {
      backend: bus.backend,
      add: (...args) => this.unlessDead(() => bus.add(...args)),
      work: async (queue, handlers) => {
        const mortal = Object.entries(handlers).map(([name, handle]) => [
          name,
          (data: never, context: JobContext) => Promise.race([handle(data, context), this.death]),
        ]);
        const worker = await bus.work(queue, Object.fromEntries(mortal));
        this.#workers.push(worker);
        return worker;
      },
      counts: (queue) => bus.counts(queue),
      close: () => bus.close(),
    };
  }
}

export function never(): Promise<never> {
  return new Promise(() => {});
}

export const SWEEP_MS = 5_000;

/** A floor with one runtime at work. Timers are the test's. */
export async function aFloor(options: FloorOptions = {}): Promise<Floor> {
  useTestTimers();
  const floor = new Floor(options);
  await floor.hire();
  await floor.runtime.start();
  onTestFinished(() => floor.close());
  return floor;
}

export function useTestTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** One turn of the event loop: every promise that can settle without time has. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} where one was expected`);
  return item;
}

function surrounded(record: RecordPort, around: Around): RecordPort {
  const ports = Object.entries(record).map(([name, port]) => {
    const methods = Object.entries(port).map(([method, run]) => [
      method,
      (...args: unknown[]) =>
        around(`${name}.${method}`, () => (run as (...a: unknown[]) => Promise<unknown>)(...args)),
    ]);
    return [name, Object.fromEntries(methods)];
  });
  return Object.fromEntries(ports);
}

const nothing = () => {};
const silent = { info: nothing, warn: nothing, error: nothing } as unknown as RuntimeOptions['log'];
