/**
 * Composition: one runtime is one process's share of a site. It is given its parts and starts nothing it was not
 * given.
 */

import { type SampleBatch, TagCache } from '@andon/connect';
import {
  type Actor,
  type Agent,
  checkEvidencePolicy,
  defaultEvidencePolicy,
  digest,
  type Grant,
  lineOf,
  type Proposal,
  type Scope,
  type Standing,
  type Stop,
  type StopCause,
} from '@andon/core';
import { fingerprintOf, type Vertical } from '@andon/sdk';
import { type DecideInput, decide } from './approvals.ts';
import { Authority } from './authority.ts';
import { defaultLimits, type LoadedAgent, lineQueue, type RuntimeContext, stamp, verticalQueue } from './context.ts';
import { RuntimeEvents } from './events.ts';
import { judgeOutcome } from './judging.ts';
import { Lanes } from './lane.ts';
import { Notice } from './notice.ts';
import type { CommissionOptions, RuntimeOptions } from './options.ts';
import { offerDue, offerSample } from './outcomes.ts';
import { closeOverdue } from './overdue.ts';
import { advanceRun, openRuns } from './runs.ts';
import { RememberingSigner } from './signer.ts';
import { type LoweredGrant, type LowerGrant, lowerByPerson, type SignGrant, signGrant } from './signing.ts';
import { standings } from './standings.ts';
import { type PressedStop, pressStop, resetStop } from './stops.ts';
import { Sweeper } from './sweeper.ts';

export class Runtime {
  readonly events = new RuntimeEvents();
  readonly #context: RuntimeContext;
  readonly #agents = new Map<string, LoadedAgent>();
  readonly #lanes: Lanes;
  readonly #sweeper: Sweeper;
  readonly #notice: Notice;
  readonly #workers: { close(): Promise<void> }[] = [];
  readonly #queues = new Set<string>();
  readonly #tags: TagCache;
  readonly #performs: boolean;
  #plantMs: number;

  /** @throws AndonError config.invalid where the demands on evidence do not hold */
  constructor(options: RuntimeOptions) {
    const { record, bus, sink, clock, newId, log, holder } = options;
    const limits = { ...defaultLimits, ...options.limits };
    this.#plantMs = options.plantMs;
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
      signer: new RememberingSigner(options.signer),
      caps: options.caps ?? [],
      evidence: checkEvidencePolicy(options.evidence ?? defaultEvidencePolicy),
      events: this.events,
      agents: this.#agents,
      limits,
    };
    this.#lanes = new Lanes(this.#context);
    this.#sweeper = new Sweeper(this.#context);
    this.#notice = new Notice(this.#context);
    this.events.on('trouble', (where, error) => log.error({ where, err: error }, 'trouble'));
    this.#performs = options.performs ?? true;
    this.events.on('effect.intended', (effectId, line) => {
      if (this.#performs) this.#lanes.dispatch(effectId, line);
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
      fingerprint: this.#fingerprintOf(vertical, options.model?.digest ?? null),
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

  /**
   * Signs how far a kind of action may go: at most one level above the one held, and only what was shown.
   *
   * @throws AndonError grant.invalid | grant.role | grant.evidence | agent.not-loaded
   */
  sign(grant: SignGrant): Promise<Grant> {
    return signGrant(this.#context, grant);
  }

  /**
   * Lowers a grant at once; resolves when every live gateway acts on it. Where it is as low already, nothing changes.
   *
   * @throws AndonError grant.unknown | grant.role | agent.not-loaded
   */
  lower(lowering: LowerGrant): Promise<LoweredGrant> {
    return lowerByPerson(this.#context, lowering);
  }

  /** Where every kind of action of every agent known here stands. */
  standings(): Promise<readonly Standing[]> {
    return standings(this.#context);
  }

  /**
   * Takes in what the plant shows at one instant and does everything that is due at it; where nothing is performed, it
   * only takes it in. Repeating a batch is safe.
   *
   * @param session of the source; with a sample's tag and `seq` it names the sample for ever
   */
  async ingest(session: string, batch: SampleBatch): Promise<void> {
    this.#plantMs = Math.max(this.#plantMs, batch.plantMs);
    this.#tags.update(batch.samples);
    if (!this.#performs) return;
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

  /** Looks whether stops were pressed or reset, or grants signed or lowered, elsewhere, and tells it here. */
  notice(): Promise<void> {
    return this.#notice.look();
  }

  /** The former name of `notice`. */
  noticeStops(): Promise<void> {
    return this.notice();
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
    await this.#notice.begin();
    return this.#sweeper.start();
  }

  /** Ends what is under way, keeps nothing, gives every lease back. */
  async close(): Promise<void> {
    await this.#sweeper.close();
    await Promise.allSettled(this.#workers.map((worker) => worker.close()));
    await this.#lanes.close();
    await this.#context.authority.close();
  }

  /** The demands on evidence are part of it: what was shown under others has not been shown under these. */
  #fingerprintOf(vertical: Vertical<never>, modelDigest: string | null): string {
    const { targets, alpha } = this.#context.evidence;
    return digest([fingerprintOf(vertical, modelDigest), { ...targets }, { ...alpha }], 32);
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
        'outcome.verify': (data) => judgeOutcome(this.#context, data.outcomeId),
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
