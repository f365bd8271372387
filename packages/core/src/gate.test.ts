import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { because, becauseTexts, say } from './because.ts';
import { outsideEnvelope, type Reading } from './envelope.ts';
import { type Authorisation, capsOf, type GateInput, gate, type SinkTraits, type Verdict } from './gate.ts';
import { type Cap, type CapSource, isAtLeast, type Level, levels, rank } from './ladder.ts';
import { locales } from './locale.ts';
import type { Grant, Lowered } from './record.ts';

const person = { id: 'li-wei', name: 'Li Wei', roles: ['operator'], authenticatedBy: 'local' } as const;

const fullSink: SinkTraits = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };

function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: 'grt_1',
    agentId: 'agt_1',
    scope: 'acme/harbin/hot-rolling/hot-strip-1',
    actionType: 'set-speed',
    riskClass: 'reversible',
    level: 'autonomous',
    fingerprint: 'fp-1',
    revision: 1,
    signedBy: [person],
    reason: 'for a test',
    basis: { kind: 'renewal' },
    signature: { keyId: 'key-1', value: '' },
    notAfterMs: 1_000,
    lowered: null,
    demotions: 0,
    ...over,
  };
}

function loweredTo(to: Level): Lowered {
  const reason = because('demoted.person', { by: 'Li Wei', level: to, reason: 'for a test' });
  return { to, because: reason, by: person, atMs: 50 };
}

interface Overrides {
  readonly proposal?: Partial<GateInput['proposal']>;
  readonly rules?: Partial<GateInput['rules']>;
  readonly state?: Partial<GateInput['state']>;
  readonly authorisation?: Authorisation | null;
  readonly nowMs?: number;
}

/** Everything lets it leave by itself, unless `over` says otherwise. */
function anInput(over: Overrides = {}): GateInput {
  return {
    proposal: {
      actionType: 'set-speed',
      riskClass: 'reversible',
      params: { speed: 50 },
      revisionHash: 'hash-1',
      notAfterMs: 900,
      ...over.proposal,
    },
    rules: {
      envelope: { numbers: [{ param: 'speed', min: 0, max: 100, unit: 'm/min' }] },
      ceiling: 'autonomous',
      vetoWindowMs: 60,
      ...over.rules,
    },
    state: {
      stop: null,
      stopEpoch: 0,
      grant: aGrant(),
      fingerprint: 'fp-1',
      sink: fullSink,
      caps: [],
      readings: () => null,
      recent: { lastAtMs: null, withinHour: 0 },
      ...over.state,
    },
    authorisation: over.authorisation ?? null,
    nowMs: over.nowMs ?? 100,
  };
}

const approval: Authorisation = { kind: 'approval', by: 'Li Wei', revisionHash: 'hash-1', stopEpoch: 0 };
const closed: Authorisation = { kind: 'window-closed', revisionHash: 'hash-1', stopEpoch: 0 };
const standing: Authorisation = { kind: 'standing', revisionHash: 'hash-1', stopEpoch: 0 };

describe('gate, when a proposal is made', () => {
  it.each<[Level, Verdict['kind']]>([
    ['off', 'refuse'],
    ['shadow', 'shadow'],
    ['advise', 'advise'],
    ['approve', 'await-approval'],
    ['veto', 'veto-window'],
    ['autonomous', 'execute'],
  ])('at %s says %s', (level, kind) => {
    const verdict = gate(anInput({ state: { grant: aGrant({ level }) } }));
    expect(verdict).toMatchObject({ kind, level });
  });

  it('closes a veto window after the time of the action type', () => {
    const verdict = gate(anInput({ state: { grant: aGrant({ level: 'veto' }) }, nowMs: 100 }));
    expect(verdict).toMatchObject({ kind: 'veto-window', closesAtMs: 160 });
  });

  it.each<[string, Overrides, CapSource, Level]>([
    ['a stop', { state: { stop: { scope: 'acme', by: 'Li Wei' } } }, 'stop', 'off'],
    ['no grant', { state: { grant: null } }, 'grant', 'off'],
    ['a grant that ended', { state: { grant: aGrant({ notAfterMs: 100 }) } }, 'grant', 'advise'],
    ['a demotion', { state: { grant: aGrant({ lowered: loweredTo('advise') }) } }, 'demotion', 'advise'],
    ['another fingerprint', { state: { fingerprint: 'fp-2' } }, 'fingerprint', 'shadow'],
    ['the ceiling of the action type', { rules: { ceiling: 'veto' } }, 'action-type', 'veto'],
    ['what cannot be undone', { proposal: { riskClass: 'irreversible' } }, 'action-type', 'approve'],
    ['a sink without read-back', { state: { sink: { ...fullSink, readBack: false } } }, 'sink', 'approve'],
    ['a sink without keys', { state: { sink: { ...fullSink, honoursKey: false } } }, 'sink', 'approve'],
    ['a sink without validUntil', { state: { sink: { ...fullSink, checksValidUntil: false } } }, 'sink', 'approve'],
    ['a sink without fences', { state: { sink: { ...fullSink, honoursFence: false } } }, 'sink', 'approve'],
    ['a further cap', { state: { caps: [capOf('presence', 'approve')] } }, 'presence', 'approve'],
  ])('is bound by %s', (_, over, binding, level) => {
    expect(gate(anInput(over))).toMatchObject({ binding, level });
  });

  it.each<Level>(['off', 'shadow', 'advise'])('is not raised above %s by the end of the grant', (level) => {
    const verdict = gate(anInput({ state: { grant: aGrant({ level, notAfterMs: 100 }) } }));
    expect(verdict).toMatchObject({ level, binding: 'grant' });
  });

  it('does not forget another fingerprint when the grant ends', () => {
    const verdict = gate(anInput({ state: { grant: aGrant({ notAfterMs: 100 }), fingerprint: 'fp-2' } }));
    expect(verdict).toMatchObject({ level: 'shadow', binding: 'fingerprint' });
  });

  it('takes a deadline that is no number for one that passed', () => {
    expect(gate(anInput({ proposal: { notAfterMs: Number.NaN } })).kind).toBe('refuse');
  });

  it('names the stop first when other caps are as low', () => {
    const verdict = gate(anInput({ state: { stop: { scope: 'acme', by: 'Li Wei' }, grant: null } }));
    expect(verdict).toMatchObject({ kind: 'refuse', binding: 'stop', because: { code: 'stop.pressed' } });
  });

  it('lets the last millisecond before the deadline count, and none after it', () => {
    expect(gate(anInput({ nowMs: 900 })).kind).toBe('execute');
    expect(gate(anInput({ nowMs: 901 }))).toMatchObject({ kind: 'refuse', because: { code: 'deadline.passed' } });
  });
});

describe('gate, when an effect is about to leave', () => {
  const kinds: readonly [Authorisation, Level[]][] = [
    [approval, ['approve', 'veto', 'autonomous']],
    [closed, ['veto', 'autonomous']],
    [standing, ['autonomous']],
  ];
  const table = kinds.flatMap(([given, enough]) =>
    levels.map((level) => [given, level, enough.includes(level)] as const),
  );

  it.each(table)('%o at %s leaves: %s', (authorisation, level, leaves) => {
    const { kind } = gate(anInput({ authorisation, state: { grant: aGrant({ level }) } }));
    expect(kind).toBe(leaves ? 'execute' : 'refuse');
  });

  it('refuses what was approved before a stop, though the stop was reset', () => {
    const verdict = gate(anInput({ authorisation: approval, state: { stopEpoch: 1 } }));
    expect(verdict).toMatchObject({ kind: 'refuse', because: { code: 'approval.epoch' } });
  });

  it('refuses when another revision was approved', () => {
    const verdict = gate(anInput({ authorisation: approval, proposal: { revisionHash: 'hash-2' } }));
    expect(verdict).toMatchObject({ kind: 'refuse', because: { code: 'approval.revision' } });
  });

  it('says who approved', () => {
    const verdict = gate(anInput({ authorisation: approval, state: { grant: aGrant({ level: 'approve' }) } }));
    expect(verdict).toMatchObject({ kind: 'execute', because: { code: 'approval.given', values: { by: 'Li Wei' } } });
  });
});

describe('laws of the gate', () => {
  it('never executes under a stop', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const stopped = withState(input, { stop: { scope: 'acme', by: 'Li Wei' } });
        expect(gate(stopped)).toMatchObject({ kind: 'refuse', binding: 'stop', level: 'off' });
      }),
    );
  });

  it('never executes after the deadline', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        fc.pre(input.nowMs > input.proposal.notAfterMs);
        expect(gate(input).kind).toBe('refuse');
      }),
    );
  });

  it('refuses what is outside its envelope, whatever the level and whoever approved', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        fc.pre(isOutside(input));
        expect(gate(input).kind).toBe('refuse');
      }),
    );
  });

  it('never executes by itself unless every single cap says autonomous', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const alone = { ...input, authorisation: null };
        if (gate(alone).kind !== 'execute') return;
        expect(lowest(alone)).toBe('autonomous');
        expect(isOutside(alone)).toBe(false);
      }),
    );
  });

  it('never goes above the grant', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { grant } = input.state;
        const verdict = gate(input);
        expect(rank(verdict.level)).toBeLessThanOrEqual(grant ? rank(grant.level) : 0);
        if (grant?.lowered) expect(rank(verdict.level)).toBeLessThanOrEqual(rank(grant.lowered.to));
        if (grant && input.nowMs >= grant.notAfterMs) expect(isAtLeast(verdict.level, 'approve')).toBe(false);
        if (grant && grant.fingerprint !== input.state.fingerprint)
          expect(isAtLeast(verdict.level, 'advise')).toBe(false);
      }),
    );
  });

  it('executes nothing above the level to which a grant was lowered', () => {
    fc.assert(
      fc.property(inputs(), fc.constantFrom(...levels), (input, to) => {
        fc.pre(input.state.grant !== null);
        const grant = { ...aGrant(), ...input.state.grant, lowered: loweredTo(to) };
        const verdict = gate(withState(input, { grant }));
        if (!isAtLeast(to, 'approve')) expect(verdict.kind).not.toBe('execute');
        if (to === 'approve' && verdict.kind === 'execute') expect(input.authorisation?.kind).toBe('approval');
        if (to === 'veto' && verdict.kind === 'execute') expect(input.authorisation).not.toBeNull();
      }),
    );
  });

  it('never says more after a demotion than before it', () => {
    fc.assert(
      fc.property(inputs(), fc.constantFrom(...levels), (input, to) => {
        fc.pre(input.state.grant !== null);
        const signed = { ...aGrant(), ...input.state.grant, lowered: null };
        const before = gate(withState(input, { grant: signed }));
        const after = gate(withState(input, { grant: { ...signed, lowered: loweredTo(to) } }));
        expect(kindRank(after)).toBeLessThanOrEqual(kindRank(before));
        expect(rank(after.level)).toBeLessThanOrEqual(rank(before.level));
      }),
    );
  });

  it('never goes above approve with what cannot be undone, nor with a sink that lacks something', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { riskClass } = input.proposal;
        const isWhole = Object.values(input.state.sink).every(Boolean);
        fc.pre(riskClass === 'irreversible' || !isWhole);
        const verdict = gate(input);
        expect(isAtLeast(verdict.level, 'veto')).toBe(false);
        expect(verdict.kind).not.toBe('veto-window');
        if (verdict.kind === 'execute') expect(input.authorisation?.kind).toBe('approval');
      }),
    );
  });

  it('executes what was authorised only under the same epoch and for the same revision', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { authorisation, proposal, state } = input;
        if (authorisation === null || gate(input).kind !== 'execute') return;
        expect(authorisation.stopEpoch).toBe(state.stopEpoch);
        expect(authorisation.revisionHash).toBe(proposal.revisionHash);
      }),
    );
  });

  it('answers an authorised effect with execute or refuse, nothing between', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        fc.pre(input.authorisation !== null);
        expect(['execute', 'refuse']).toContain(gate(input).kind);
      }),
    );
  });

  it('has the lowest of all caps as its level, and a cap of that level as the binding one', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const verdict = gate(input);
        expect(verdict.level).toBe(lowest(input));
        expect(capsOf(input)).toContainEqual(
          expect.objectContaining({ source: verdict.binding, level: verdict.level }),
        );
      }),
    );
  });

  it('never says more when one cap is lowered, nor less when one is raised', () => {
    fc.assert(
      fc.property(inputs(), fc.nat(), fc.constantFrom(...levels), (input, pick, level) => {
        const changes = changeable(input);
        const change = changes[pick % changes.length];
        if (!change) return;
        const [from, set] = change;
        const before = kindRank(gate(input));
        const after = kindRank(gate(set(level)));
        if (rank(level) <= rank(from)) expect(after).toBeLessThanOrEqual(before);
        else expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('stays at or below any one cap, however high the others are raised', () => {
    fc.assert(
      fc.property(inputs(), fc.constantFrom(...levels), (input, level) => {
        const verdict = gate(withState(input, { caps: [...input.state.caps, capOf('health', level)] }));
        expect(rank(verdict.level)).toBeLessThanOrEqual(rank(level));
      }),
    );
  });

  it('always gives a reason that fills its sentence in every language', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const verdict = gate(input);
        expect(Object.keys(becauseTexts)).toContain(verdict.because.code);
        for (const locale of locales) expect(say(verdict.because, locale)).not.toMatch(/[{}]|undefined/);
      }),
    );
  });

  it('is a function of its input: asked again it says the same', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        expect(gate(input)).toEqual(gate(input));
      }),
    );
  });
});

function capOf(source: CapSource, level: Level): Cap {
  return { source, level, because: because('cap.other', { what: `${source} allows ${level}` }) };
}

function withState(input: GateInput, over: Partial<GateInput['state']>): GateInput {
  return { ...input, state: { ...input.state, ...over } };
}

/** The effective level, told again in other words than the gate's. */
function lowest({ proposal, rules, state, nowMs }: GateInput): Level {
  const { grant } = state;
  const ranks = [
    state.stop ? 0 : 5,
    grant ? rank(grant.level) : 0,
    grant?.lowered ? rank(grant.lowered.to) : 5,
    grant && grant.notAfterMs <= nowMs ? 2 : 5,
    grant && grant.fingerprint !== state.fingerprint ? 1 : 5,
    rank(rules.ceiling),
    proposal.riskClass === 'irreversible' ? 3 : 5,
    Object.values(state.sink).every(Boolean) ? 5 : 3,
    ...state.caps.map((cap) => rank(cap.level)),
  ];
  return levels[Math.min(...ranks)] as Level;
}

function isOutside({ proposal, rules, state, nowMs }: GateInput): boolean {
  const { actionType, params } = proposal;
  const { readings, recent } = state;
  return outsideEnvelope({ actionType, params, envelope: rules.envelope, readings, recent, nowMs }) !== null;
}

const kindOrder = ['refuse', 'shadow', 'advise', 'await-approval', 'veto-window', 'execute'] as const;

function kindRank({ kind }: Verdict): number {
  return kindOrder.indexOf(kind);
}

/** Every cap that has a level of its own, and how to give it another. */
function changeable(input: GateInput): [Level, (level: Level) => GateInput][] {
  const { rules, state } = input;
  const changes: [Level, (level: Level) => GateInput][] = [
    [rules.ceiling, (ceiling) => ({ ...input, rules: { ...rules, ceiling } })],
  ];
  const { grant } = state;
  if (grant) changes.push([grant.level, (level) => withState(input, { grant: { ...grant, level } })]);
  if (grant?.lowered) {
    changes.push([grant.lowered.to, (to) => withState(input, { grant: { ...grant, lowered: loweredTo(to) } })]);
  }
  for (const [index, cap] of state.caps.entries()) {
    changes.push([cap.level, (level) => withState(input, { caps: state.caps.with(index, { ...cap, level }) })]);
  }
  return changes;
}

/** Small numbers, so that deadlines, epochs, revisions and limits often meet. */
function inputs(): fc.Arbitrary<GateInput> {
  const time = fc.integer({ min: 0, max: 20 });
  const level = fc.oneof({ arbitrary: fc.constantFrom(...levels), weight: 1 }, highLevels());
  const hash = fc.constantFrom('hash-1', 'hash-2');
  const epoch = fc.constantFrom(0, 1);
  const reading: fc.Arbitrary<Reading> = fc.record({
    value: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom('shut', 'open', null)),
    quality: fc.oneof(
      { arbitrary: fc.constant('good' as const), weight: 5 },
      fc.constantFrom('bad', 'stale', 'uncertain'),
    ),
    status: fc.constant('Status'),
    sourceTs: time,
  });
  const envelope = fc.record(
    {
      numbers: fc.constant([
        { param: 'speed', min: 10, max: 90, unit: 'm/min', maxStep: 60, current: 'speed', maxAgeMs: 15 },
      ]),
      choices: fc.constant([{ param: 'mode', oneOf: ['slow', 'fast'] }]),
      preconditions: fc.constant([{ tag: 'guard', op: '=' as const, value: 'shut', maxAgeMs: 15 }]),
      coolDownMs: fc.integer({ min: 0, max: 10 }),
      ratePerHour: fc.integer({ min: 0, max: 3 }),
    },
    { requiredKeys: [] },
  );
  const grant: fc.Arbitrary<Grant> = fc
    .record({
      level,
      fingerprint: often('fp-1', 'fp-2'),
      notAfterMs: fc.integer({ min: 0, max: 40 }),
      lowered: fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, level.map(loweredTo)),
    })
    .map(aGrant);
  const authorisation: fc.Arbitrary<Authorisation> = fc.oneof(
    fc.record({
      kind: fc.constant('approval' as const),
      by: fc.constant('Li Wei'),
      revisionHash: hash,
      stopEpoch: epoch,
    }),
    fc.record({ kind: fc.constantFrom('window-closed', 'standing'), revisionHash: hash, stopEpoch: epoch }),
  );
  return fc
    .record({
      proposal: fc.record({
        actionType: fc.constant('set-speed'),
        riskClass: often('reversible' as const, 'irreversible' as const),
        params: fc.record({
          speed: fc.oneof({ arbitrary: fc.integer({ min: 0, max: 100 }), weight: 9 }, fc.constant(Number.NaN)),
          mode: fc.constantFrom('slow', 'fast', 'wrong'),
        }),
        revisionHash: hash,
        notAfterMs: fc.integer({ min: 5, max: 40 }),
      }),
      rules: fc.record({ envelope, ceiling: level, vetoWindowMs: time }),
      stop: fc.option(fc.constant({ scope: 'acme', by: 'Li Wei' }), { freq: 1 }),
      isStopped: fc.integer({ min: 0, max: 9 }),
      stopEpoch: epoch,
      grant: fc.option(grant, { freq: 9 }),
      fingerprint: fc.constant('fp-1'),
      sink: fc.record({
        readBack: often(true, false),
        honoursKey: often(true, false),
        honoursFence: often(true, false),
        checksValidUntil: often(true, false),
      }),
      caps: fc.array(
        fc.tuple(fc.constantFrom('presence', 'health', 'exposure', 'scope'), level).map((cap) => capOf(...cap)),
        { maxLength: 3 },
      ),
      speed: fc.option(reading, { freq: 9 }),
      guard: fc.option(reading, { freq: 9 }),
      recent: fc.record({ lastAtMs: fc.option(time), withinHour: fc.integer({ min: 0, max: 3 }) }),
      authorisation: fc.option(authorisation),
      nowMs: time,
    })
    .map(({ proposal, rules, stop, isStopped, authorisation: given, nowMs, speed, guard, ...state }) => ({
      proposal,
      rules,
      authorisation: given,
      nowMs,
      state: {
        ...state,
        stop: isStopped === 0 ? stop : null,
        readings: (tag: string) => (tag === 'speed' ? speed : guard),
      },
    }));
}

function highLevels(): { arbitrary: fc.Arbitrary<Level>; weight: number } {
  return { arbitrary: fc.constantFrom('approve', 'veto', 'autonomous'), weight: 4 };
}

function often<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 9 }, { arbitrary: fc.constant(other), weight: 1 });
}
