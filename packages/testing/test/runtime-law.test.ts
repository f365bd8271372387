/**
 * What holds whatever happens: samples, decisions, grants, stops, links, losses, redeliveries, dying processes and
 * clocks, in any order and overlapping.
 *
 * Each step is a burst of acts that are begun together; the seed decides how many turns each call to the record takes,
 * so that their inner steps interleave. After each burst everything that can happen without time has happened.
 */

import type { Acknowledgement, ActionSink, Command, SampleBatch } from '@andon/connect';
import {
  type ClaimResult,
  type Effect,
  type Grant,
  isAtLeast,
  isWithin,
  type Level,
  type Scope,
  type SignResult,
} from '@andon/core';
import type { Runtime } from '@andon/runtime';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../src/index.ts';
import { Floor, furnace, inspector, mill, quiet, second, shiftLead, useTestTimers } from './runtime-floor.ts';

const RUNS = 500;

type Act =
  | { readonly kind: 'dispose'; readonly coil: number; readonly to: string }
  | { readonly kind: 'move'; readonly to: number }
  | {
      readonly kind: 'say';
      readonly what: 'approve' | 'edit' | 'reject' | 'veto';
      readonly which: number;
      readonly who: number;
    }
  | { readonly kind: 'grant'; readonly action: 'dispose' | 'move'; readonly level: Level }
  | { readonly kind: 'lower'; readonly action: 'dispose' | 'move'; readonly level: Level }
  | { readonly kind: 'report'; readonly coil: number; readonly verdict: string }
  | { readonly kind: 'press' | 'reset'; readonly scope: Scope }
  | { readonly kind: 'link'; readonly state: 'up' | 'down' }
  | { readonly kind: 'lose'; readonly what: 'acknowledgement' | 'command' | 'both-for-now' }
  | { readonly kind: 'arrive' | 'redeliver' | 'release' | 'hire' }
  | { readonly kind: 'hints'; readonly delivery: 'once' | 'twice' | 'hold' | 'drop' }
  | { readonly kind: 'die'; readonly afterCalls: number }
  | { readonly kind: 'process' | 'plant'; readonly ms: number };

const kind = <K extends Act['kind']>(name: K) => fc.constant(name);
const scope = fc.constantFrom(mill, furnace, `${mill}/yard`, 'acme');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: kind('dispose'), coil: fc.nat(3), to: fc.constantFrom('hold', 'release', 'scrap') }),
  },
  { weight: 8, arbitrary: fc.record({ kind: kind('move'), to: fc.constantFrom(1200, 1230, 1250, 1300) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: kind('say'),
      what: fc.constantFrom('approve', 'approve', 'approve', 'edit', 'reject', 'veto'),
      which: fc.nat(3),
      who: fc.nat(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('grant'),
      action: fc.constantFrom('dispose', 'move'),
      level: fc.constantFrom('advise', 'approve', 'veto', 'autonomous'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('lower'),
      action: fc.constantFrom('dispose', 'move'),
      level: fc.constantFrom('off', 'shadow', 'advise', 'approve'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('report'),
      coil: fc.nat(3),
      verdict: fc.constantFrom('good', 'bad', 'bad', 'harm'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('press'), scope }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('reset'), scope }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('link'), state: fc.constantFrom('up', 'up', 'down') }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('lose'), what: fc.constantFrom('acknowledgement', 'command', 'both-for-now') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('arrive', 'redeliver', 'release', 'hire') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('hints'), delivery: fc.constantFrom('once', 'once', 'twice', 'hold', 'drop') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('die'), afterCalls: fc.nat(12) }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('process'), ms: fc.constantFrom(20, 600, 1_001, 5_000, 30_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('plant'), ms: fc.constantFrom(1_000, 30_000, 60_000, 300_001, 600_001) }),
  },
) as fc.Arbitrary<Act>;
const bursts = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 40, size: 'max' });

interface Now {
  readonly plantMs: () => number;
  readonly processMs: () => number;
  readonly isAlone: () => boolean;
}

/** What the test knows by itself of what may be sent, judged in the tick of each send. */
class Witness {
  readonly violations: string[] = [];
  readonly sent: { readonly command: Command; readonly effect: Effect | undefined }[] = [];
  /** Stops whose press was acknowledged and that nobody began to reset. */
  readonly closed = new Set<Scope>();
  /** Stops that were pressed in the only process there is, acknowledged or not: they end with it. */
  readonly latched = new Set<Scope>();
  /** Epoch that whatever leaves below a scope must have been gated under. */
  readonly epochs = new Map<Scope, number>();
  readonly claimed = new Map<string, Effect>();
  readonly #levels = new Map<string, { readonly revision: number; readonly level: Level; endsMs: number }[]>();
  readonly #now: Now;

  constructor(now: Now) {
    this.#now = now;
  }

  /**
   * A level may be acted on from when the record has it, and no longer than a lease after it was signed or lowered to
   * another one.
   */
  recorded({ actionType, revision, level, lowered }: Grant): void {
    const levels = this.#levels.get(actionType) ?? [];
    this.#levels.set(actionType, levels);
    levels.push({ revision, level: lowered?.to ?? level, endsMs: Number.POSITIVE_INFINITY });
  }

  /** A process told that it was signed or lowered. */
  told({ actionType, revision }: Grant): void {
    const before = this.#levels.get(actionType)?.filter((one) => one.revision < revision) ?? [];
    for (const one of before) one.endsMs = Math.min(one.endsMs, this.#now.processMs());
  }

  /** Whoever lowered it was told that nobody acts on what was before: not even for a lease any more. */
  acknowledged({ actionType, revision }: Grant): void {
    const before = this.#levels.get(actionType)?.filter((one) => one.revision < revision) ?? [];
    for (const one of before) one.endsMs = Number.NEGATIVE_INFINITY;
  }

  see(command: Command): void {
    const effect = this.claimed.get(command.key);
    this.sent.push({ command, effect });
    const check = (holds: boolean, law: string) => {
      if (!holds) this.violations.push(`${law}: ${command.key} to ${command.target}`);
    };
    check(effect?.fence === command.fence, 'nothing leaves that was not claimed with its fence');
    if (!effect) return;
    check(this.#now.plantMs() <= effect.notAfterMs, 'nothing leaves after notAfter');
    const closed = [...this.closed, ...this.latched].some((stopped) => isWithin(command.asset, stopped));
    check(!closed, 'nothing leaves after a stop was acknowledged');
    for (const [stopped, epoch] of this.epochs) {
      const isOver = isWithin(command.asset, stopped);
      check(!isOver || effect.authorisation.stopEpoch >= epoch, 'nothing from before a stop leaves after it');
    }
    const needed = { approval: 'approve', 'window-closed': 'veto', standing: 'autonomous' } as const;
    const level = needed[effect.authorisation.kind];
    check(this.#mayBe(effect, level), `nothing leaves above its grant (${level})`);
    check(effect.riskClass === 'reversible', 'nothing leaves of a risk class without a grant');
  }

  #mayBe(effect: Effect, floor: Level): boolean {
    const levels = this.#levels.get(effect.actionType) ?? [];
    const heldMs = this.#now.isAlone() ? 0 : 1_000;
    return levels.some(({ level, endsMs }) => isAtLeast(level, floor) && this.#now.processMs() - heldMs < endsMs);
  }
}

class Story {
  readonly floor = new Floor();
  readonly witness = new Witness({
    plantMs: () => this.floor.plant.plantMs,
    processMs: () => this.floor.clock.monotonicMs(),
    isAlone: () => this.#isAlone,
  });
  /** Commands that are on their way for a while. */
  readonly #underway: Command[] = [];
  readonly #chance: ReturnType<typeof seededRandom>;
  readonly #batches: SampleBatch[] = [];
  #delayNext = 0;
  #hires = 0;
  #callsToLive = Number.POSITIVE_INFINITY;
  /** Whether there was never more than one process. */
  #isAlone = true;

  constructor(seed: number) {
    this.#chance = seededRandom(seed);
  }

  async begin(): Promise<void> {
    await this.#hire();
    const turns = (most: number) => Math.floor(this.#chance.next() * most);
    this.floor.around = async (call, next) => {
      for (let turn = turns(5); turn > 0; turn -= 1) await Promise.resolve();
      const answer = await next();
      const claim = call === 'effects.claim' ? (answer as ClaimResult) : null;
      if (call === 'grants.lower' && answer) this.witness.recorded(answer as Grant);
      const signed = call === 'grants.sign' ? (answer as SignResult) : null;
      if (signed?.kind === 'signed') this.witness.recorded(signed.grant);
      if (claim?.kind === 'claimed') this.witness.claimed.set(claim.effect.id, claim.effect);
      for (let turn = turns(5); turn > 0; turn -= 1) await Promise.resolve();
      return answer;
    };
    await Promise.all([this.#grant('dispose', 'approve'), this.#grant('move', 'autonomous')]);
  }

  async burst(acts: readonly Act[]): Promise<void> {
    // What is refused or cut off is part of the story.
    const begun = acts.map((one) => ({ one, done: this.#do(one).catch(() => {}) }));
    // Time passes to its end; whatever else is cut off by a death never ends.
    await Promise.all(begun.filter(({ one }) => one.kind === 'process').map(({ done }) => done));
    await quiet();
    await this.#someoneWorks();
  }

  async #someoneWorks(): Promise<void> {
    while (this.floor.hired.length === 0) {
      await this.#hire();
      await quiet();
    }
    this.floor.runtime = this.floor.hired.at(-1) as Runtime;
  }

  /** Everything works again and time passes: whatever can settle does. */
  async end(): Promise<void> {
    const { floor } = this;
    this.#callsToLive = Number.POSITIVE_INFINITY;
    this.#delayNext = 0;
    floor.plant.setLink('up');
    floor.plant.loseAcknowledgements = 0;
    floor.plant.loseCommands = 0;
    floor.bus.delivery = 'once';
    floor.bus.release();
    await this.#someoneWorks();
    for (let times = 0; times < 3; times += 1) {
      await floor.pass(31_000);
      await this.#plantPasses(4_000_000);
      await floor.pass(5_000);
    }
    this.#arrive();
    await quiet();
  }

  async #do(one: Act): Promise<void> {
    const { floor } = this;
    switch (one.kind) {
      case 'dispose':
        return this.#publish({ 'surface/inspection': { coil: `coil-${one.coil}`, to: one.to } });
      case 'move':
        return this.#publish({ 'furnace/wish': { to: one.to } });
      case 'say':
        return this.#say(one);
      case 'grant':
        return this.#grant(one.action, one.level);
      case 'lower':
        return this.#lower(one.action, one.level);
      case 'report':
        return this.#publish({ 'laboratory/report': { coil: `coil-${one.coil}`, verdict: one.verdict } });
      case 'press':
        return this.#press(one.scope);
      case 'reset':
        return this.#reset(one.scope);
      case 'link':
        return floor.plant.setLink(one.state);
      case 'lose':
        return this.#lose(one.what);
      case 'arrive':
        return this.#arrive();
      case 'redeliver':
        return this.#ingest(this.#batches.slice(-3));
      case 'release':
        return floor.bus.release();
      case 'hints':
        floor.bus.delivery = one.delivery;
        return;
      case 'hire':
        if (floor.hired.length < 2) await this.#hire();
        return;
      case 'die':
        this.#callsToLive = Math.min(this.#callsToLive, one.afterCalls);
        return;
      case 'process':
        return floor.pass(one.ms);
      case 'plant':
        return this.#plantPasses(one.ms);
    }
  }

  async #hire(): Promise<void> {
    this.#hires += 1;
    if (this.#hires > 1) this.#isAlone = false;
    const holder = `gateway-${this.#hires}`;
    const sink = this.#sink();
    let runtime: Runtime | null = null;
    runtime = await this.floor.hire({
      holder,
      sink,
      around: (_, next) => {
        if (runtime === null || this.floor.runtime !== runtime) return next();
        this.#callsToLive -= 1;
        if (this.#callsToLive >= 0) return next();
        this.#callsToLive = Number.POSITIVE_INFINITY;
        this.witness.latched.clear();
        return this.floor.kill(runtime);
      },
    });
    runtime.events.on('grant.signed', (grant) => this.witness.told(grant));
    runtime.events.on('grant.lowered', (grant) => this.witness.told(grant));
    await this.floor.untilDeath(runtime, runtime.start());
  }

  /** The plant, with a witness before it, and a way for commands to take their time. */
  #sink(): ActionSink {
    const { plant } = this.floor;
    return {
      link: () => plant.link(),
      capabilities: () => plant.capabilities(),
      readBack: (query) => plant.readBack(query),
      send: (command): Promise<Acknowledgement> => {
        if (plant.link() === 'up') this.witness.see(command);
        if (plant.link() === 'down' || this.#delayNext === 0) return plant.send(command);
        this.#delayNext -= 1;
        this.#underway.push(command);
        return Promise.reject(new Error('no answer in time'));
      },
    };
  }

  #lose(what: 'acknowledgement' | 'command' | 'both-for-now'): void {
    if (what === 'acknowledgement') this.floor.plant.loseAcknowledgements += 1;
    else if (what === 'command') this.floor.plant.loseCommands += 1;
    else this.#delayNext += 1;
  }

  /** What was under way lands after all. */
  #arrive(): void {
    for (const command of this.#underway.splice(0)) {
      if (this.floor.plant.link() === 'up') this.floor.plant.send(command).catch(() => {});
    }
  }

  async #publish(values: Readonly<Record<string, unknown>>): Promise<void> {
    const full = Object.fromEntries(Object.entries(values).map(([tag, value]) => [`${mill}/${tag}`, value]));
    const batch = this.floor.plant.publish(full);
    this.#batches.push(batch);
    await this.#ingest([batch]);
  }

  async #plantPasses(ms: number): Promise<void> {
    this.floor.plant.plantMs += ms;
    await this.#publish({ clock: this.floor.plant.plantMs });
  }

  async #ingest(batches: readonly SampleBatch[]): Promise<void> {
    const everywhere = this.floor.hired.flatMap((runtime) =>
      batches.map((batch) => runtime.ingest(this.floor.session, batch)),
    );
    await Promise.all(everywhere);
    await quiet();
  }

  async #say({ what, which, who }: Act & { kind: 'say' }): Promise<void> {
    const { runtime, record } = this.floor;
    const proposal = (await record.proposals.latest(8)).at(which);
    if (!proposal) return;
    const params = proposal.actionType === 'move' ? { to: 1210 } : { coil: proposal.command.material, to: 'release' };
    const by = who === 0 ? inspector : second;
    const { id: proposalId, revisionHash } = proposal;
    await runtime.decide({ proposalId, kind: what, revisionHash, by, reason: '', params });
  }

  async #grant(action: 'dispose' | 'move', level: Level): Promise<void> {
    await this.floor.grant(level, action);
  }

  async #lower(actionType: 'dispose' | 'move', to: Level): Promise<void> {
    const { runtime, agent } = this.floor;
    const about = { agentId: agent.id, actionType, riskClass: 'reversible' } as const;
    const { grant } = await runtime.lower({ ...about, to, by: shiftLead, reason: '' });
    this.witness.acknowledged(grant);
  }

  async #press(over: Scope): Promise<void> {
    const { witness } = this;
    if (this.#isAlone && this.floor.hired.length > 0) witness.latched.add(over);
    const { stop } = await this.floor.runtime.pressStop({ scope: over, by: inspector, reason: '' });
    witness.epochs.set(over, Math.max(stop.epoch, witness.epochs.get(over) ?? 0));
    const latched = (await this.floor.record.stops.active()).some(({ id }) => id === stop.id);
    if (latched && !this.#resetting.has(over)) witness.closed.add(over);
  }

  readonly #resetting = new Set<Scope>();

  async #reset(over: Scope): Promise<void> {
    const wasClosed = this.witness.closed.delete(over);
    this.witness.latched.delete(over);
    this.#resetting.add(over);
    try {
      await this.floor.runtime.resetStop({ scope: over, by: shiftLead, cause: 'drill', reason: '' });
      // A press that began meanwhile may be the very one that was reset.
      this.witness.latched.delete(over);
    } catch {
      const active = await this.floor.record.stops.active();
      if (wasClosed && active.some((stop) => stop.scope === over)) this.witness.closed.add(over);
    } finally {
      this.#resetting.delete(over);
    }
  }
}

async function check({ floor, witness }: Story): Promise<void> {
  expect(witness.violations).toEqual([]);

  const taken = floor.taken().map(({ key }) => key);
  expect(taken, 'no key is taken twice').toEqual([...new Set(taken)]);

  const events = await floor.events();
  const effects = await floor.effects();
  expect(effects.filter(({ settledMs }) => settledMs === null).map(({ id, state }) => [id, state])).toEqual([]);
  for (const effect of effects) {
    const told = events.filter(({ refs, type }) => refs.effectId === effect.id && type.startsWith('effect.'));
    const [intended, ...rest] = told.map(({ type }) => type);
    expect(intended).toBe('effect.intended');
    if (taken.includes(effect.id)) expect(rest, 'nothing arrives without its claim').toContain('effect.claimed');
    if (effect.state === 'verified') expect(taken, 'what is verified arrived').toContain(effect.id);
    if (taken.includes(effect.id)) expect(effect.state, 'what arrived is verified').toBe('verified');
    if (effect.authorisation.kind !== 'approval') continue;
    const decisions = await floor.record.proposals.decisions(effect.proposalId);
    const approvals = decisions.filter((it) => it.kind === 'approve' && it.revisionHash === effect.revisionHash);
    expect(approvals, 'an approval names what arrives').toHaveLength(1);
    const editors = decisions.filter((it) => it.kind === 'edit').map(({ by }) => by.id);
    expect(editors.at(-1), 'an author does not approve').not.toBe(approvals[0]?.by.id);
  }
  expect(await floor.record.agenda.unsettled(floor.plant.plantMs)).toBe(0);
  expect(await floor.record.audit.verify()).toMatchObject({ verified: true });
}

it('whatever happens: nothing twice, lost, above its grant, late, unrecorded, or after a stop', async () => {
  useTestTimers();
  const seen = { taken: 0, lostSight: 0, stops: 0, lowered: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(bursts, fc.nat(), async (story, seed) => {
      const told = new Story(seed);
      await told.begin();
      for (const acts of story) await told.burst(acts);
      await told.end();
      await check(told);
      const types = await told.floor.eventTypes();
      seen.taken += told.floor.taken().length;
      seen.lostSight += types.filter((type) => type === 'effect.lost-sight').length;
      seen.stops += types.filter((type) => type === 'stop.pressed').length;
      seen.lowered += types.filter((type) => type === 'grant.lowered').length;
      const effects = await told.floor.effects();
      seen.refused += effects.filter(({ because }) => because?.code.startsWith('demoted.')).length;
      await told.floor.close();
    }),
    // Shrinking would take minutes; the seed and path in the message tell the story again.
    { numRuns: RUNS, endOnFailure: true },
  );
  // A law about stories in which little happens would hold of anything.
  expect(seen.taken).toBeGreaterThan(RUNS / 2);
  expect(seen.lostSight).toBeGreaterThan(RUNS / 10);
  expect(seen.stops).toBeGreaterThan(RUNS / 2);
  expect(seen.lowered).toBeGreaterThan(RUNS / 2);
  expect(seen.refused).toBeGreaterThan(RUNS / 50);
}, 120_000);
