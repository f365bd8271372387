/**
 * A shop floor for tests of the runtime: the memory record, a plant in memory, a bus in this process, clocks that stand
 * still, and a small vertical with one act about a coil and one about a furnace.
 *
 * Nothing in it waits for real time, so once the record has answered everything that can happen has happened.
 */

import { generateKeyPairSync } from 'node:crypto';
import type { ActionSink, SinkCapabilities } from '@andon/connect';
import { MemoryPlant } from '@andon/connect';
import {
  type Actor,
  type Agent,
  type AuditEvent,
  type Effect,
  type EvidencePolicy,
  type Grant,
  grantSigner,
  type Level,
  type NewGrant,
  type Outcome,
  type Proposal,
  type RecordPort,
  type RiskClass,
  type SignResult,
} from '@andon/core';
import { Runtime, type RuntimeLimits, type RuntimeOptions, type SignGrant } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { onTestFinished, vi } from 'vitest';
import { countingIds, DirectBus, FakeClock, startMs } from '../src/index.ts';
import { type Around, never, Process } from './runtime-floor-process.ts';
import { aRoom, everyMethod, inMemory, type OpenRoom, quiet, type Room, watched } from './runtime-floor-room.ts';
import { floorVertical, inspector, mill, processOwner, setPoint, shiftLead } from './runtime-floor-vertical.ts';

export { quiet } from './runtime-floor-room.ts';
export * from './runtime-floor-vertical.ts';

export interface FloorOptions {
  readonly capabilities?: Partial<SinkCapabilities>;
  readonly settle?: (target: string, value: unknown) => unknown;
  readonly limits?: Partial<RuntimeLimits>;
  readonly evidence?: EvidencePolicy;
  readonly vertical?: Vertical<undefined>;
}

export interface HireOptions {
  readonly holder?: string;
  readonly vertical?: Vertical<undefined>;
  readonly sink?: ActionSink;
  /** Its own, instead of the one that all share. */
  readonly bus?: DirectBus;
  /** Stands around this process's calls alone. */
  readonly around?: Around;
}

export class Floor {
  readonly clock = new FakeClock();
  readonly bus = new DirectBus({ processMs: () => this.clock.monotonicMs() });
  readonly signer = grantSigner(floorKey());
  /** Asked beside every process. */
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
  readonly #room: Room;

  constructor(options: FloorOptions = {}, open: OpenRoom = inMemory) {
    this.#options = options;
    this.#room = open(() => this.clock.monotonicMs());
    this.record = watched(this.#room.record);
    this.plant = new MemoryPlant({
      values: { [setPoint]: 1220, [`${mill}/furnace/temperature`]: 1220 },
      ...(options.capabilities && { capabilities: options.capabilities }),
      ...(options.settle && { settle: options.settle }),
    });
    this.plant.plantMs = startMs;
  }

  /** Another process: a runtime of its own on the same record, bus and plant. It becomes `runtime`. */
  async hire({
    holder = 'gateway-1',
    vertical = this.#options.vertical ?? floorVertical(),
    sink = this.plant,
    bus = this.bus,
    around,
  }: HireOptions = {}) {
    const here: Around = around ?? ((_, next) => next());
    const process = new Process();
    const runtime = new Runtime({
      record: everyMethod(this.record, (call, next) =>
        process.unlessDead(() => this.around(call, () => here(call, next))),
      ),
      bus: process.surrounding(bus),
      source: this.plant,
      sink,
      clock: this.clock,
      newId: this.#newId,
      log: silent,
      holder,
      plantMs: this.plant.plantMs,
      signer: this.signer,
      ...(this.#options.evidence && { evidence: this.#options.evidence }),
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
      signer: this.signer,
    });
  }

  /** Gives the agent a level as if it had earned it, then signs that in the ordinary way: the process knows it at once. */
  async grant(level: Level, actionType: 'dispose' | 'move' = 'dispose', riskClass: RiskClass = 'reversible') {
    await this.implant(level, actionType, riskClass);
    return this.sign(level, actionType, { riskClass });
  }

  /** A grant that nothing was shown for: well signed, at any level, and unknown to processes until they look. */
  async implant(level: Level, actionType: 'dispose' | 'move' = 'dispose', riskClass: RiskClass = 'reversible') {
    const { id: agentId, scope, fingerprint } = this.agent;
    const about = { agentId, scope, fingerprint, actionType, riskClass, level, reason: 'for a test' };
    const signedBy = [shiftLead, processOwner];
    const terms = {
      ...about,
      id: this.#newId('grt'),
      basis: { kind: 'renewal' },
      signedBy,
      notAfterMs: grantEndsMs,
    } as const;
    return this.replace({ ...terms, signature: this.signer.sign(terms) });
  }

  /** Writes a grant in the place of the one that stands for the same, whoever signed it. */
  async replace(grant: NewGrant): Promise<Grant> {
    const at = { plantMs: this.plant.plantMs, wallMs: this.clock.wallMs() };
    const { agentId, actionType, riskClass } = grant;
    for (;;) {
      const standing = (await this.record.grants.list(agentId)).find(
        (one) => one.actionType === actionType && one.riskClass === riskClass,
      );
      const replaces = standing ? { grantId: standing.id, revision: standing.revision } : null;
      const signing = this.around('grants.sign', () => this.record.grants.sign(grant, replaces, at));
      const signed = (await signing) as SignResult;
      if (signed.kind === 'signed') return signed.grant;
    }
  }

  sign(level: Level, actionType: 'dispose' | 'move' = 'dispose', over: Partial<SignGrant> = {}): Promise<Grant> {
    return this.runtime.sign({
      agentId: this.agent.id,
      actionType,
      riskClass: 'reversible',
      level,
      signedBy: [shiftLead, processOwner],
      reason: 'for a test',
      notAfterMs: grantEndsMs,
      ...over,
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

  /** The laboratory reports on a coil, a minute later. */
  async report(coil: string, verdict: string): Promise<void> {
    this.plant.plantMs += 60_000;
    await this.publish({ 'laboratory/report': { coil, verdict } });
  }

  /** The grant that stands for an action, as the record has it. */
  async standingGrant(actionType: 'dispose' | 'move' = 'dispose'): Promise<Grant> {
    const grants = await this.record.grants.list(this.agent.id);
    return only(grants.filter((grant) => grant.actionType === actionType && grant.riskClass === 'reversible'));
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
      await this.#room.pass(stepMs);
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
    await quiet();
    await this.#room.close();
  }

  /** Lets one sweep happen. */
  async sweep(): Promise<void> {
    await this.pass(SWEEP_MS);
  }
}

export const SWEEP_MS = 5_000;
const grantEndsMs = startMs + 30 * 24 * 3_600_000;

/** A floor with one runtime at work. Timers are the test's. */
export async function aFloor(options: FloorOptions = {}): Promise<Floor> {
  useTestTimers();
  const floor = new Floor(options, await aRoom());
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

export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} where one was expected`);
  return item;
}

const nothing = () => {};
const silent = { info: nothing, warn: nothing, error: nothing } as unknown as RuntimeOptions['log'];

const floorKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
