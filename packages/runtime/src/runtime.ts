/**
 * Composition: one runtime is one process's share of a site. It is given its parts and starts nothing it was not
 * given.
 */

import { type ActionSink, type SampleBatch, TagCache, type TagSource } from '@andon/connect';
import type {
  Actor,
  Agent,
  Clock,
  Grant,
  Level,
  NewId,
  Proposal,
  RecordPort,
  RiskClass,
  Scope,
  Stop,
  StopCause,
} from '@andon/core';
import { AndonError, lineOf } from '@andon/core';
import type { JobBus } from '@andon/queue';
import { actionOf, fingerprintOf, type Vertical } from '@andon/sdk';
import type { Logger } from 'pino';
import { closeOverdue, type DecideInput, decide } from './approvals.ts';
import { Authority } from './authority.ts';
import {
  defaultLimits,
  type LoadedAgent,
  lineQueue,
  type RuntimeContext,
  type RuntimeLimits,
  stamp,
  verticalQueue,
} from './context.ts';
import { RuntimeEvents } from './events.ts';
import { Lanes } from './lane.ts';
import { judgeOutcome, offerDue, offerSample } from './outcomes.ts';
import { advanceRun, openRuns } from './runs.ts';
import { type PressedStop, pressStop, resetStop, StopWatch } from './stops.ts';
import { Sweeper } from './sweeper.ts';

export interface RuntimeOptions {
  readonly record: RecordPort;
  readonly bus: JobBus;
  /** What the plant is read from; only its link state is used here, samples come in through `ingest`. */
  readonly source: Pick<TagSource, 'link'>;
  readonly sink: ActionSink;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  /** Names this process in leases; unique per process. */
  readonly holder: string;
  /** Plant time at the start, in ms since the epoch, where it is known; samples move it on. Default 0. */
  readonly plantMs?: number;
  /**
   * `false` for a process beside the one that acts: it may decide and stop, and tells the line's own process of what
   * it lets leave. Default `true`.
   */
  readonly performs?: boolean;
  readonly limits?: Partial<RuntimeLimits>;
}

export interface CommissionOptions<M> {
  readonly vertical: Vertical<M>;
  readonly scope: Scope;
  /** The model the brain is given, and the digest of its artefact; `null` for a vertical without one. */
  readonly model: { readonly value: M; readonly digest: string } | null;
  readonly by: Actor;
}

export interface SignGrant {
  readonly agentId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly level: Level;
  readonly signedBy: readonly Actor[];
  readonly reason: string;
  /** Plant time at which it ends, in ms since the epoch. */
  readonly notAfterMs: number;
}

export class Runtime {
  readonly events = new RuntimeEvents();
  readonly #context: RuntimeContext;
  readonly #agents = new Map<string, LoadedAgent>();
  readonly #lanes: Lanes;
  readonly #sweeper: Sweeper;
  readonly #noticed: StopWatch;
  readonly #workers: { close(): Promise<void> }[] = [];
  readonly #queues = new Set<string>();
  readonly #tags: TagCache;
  #plantMs = 0;

  constructor(options: RuntimeOptions) {
    const { record, bus, sink, clock, newId, log, holder } = options;
    const limits = { ...defaultLimits, ...options.limits };
    this.#plantMs = options.plantMs ?? 0;
    this.#tags = new TagCache(() => options.source.link());
    this.#context = {
      record,
      bus,
      sink,
      tags: this.#tags,
      clock,
      plant: { plantMs: () => this.#plantMs },
      newId,
      log,
      holder,
      authority: new Authority({ record, clock, holder, leaseMs: limits.authorityLeaseMs }),
      events: this.events,
      agents: this.#agents,
      limits,
    };
    this.#lanes = new Lanes(this.#context);
    this.#sweeper = new Sweeper(this.#context);
    this.#noticed = new StopWatch(this.#context);
    this.events.on('trouble', (where, error) => log.error({ where, err: error }, 'trouble'));
    const performs = options.performs ?? true;
    this.events.on('effect.intended', (effectId, line) => {
      if (performs) this.#lanes.dispatch(effectId, line);
      else this.#lanes.remind(effectId, line, { id: `${effectId}-now` });
    });
  }

  /** Plant time, as the line last told it. */
  plantMs(): number {
    return this.#plantMs;
  }

  /**
   * Puts a vertical on a scope and starts working for it. Without a grant it stays `off`.
   *
   * @throws AndonError vertical.invalid | scope.invalid
   */
  async commission<M>(options: CommissionOptions<M>): Promise<Agent> {
    const vertical = options.vertical as Vertical<never>;
    lineOf(options.scope);
    const agent: Agent = {
      id: `${vertical.id}@${options.scope}`,
      scope: options.scope,
      vertical: vertical.id,
      version: vertical.version,
      fingerprint: fingerprintOf(vertical, options.model?.digest ?? null),
    };
    await this.#context.record.agents.commission(agent, options.by, stamp(this.#context));
    this.#agents.set(agent.id, { agent, vertical, model: options.model?.value });
    await this.#workFor(agent);
    return agent;
  }

  /** Knows an agent that another process works for, so that its proposals can be edited here. */
  attach(agent: Agent, vertical: Vertical<never>): void {
    this.#agents.set(agent.id, { agent, vertical, model: undefined });
  }

  /** @throws AndonError grant.invalid */
  async sign(grant: SignGrant): Promise<Grant> {
    const loaded = this.#agents.get(grant.agentId);
    if (!loaded) throw new AndonError('agent.not-loaded', { agentId: grant.agentId });
    actionOf(loaded.vertical, grant.actionType);
    checkSignatures(grant);
    const { scope, fingerprint } = loaded.agent;
    const signed = { ...grant, id: this.#context.newId('grt'), scope, fingerprint };
    const result = await this.#context.record.grants.sign(signed, stamp(this.#context));
    await this.#context.authority.renew();
    return result;
  }

  /**
   * Takes in what the plant shows at one instant and does everything that is due at it. Repeating a batch is safe.
   *
   * @param session of the source; with a sample's tag and `seq` it names the sample for ever
   */
  async ingest(session: string, batch: SampleBatch): Promise<void> {
    this.#plantMs = Math.max(this.#plantMs, batch.plantMs);
    this.#tags.update(batch.samples);
    for (const sample of batch.samples) {
      await offerSample(this.#context, sample);
      await openRuns(this.#context, session, sample);
    }
    await closeOverdue(this.#context);
    await offerDue(this.#context);
  }

  /** Resolves when nothing that is due at this plant time is unsettled; rejects with `signal`'s reason. */
  async settled(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Listened to from before the question, so that nothing that happens in between is missed.
      const move = this.#nextMove(signal);
      try {
        if ((await this.#context.record.agenda.unsettled(this.#plantMs)) === 0) return;
        await move.happened;
      } finally {
        move.ignore();
      }
    }
    signal.throwIfAborted();
  }

  /** The next plant time at which something is due, `null` when nothing is. */
  nextDue(): Promise<number | null> {
    return this.#context.record.agenda.nextDue(this.#plantMs);
  }

  decide(input: DecideInput): Promise<Proposal> {
    return decide(this.#context, input);
  }

  pressStop(input: { readonly scope: Scope; readonly by: Actor; readonly reason: string }): Promise<PressedStop> {
    return pressStop(this.#context, input);
  }

  /**
   * Looks whether stops were pressed or reset elsewhere, and tells it here. What may leave does not depend on it: the
   * gate reads the stops with every authority it renews.
   */
  noticeStops(): Promise<void> {
    return this.#noticed.look();
  }

  resetStop(input: {
    readonly scope: Scope;
    readonly by: Actor;
    readonly cause: StopCause;
    readonly reason: string;
  }): Promise<Stop> {
    return resetStop(this.#context, input);
  }

  /** Starts sweeping; answers how many things an earlier process left unsettled. Call after commissioning. */
  async start(): Promise<number> {
    return this.#sweeper.start();
  }

  /** Ends what is under way, keeps nothing, gives every lease back. */
  async close(): Promise<void> {
    await this.#sweeper.close();
    await Promise.allSettled(this.#workers.map((worker) => worker.close()));
    await this.#lanes.close();
    await this.#context.authority.close();
  }

  async #workFor(agent: Agent): Promise<void> {
    const { bus } = this.#context;
    await this.#work(verticalQueue(agent.vertical), (queue) =>
      bus.work(queue, {
        'run.advance': (data, { signal }) => advanceRun(this.#context, data.runId, signal),
      }),
    );
    await this.#work(lineQueue(lineOf(agent.scope)), (queue) =>
      bus.work(queue, {
        'effect.recover': async (data) => {
          await this.#lanes.of(data.line).dispatch(data.effectId);
        },
      }),
    );
    await this.#work('later', (queue) =>
      bus.work(queue, {
        'outcome.verify': (data) => judgeOutcome(this.#context, data.effectId),
      }),
    );
  }

  async #work<Q extends string>(queue: Q, start: (queue: Q) => Promise<{ close(): Promise<void> }>): Promise<void> {
    if (this.#queues.has(queue)) return;
    this.#queues.add(queue);
    this.#workers.push(await start(queue));
  }

  /** Something happened here, or enough time passed that another process may have done something. */
  #nextMove(signal: AbortSignal): { readonly happened: Promise<void>; ignore(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ELSEWHERE_MS);
    this.events.once('moved', resolve);
    signal.addEventListener('abort', resolve as () => void, { once: true });
    return {
      happened: promise,
      ignore: () => {
        clearTimeout(timer);
        this.events.off('moved', resolve);
        signal.removeEventListener('abort', resolve as () => void);
        resolve();
      },
    };
  }
}

const ELSEWHERE_MS = 200;

/** One signature up to *approve*, two different people above. */
function checkSignatures({ level, signedBy }: SignGrant): void {
  const people = new Set(signedBy.filter((actor) => actor.authenticatedBy !== 'system').map((actor) => actor.id));
  const needed = level === 'veto' || level === 'autonomous' ? 2 : 1;
  if (people.size >= needed) return;
  const problem = `${level} takes ${needed} signature(s) of different people, it has ${people.size}`;
  throw new AndonError('grant.invalid', { problem });
}
