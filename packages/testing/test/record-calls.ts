/**
 * Random calls on a record. A step is a few small numbers; what it calls is made of them and of what the model holds at
 * that moment, so that most calls meet something and get somewhere, and the rest conflict, repeat or come too late.
 * Every 0 is the usual case, so fast-check shrinks towards calls that simply work.
 */

import {
  type Actor,
  because,
  type Decide,
  type Decision,
  type Effect,
  type EffectEvent,
  effectTable,
  type Json,
  type Level,
  type Proposal,
  type RecordPort,
  type Revision,
  type RiskClass,
  type Run,
  type Stamp,
  type Submission,
  stopCauses,
  type Verdict,
} from '@andon/core';
import fc from 'fast-check';
import {
  aDecision,
  aNewGrant,
  aNewProposal,
  aNewRun,
  anActor,
  anAgent,
  anIntent,
  anOutcomePlan,
  aPress,
  aVerdict,
  startMs,
} from '../src/builders.ts';

/** One call: `record[port][method](...args)`. */
export interface Call {
  readonly port: keyof RecordPort;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface Step {
  readonly kind: keyof typeof kinds;
  /** What the call is made of; each kind reads them in its own order. */
  readonly numbers: readonly number[];
  /** Which connection does it. */
  readonly through: number;
}

/** What the calls so far have shown. */
export class World {
  readonly model: RecordPort;
  nowMs = startMs;
  /** Plant time of the last claim. */
  lastClaimMs = startMs;
  readonly runTokens = new Map<string, number>();
  readonly lanes = new Map<string, { holder: string; token: number; over: boolean }>();
  readonly decisions: Decide[] = [];
  readonly closings: Call[] = [];
  #count = 0;

  constructor(model: RecordPort) {
    this.model = model;
  }

  count(): number {
    this.#count += 1;
    return this.#count;
  }

  at(): Stamp {
    return { plantMs: this.nowMs, wallMs: this.nowMs + 5 };
  }

  /** Learns from an answer what later calls need. */
  learn({ port, method, args }: Call, answer: unknown): void {
    if (port === 'runs' && method === 'lease' && isObject(answer)) {
      this.runTokens.set(args[0] as string, answer.token as number);
    }
    if (port === 'effects' && method === 'claim' && isObject(answer) && answer.kind === 'claimed') {
      this.lastClaimMs = this.nowMs;
    }
    if (port === 'lanes' && method === 'hold' && isObject(answer) && answer.kind === 'held') {
      this.lanes.set(args[0] as string, {
        holder: args[1] as string,
        token: answer.token as number,
        over: args[2] === 0,
      });
    }
    if (port === 'lanes' && method === 'release') {
      const lane = this.lanes.get(args[0] as string);
      if (lane && lane.holder === args[1]) this.lanes.set(args[0] as string, { ...lane, over: true });
    }
  }
}

/** Reads the numbers of a step one after the other. */
class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  number(): number {
    const number = this.#numbers[this.#next % this.#numbers.length] ?? 0;
    this.#next += 1;
    return number;
  }

  /** Any, each as likely. */
  of<T>(...items: readonly [T, ...T[]]): T {
    return items[this.number() % items.length] as T;
  }

  /** `usual` five times out of six. */
  mostly<T>(usual: T, ...others: readonly [T, ...T[]]): T {
    const number = this.number();
    return number % 6 < 5 ? usual : (others[Math.floor(number / 6) % others.length] as T);
  }

  among<T>(items: readonly T[], otherwise: T): T {
    return items.length === 0 ? otherwise : (items[this.number() % items.length] as T);
  }
}

type Make = (world: World, choices: Choices) => Call | null | Promise<Call | null>;

const lines = ['acme/harbin/hot-rolling/hot-strip-1', 'acme/harbin/hot-rolling/hot-strip-2'] as const;
const scopes = ['acme', 'acme/harbin', lines[0], `${lines[0]}/finishing-mill`, lines[1]] as const;
const holders = ['process-a', 'process-b'] as const;
const materials = ['coil-1', 'coil-2', null] as const;
const people: readonly [Actor, ...Actor[]] = [anActor({ id: 'li-wei' }), anActor({ id: 'zhang-min', name: '张敏' })];
const levelPool: readonly [Level, ...Level[]] = ['approve', 'autonomous', 'veto', 'shadow'];
const verdictKinds: readonly [Verdict['kind'], ...Verdict['kind'][]] = [
  'execute',
  'await-approval',
  'veto-window',
  'execute',
  'await-approval',
  'execute',
  'veto-window',
  'execute',
  'refuse',
  'advise',
  'shadow',
  'execute',
];
/** So long that no test sees its end, or over at once. */
const longMs = 1_000_000_000;
const coolDownMs = 60_000;
const hourMs = 3_600_000;

const agents = lines.map((scope, index) =>
  anAgent({ id: `agt_${index + 1}`, scope, vertical: index === 0 ? 'quality-inspection' : 'scheduling' }),
);

const kinds = {
  /** Time passes; often right up to what is due next, or a millisecond before or after. */
  async pass(world, choices) {
    const due = (await world.model.agenda.nextDue(world.nowMs)) ?? world.nowMs + 60_000;
    const near = choices.of(
      world.nowMs + 1_000,
      due,
      due - 1,
      due + 1,
      world.lastClaimMs + coolDownMs,
      world.lastClaimMs + coolDownMs,
      world.lastClaimMs + hourMs,
    );
    const to = choices.mostly(near, world.nowMs + 600_000, world.nowMs + hourMs);
    world.nowMs = Math.max(world.nowMs, to);
    return null;
  },

  commission(world, choices) {
    const agent = choices.among(agents, anAgent());
    const version = choices.of('1.0.0', '1.0.0', '1.1.0');
    const fingerprint = choices.of('fp-1', 'fp-1', 'fp-2');
    return call('agents', 'commission', { ...agent, version, fingerprint }, choices.of(...people), world.at());
  },
  agents: () => call('agents', 'list'),

  sign(world, choices) {
    const agent = choices.among(agents, anAgent());
    const grant = aNewGrant({
      id: choices.of(`grt_${world.count()}`, 'grt_same', 'grt_other'),
      agentId: agent.id,
      scope: agent.scope,
      actionType: choices.of('dispose', 'set-speed'),
      riskClass: choices.of<RiskClass>('reversible', 'irreversible'),
      level: choices.of(...levelPool),
      signedBy: choices.of([people[0]], [...people], []),
      notAfterMs: world.nowMs + choices.of(3_600_000, 0),
    });
    return call('grants', 'sign', grant, world.at());
  },
  grants: (_, choices) => call('grants', 'list', ...choices.of<string[]>([], ['agt_1'], ['agt_2'], ['agt_none'])),

  open(world, choices) {
    const agent = choices.among(agents, anAgent());
    const number = choices.number() % 8;
    const own = `${agent.id}_${number}`;
    const run = aNewRun({
      id: choices.mostly(`run_${own}`, 'run_odd'),
      agentId: agent.id,
      vertical: agent.vertical,
      triggerKey: choices.mostly(`trigger-${number}`, 'trigger-odd'),
      plantMs: world.nowMs,
      observation: { number, text: '温度 1 150 °C', nested: [1.5, null, { ok: true }] },
    });
    return call('runs', 'open', run, world.at());
  },
  async lease(world, choices) {
    const runId = await someRun(world, choices, ['queued', 'leased']);
    return call('runs', 'lease', runId, choices.of(...holders), choices.of(longMs, longMs, 0));
  },
  async finish(world, choices) {
    const runId = await someRun(world, choices, ['leased']);
    const many = choices.of(1, 2, 3, 3, 3, 0);
    const run = await world.model.runs.get(runId);
    const agent = agents.find(({ id }) => id === run?.agentId) ?? anAgent();
    const submissions = Array.from({ length: many }, (_, index) =>
      aSubmission(world, choices, { runId, index, agentId: agent.id, line: agent.scope }),
    );
    return call('runs', 'finish', runId, tokenOf(world, choices, runId), submissions, world.at());
  },
  async fail(world, choices) {
    const runId = await someRun(world, choices, ['leased']);
    const error = { code: 'internal.defect', message: 'for a test' };
    return call('runs', 'fail', runId, tokenOf(world, choices, runId), error, world.at());
  },
  run: async (world, choices) => call('runs', 'get', await someRun(world, choices, [])),
  wakeRuns: (_, choices) => call('runs', 'wake', limitOf(choices)),

  async decide(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.decisions, null as unknown as Decide) : null;
    if (told) return call('proposals', 'decide', told);
    const proposal = await someProposal(world, choices);
    const input = decisionOn(world, choices, proposal);
    world.decisions.push(input);
    return call('proposals', 'decide', input);
  },
  async closeWindow(world, choices) {
    const told = choices.mostly(false, true) ? choices.among(world.closings, null as unknown as Call) : null;
    if (told) return told;
    const windows = (await world.model.proposals.latest(100)).filter(({ state }) => state === 'veto-window');
    const proposal = choices.among(windows, await someProposal(world, choices));
    const { revisionHash, stopEpoch } = proposal;
    const authorisation = { kind: 'window-closed', revisionHash, stopEpoch } as const;
    const effect = anIntent(proposal, { authorisation });
    const refused = aVerdict({ kind: 'refuse', because: because('approval.epoch'), level: 'off', binding: 'stop' });
    const closing = call('proposals', 'closeWindow', proposal.id, choices.of({ effect }, { refused }), world.at());
    world.closings.push(closing);
    return closing;
  },
  expireDue: (world) => call('proposals', 'expireDue', world.at()),
  windowsDue: (world) => call('proposals', 'windowsDue', world.nowMs),
  proposal: async (world, choices) => call('proposals', 'get', (await someProposal(world, choices)).id),
  proposals: (_, choices) => choices.of(call('proposals', 'open'), call('proposals', 'latest', limitOf(choices))),
  decisions: async (world, choices) => call('proposals', 'decisions', (await someProposal(world, choices)).id),

  async claim(world, choices) {
    const held = (await claimable(world)).filter(({ line }) => world.lanes.get(line)?.over === false);
    const effect = choices.among(choices.mostly(held, []), await someEffect(world, choices, []));
    const lane = world.lanes.get(effect.line) ?? { holder: holders[0], token: 1 };
    const claim = {
      effectId: effect.id,
      holder: choices.mostly(lane.holder, ...holders),
      laneToken: choices.mostly(lane.token, lane.token - 1, lane.token + 1),
      coolDownMs: choices.of<number | null>(null, coolDownMs),
      ratePerHour: choices.of<number | null>(null, null, null, 2, 1),
      again: choices.mostly(effect.state === 'unknown', effect.state !== 'unknown'),
      at: world.at(),
    };
    return call('effects', 'claim', claim);
  },
  async settle(world, choices) {
    const effect = await someEffect(world, choices, ['claimed', 'unknown', 'claimed', 'unknown', 'intended']);
    const possible = effectTable.filter(({ from, event }) => from === effect.state && event !== 'claim');
    const events: EffectEvent[] = possible.map(({ event }) => event);
    // The step that is no change of state: it turns out that a person must say what became of it.
    if (effect.state === 'unknown') events.push('lose-sight', 'lose-sight');
    const settle = {
      effectId: effect.id,
      fence: choices.mostly(effect.fence, effect.fence + 1, effect.fence - 1),
      event: choices.mostly(choices.among(events, 'expire'), 'lose-sight', 'verify', 'refuse'),
      because: choices.of(null, because('link.down', { target: 'disposition' })),
      before: choices.of<Json>(null, 'hold', 12.5, { set: [1, 2] }),
      after: choices.of<Json>(null, 'scrap', false),
      needsPerson: choices.of(false, true),
      outcome: choices.mostly(
        anOutcomePlan({
          tag: choices.of('yard/report', null, 'yard/other'),
          material: choices.of(...materials),
          dueMs: world.nowMs + choices.of(0, 60_000),
          horizonMs: world.nowMs + choices.of(600_000, 60_000, 0),
        }),
        null,
      ),
      by: choices.of(anActor({ id: 'andon', roles: [], authenticatedBy: 'system' }), ...people),
      at: world.at(),
    };
    return call('effects', 'settle', settle);
  },
  effect: async (world, choices) => call('effects', 'get', (await someEffect(world, choices, [])).id),
  effects: (_, choices) =>
    choices.of(
      call('effects', 'unsettled'),
      call('effects', 'unsettled', choices.of(...lines)),
      call('effects', 'latest', limitOf(choices)),
      call('effects', 'count'),
    ),
  async recent(world, choices) {
    const { id, agentId, actionType, command } = await someEffect(world, choices, []);
    const lastMs = world.lastClaimMs + hourMs;
    const nowMs = choices.of(world.nowMs, lastMs - 1, lastMs, world.nowMs + hourMs);
    const exceptEffectId = choices.of(null, id);
    const material = choices.mostly(command.material, ...materials);
    return call('effects', 'recent', { agentId, actionType, asset: command.asset, material, nowMs, exceptEffectId });
  },
  wakeEffects: (_, choices) => call('effects', 'wake', limitOf(choices)),

  offer(world, choices) {
    const sample = { tag: choices.mostly('yard/report', 'yard/other'), material: choices.of(...materials) };
    return call('outcomes', 'offer', { ...sample, sample: { coil: 'coil-1', ok: true }, plantMs: world.nowMs });
  },
  takeDue: (world) => call('outcomes', 'takeDue', world.nowMs),
  async judge(world, choices) {
    const id = await someOutcome(world, choices, ['offered']);
    const state = choices.of('achieved', 'open', 'missed', 'critical', 'unjudged');
    const found = { state, finding: { found: choices.number() % 3 } };
    const later = { ...found, dueMs: world.nowMs + 1_000 };
    return call('outcomes', 'judge', id, choices.of<typeof found | typeof later>(found, later), world.at());
  },
  outcome: async (world, choices) => call('outcomes', 'get', await someOutcome(world, choices, [])),
  outcomes: (_, choices) => choices.of(call('outcomes', 'count'), call('outcomes', 'latest', limitOf(choices))),
  wakeOutcomes: (_, choices) => call('outcomes', 'wake', limitOf(choices)),

  press(world, choices) {
    const id = choices.mostly(`stp_${world.count()}`, 'stp_same', 'stp_other');
    const [pressedBy, pressedAt] = [choices.of(...people), world.at()];
    return call('stops', 'press', aPress({ id, scope: choices.of(...scopes), pressedBy, pressedAt }));
  },
  async reset(world, choices) {
    const latched = (await world.model.stops.active()).map(({ scope }) => scope);
    const scope = choices.mostly(choices.among(latched, scopes[0]), ...scopes);
    const cause = choices.of(...stopCauses);
    return call('stops', 'reset', scope, cause, 'all clear', choices.of(...people), world.at());
  },
  stops: (_, choices) => choices.of(call('stops', 'active'), call('stops', 'epoch', choices.of(...scopes))),

  async hold(world, choices) {
    const wanted = (await claimable(world)).map(({ line }) => line);
    const line = choices.mostly(choices.among(wanted, lines[0]), ...lines);
    const lease = choices.mostly(longMs, 0);
    return call('lanes', 'hold', line, choices.mostly(holders[0], holders[1]), lease);
  },
  release: (_, choices) => call('lanes', 'release', choices.of(...lines), choices.of(...holders)),

  renew: (_, choices) => call('authority', 'renew', choices.of(...holders), choices.of(longMs, longMs, 0)),
  yield: (_, choices) => call('authority', 'yield', choices.of(...holders)),
  async unaware(world, choices) {
    const epochs = await Promise.all(scopes.map((scope) => world.model.stops.epoch(scope)));
    const epoch = Math.max(...epochs) + choices.of(0, 0, 1, -1);
    return call('authority', 'unaware', epoch, choices.of<string>('nobody', ...holders));
  },

  seal: () => call('audit', 'seal'),
  verify: () => call('audit', 'verify'),
  events: (_, choices) => call('audit', 'list', choices.of(0, 1, 5, 1_000), choices.of(1_000, 3, 0)),
  note(world, choices) {
    const event = {
      id: choices.mostly(`evt_note_${world.count()}`, 'evt_note_same'),
      type: 'shift.began',
      at: world.at(),
      actor: choices.of(...people),
      scope: choices.of<string | null>(lines[0], null),
      refs: choices.of({}, { shiftId: 'early' }),
      data: { crew: ['李', '张'] },
    };
    return call('audit', 'note', event);
  },

  unsettled: (world) => call('agenda', 'unsettled', world.nowMs),
  nextDue: (world) => call('agenda', 'nextDue', world.nowMs),
} satisfies Record<string, Make>;

interface Need {
  readonly holds: (world: World) => Promise<boolean>;
  /** What is done instead while it does not hold; that may need something in turn. */
  readonly first: keyof typeof kinds;
}

/** What a kind of call needs to get anywhere. */
const needs: Partial<Record<keyof typeof kinds, Need>> = {
  lease: { holds: async (world) => (await allRuns(world)).some(({ state }) => state === 'queued'), first: 'open' },
  finish: { holds: async (world) => (await allRuns(world)).some(({ state }) => state === 'leased'), first: 'lease' },
  decide: { holds: async (world) => (await world.model.proposals.open()).length > 0, first: 'finish' },
  closeWindow: { holds: async (world) => (await world.model.proposals.open()).length > 0, first: 'finish' },
  hold: { holds: async (world) => (await claimable(world)).length > 0, first: 'finish' },
  claim: {
    holds: async (world) => (await claimable(world)).some(({ line }) => world.lanes.get(line)?.over === false),
    first: 'hold',
  },
  settle: { holds: async (world) => (await sent(world)).length > 0, first: 'claim' },
  offer: { holds: async (world) => ((await world.model.outcomes.count()).open ?? 0) > 0, first: 'settle' },
  takeDue: { holds: async (world) => ((await world.model.outcomes.count()).open ?? 0) > 0, first: 'settle' },
  judge: { holds: async (world) => ((await world.model.outcomes.count()).offered ?? 0) > 0, first: 'takeDue' },
  reset: { holds: async (world) => (await world.model.stops.active()).length > 0, first: 'press' },
};

async function claimable(world: World): Promise<Effect[]> {
  const effects = await world.model.effects.unsettled();
  return effects.filter(({ state, notAfterMs }) => state !== 'claimed' && notAfterMs >= world.nowMs);
}

async function sent(world: World): Promise<Effect[]> {
  return (await world.model.effects.unsettled()).filter(({ state }) => state !== 'intended');
}

/** How often each kind is drawn, where it is not once. What leads somewhere is drawn more than what only looks. */
const weights: Partial<Record<keyof typeof kinds, number>> = {
  pass: 6,
  commission: 2,
  sign: 2,
  open: 2,
  lease: 4,
  finish: 6,
  decide: 9,
  closeWindow: 6,
  expireDue: 2,
  claim: 16,
  settle: 14,
  offer: 5,
  takeDue: 4,
  judge: 7,
  press: 2,
  reset: 3,
  hold: 3,
  renew: 2,
  unaware: 2,
};

/** Up to `most` steps, of any kind in any order. */
export function steps(most: number, connections: number): fc.Arbitrary<Step[]> {
  const kind = fc.oneof(
    ...Object.keys(kinds).map((name) => ({
      arbitrary: fc.constant(name as keyof typeof kinds),
      weight: weights[name as keyof typeof kinds] ?? 1,
    })),
  );
  const step = fc.record({
    kind,
    numbers: fc.array(fc.nat(59), { minLength: 12, maxLength: 12 }),
    through: fc.nat(connections - 1),
  });
  return fc.array(step, { minLength: 1, maxLength: most, size: 'max' });
}

/** What a step calls, `null` when it only lets time pass. */
export async function callOf(step: Step, world: World): Promise<Call | null> {
  const choices = new Choices(step.numbers);
  let kind = step.kind;
  // Mostly what gets somewhere; now and then what finds nothing.
  for (let need = needs[kind]; need && choices.mostly(true, false); need = needs[kind]) {
    if (await need.holds(world)) break;
    kind = need.first;
  }
  const make: Make = kinds[kind];
  return await make(world, choices);
}

/** Everything that can be asked, for the end of a sequence. */
export function finalQuestions(nowMs: number): Call[] {
  return [
    call('agents', 'list'),
    call('grants', 'list'),
    call('proposals', 'latest', 1_000),
    call('proposals', 'open'),
    call('proposals', 'windowsDue', nowMs),
    call('effects', 'latest', 1_000),
    call('effects', 'unsettled'),
    call('effects', 'count'),
    call('outcomes', 'latest', 1_000),
    call('outcomes', 'count'),
    call('stops', 'active'),
    call('agenda', 'unsettled', nowMs),
    call('agenda', 'nextDue', nowMs),
    call('audit', 'verify'),
    call('audit', 'seal'),
    call('audit', 'verify'),
    call('audit', 'list', 0, 10_000),
    call('authority', 'renew', 'the-end', longMs),
    call('authority', 'unaware', 1_000, 'nobody'),
  ];
}

function call(port: keyof RecordPort, method: string, ...args: readonly unknown[]): Call {
  return { port, method, args };
}

function limitOf(choices: Choices): number {
  return choices.of(100, 2, 1, 0);
}

async function allRuns(world: World): Promise<Run[]> {
  const ids = agents.flatMap(({ id }) => Array.from({ length: 8 }, (_, number) => `run_${id}_${number}`));
  const known = await Promise.all([...ids, 'run_odd'].map((id) => world.model.runs.get(id)));
  return known.filter((run) => run !== null);
}

/** A run, of those in one of these states where there are any. */
async function someRun(world: World, choices: Choices, wanted: readonly string[]): Promise<string> {
  const runs = await allRuns(world);
  const fitting = runs.filter((run) => wanted.includes(run.state));
  const pool = choices.mostly(fitting.length > 0 ? fitting : runs, runs);
  return choices.among(
    pool.map((run) => run.id),
    'run_none',
  );
}

function tokenOf(world: World, choices: Choices, runId: string): number {
  const token = world.runTokens.get(runId) ?? 1;
  return choices.mostly(token, token - 1, token + 1);
}

async function someProposal(world: World, choices: Choices): Promise<Proposal> {
  const proposals = await world.model.proposals.latest(1_000);
  const open = await world.model.proposals.open();
  const unknown = { ...aNewProposal({ id: 'prp_none' }), state: 'new' } as const;
  return choices.among(choices.mostly(open.length > 0 ? open : proposals, proposals, []), unknown);
}

async function someEffect(world: World, choices: Choices, wanted: readonly Effect['state'][]): Promise<Effect> {
  const effects = await world.model.effects.latest(1_000);
  const state = choices.among(wanted, 'intended');
  const fitting = effects.filter((effect) => effect.state === state);
  const unknown = { ...anIntent(aNewProposal({ id: 'prp_none' })), state: 'intended', fence: 0 } as unknown as Effect;
  return choices.among(choices.mostly(fitting.length > 0 ? fitting : effects, effects, []), unknown);
}

async function someOutcome(world: World, choices: Choices, wanted: readonly string[]): Promise<string> {
  const outcomes = await world.model.outcomes.latest(1_000);
  const fitting = outcomes.filter((outcome) => wanted.includes(outcome.state));
  const pool = choices.mostly(fitting.length > 0 ? fitting : outcomes, outcomes, []);
  return choices.among(
    pool.map((outcome) => outcome.effectId),
    'eff_none',
  );
}

function aSubmission(
  world: World,
  choices: Choices,
  of: { readonly runId: string; readonly index: number; readonly agentId: string; readonly line: string },
): Submission {
  const id = `prp_${of.runId}_${of.index}`;
  const kind = choices.of(...verdictKinds);
  const [agentId, line] = [of.agentId, of.line];
  const proposal = aNewProposal({
    id,
    runId: of.runId,
    agentId,
    revisionHash: `${id}#1`,
    actionType: choices.mostly('dispose', 'set-speed'),
    command: {
      asset: `${line}/${choices.mostly('finishing-mill', 'coiler')}`,
      target: 'disposition',
      value: choices.of<Json>('hold', null, 12.5, { to: '缓冷坑' }),
      material: choices.mostly(materials[0], materials[1], null),
    },
    createdMs: world.nowMs,
    notAfterMs: world.nowMs + choices.of(7_200_000, 60_000, 0),
    approvalUntilMs: world.nowMs + choices.of(3_600_000, 60_000, 0),
    verdict: aVerdict({ kind, closesAtMs: world.nowMs + choices.of(60_000, 1, 0) }),
    stopEpoch: choices.of(0, 1),
    grantId: choices.mostly<string | null>('grt_same', kind === 'execute' ? 'grt_other' : null),
  });
  return { proposal, effect: kind === 'execute' ? anIntent(proposal) : null };
}

function decisionOn(world: World, choices: Choices, proposal: Proposal): Decide {
  const usual: Decision['kind'][] =
    proposal.state === 'veto-window' ? ['veto', 'approve'] : ['approve', 'edit', 'reject'];
  const kind = choices.mostly(choices.among(usual, 'approve'), 'veto', 'edit', 'reject', 'approve');
  const decision = aDecision({
    id: choices.mostly(`dec_${world.count()}`, 'dec_same'),
    proposalId: proposal.id,
    kind,
    revisionHash: choices.mostly(proposal.revisionHash, `${proposal.id}#1`, 'another'),
    by: choices.mostly(choices.of(...people), proposal.author),
    at: world.at(),
  });
  const { revisionHash, stopEpoch } = proposal;
  const authorisation = { kind: 'approval', by: decision.by.name, revisionHash, stopEpoch } as const;
  return {
    decision,
    effect: kind === 'approve' ? anIntent(proposal, { authorisation }) : null,
    revised: kind === 'edit' ? revisionOf(world, choices, proposal, decision.by) : null,
  };
}

function revisionOf(world: World, choices: Choices, proposal: Proposal, author: Actor): Revision {
  const revision = proposal.revision + 1;
  return {
    revision,
    revisionHash: `${proposal.id}#${revision}`,
    author,
    params: { disposition: 'scrap', revision },
    command: { ...proposal.command, value: 'scrap' },
    riskClass: choices.of<RiskClass>('reversible', 'irreversible'),
    decidedByRole: 'engineer',
    verdict: aVerdict({ kind: choices.of(...verdictKinds), closesAtMs: world.nowMs + 60_000 }),
    stopEpoch: proposal.stopEpoch,
    grantId: proposal.grantId,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
