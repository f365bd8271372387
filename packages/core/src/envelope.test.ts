import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, type EnvelopeCheck, outsideEnvelope, type Precondition, type Reading } from './envelope.ts';

const nowMs = 10_000;

function aReading(over: Partial<Reading> = {}): Reading {
  return { value: 50, quality: 'good', status: 'Good', sourceTs: nowMs, ...over };
}

function check(envelope: Envelope, over: Partial<EnvelopeCheck> = {}): string | null {
  const found = outsideEnvelope({
    actionType: 'set-speed',
    params: { speed: 50, mode: 'slow' },
    envelope,
    readings: () => aReading(),
    recent: { lastAtMs: null, withinHour: 0 },
    nowMs,
    ...over,
  });
  return found?.code ?? null;
}

const speed = { param: 'speed', min: 10, max: 90, unit: 'm/min' } as const;
const stepped = { ...speed, maxStep: 20, current: 'speed', maxAgeMs: 1_000 } as const;

describe('numbers', () => {
  it.each<[unknown, string | null]>([
    [10, null],
    [90, null],
    [9.999, 'envelope.below'],
    [90.001, 'envelope.above'],
    [Number.NaN, 'envelope.not-a-number'],
    [Number.POSITIVE_INFINITY, 'envelope.not-a-number'],
    ['50', 'envelope.not-a-number'],
    [null, 'envelope.not-a-number'],
    [undefined, 'envelope.not-a-number'],
  ])('%s is %s', (value, broken) => {
    expect(check({ numbers: [speed] }, { params: { speed: value } })).toBe(broken);
  });

  it.each<[number, string | null]>([
    [30, null],
    [70, null],
    [29, 'envelope.step'],
    [71, 'envelope.step'],
  ])('from 50 a step to %s is %s', (value, broken) => {
    expect(check({ numbers: [stepped] }, { params: { speed: value } })).toBe(broken);
  });

  it('does not step from a present value that is no number', () => {
    expect(check({ numbers: [stepped] }, { readings: () => aReading({ value: 'fast' }) })).toBe(
      'envelope.not-a-number',
    );
  });

  it('a value passes exactly when it is finite, inside its bounds and near the present one', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(number, fc.double({ min: 0, max: 100, noNaN: true }), (value, current) => {
        const passes = check(
          { numbers: [stepped] },
          { params: { speed: value }, readings: () => aReading({ value: current }) },
        );
        const shouldPass = Number.isFinite(value) && value >= 10 && value <= 90 && Math.abs(value - current) <= 20;
        expect(passes === null).toBe(shouldPass);
      }),
    );
  });
});

describe('choices', () => {
  it.each<[unknown, string | null]>([
    ['slow', null],
    ['sloW', 'envelope.choice'],
    ['', 'envelope.choice'],
    [undefined, 'envelope.choice'],
    [['slow'], 'envelope.choice'],
  ])('%s is %s', (mode, broken) => {
    expect(check({ choices: [{ param: 'mode', oneOf: ['slow', 'fast'] }] }, { params: { mode } })).toBe(broken);
  });
});

describe('readings', () => {
  const condition: Precondition = { tag: 'speed', op: '≤', value: 60, maxAgeMs: 1_000 };
  const envelopes: readonly Envelope[] = [{ numbers: [stepped] }, { preconditions: [condition] }];

  it('that are bad, uncertain, stale or absent never pass', () => {
    const bad = fc.constantFrom('bad' as const, 'uncertain' as const, 'stale' as const);
    fc.assert(
      fc.property(fc.constantFrom(...envelopes), fc.option(bad), fc.nat(nowMs), (envelope, quality, sourceTs) => {
        const reading = quality === null ? null : aReading({ quality, sourceTs });
        expect(check(envelope, { readings: () => reading })).toBe('input.bad');
      }),
    );
  });

  it('that are older than allowed never pass', () => {
    fc.assert(
      fc.property(fc.constantFrom(...envelopes), fc.nat(5_000), (envelope, ageMs) => {
        const readings = () => aReading({ sourceTs: nowMs - ageMs });
        expect(check(envelope, { readings })).toBe(ageMs > 1_000 ? 'input.stale' : null);
      }),
    );
  });

  it('whose time is no number never pass', () => {
    for (const envelope of envelopes) {
      expect(check(envelope, { readings: () => aReading({ sourceTs: Number.NaN }) })).toBe('input.stale');
    }
  });
});

describe('preconditions', () => {
  it.each<[unknown, Precondition['op'], Precondition['value'], boolean]>([
    ['shut', '=', 'shut', true],
    ['open', '=', 'shut', false],
    [1, '=', '1', false],
    ['open', '≠', 'shut', true],
    ['shut', '≠', 'shut', false],
    [true, '=', true, true],
    [59, '<', 60, true],
    [60, '<', 60, false],
    [60, '≤', 60, true],
    [61, '≤', 60, false],
    [61, '>', 60, true],
    [60, '>', 60, false],
    [60, '≥', 60, true],
    [59, '≥', 60, false],
    ['61', '>', 60, false],
    [Number.NaN, '≥', 60, false],
  ])('%s %s %s: %s', (value, op, wanted, holds) => {
    const preconditions = [{ tag: 'guard', op, value: wanted, maxAgeMs: 1_000 }];
    const broken = check({ preconditions }, { readings: () => aReading({ value }) });
    expect(broken).toBe(holds ? null : 'precondition.false');
  });
});

describe('cool-down and rate', () => {
  it('holds an act back until the cool-down is over, and lets it go then', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (sinceMs, coolDownMs) => {
        const recent = { lastAtMs: nowMs - sinceMs, withinHour: 0 };
        expect(check({ coolDownMs }, { recent })).toBe(sinceMs < coolDownMs ? 'envelope.cool-down' : null);
      }),
    );
  });

  it('holds an act back once as many left within the hour as may', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), (withinHour, ratePerHour) => {
        const recent = { lastAtMs: null, withinHour };
        expect(check({ ratePerHour }, { recent })).toBe(withinHour >= ratePerHour ? 'envelope.rate' : null);
      }),
    );
  });

  it('does not count where nothing limits', () => {
    expect(check({}, { recent: { lastAtMs: nowMs, withinHour: 1_000 } })).toBeNull();
  });
});

it('an empty envelope lets everything through', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (params) => {
      expect(check({}, { params })).toBeNull();
    }),
  );
});

it('a further limit never lets through what was outside before', () => {
  const limits: fc.Arbitrary<Envelope> = fc.record(
    {
      numbers: fc.constantFrom([speed], [stepped]),
      choices: fc.constant([{ param: 'mode', oneOf: ['slow'] }]),
      coolDownMs: fc.nat(100),
      ratePerHour: fc.nat(3),
    },
    { requiredKeys: [] },
  );
  const params = fc.record({ speed: fc.integer({ min: 0, max: 100 }), mode: fc.constantFrom('slow', 'fast') });
  const recent = fc.record({ lastAtMs: fc.constantFrom(null, nowMs - 50), withinHour: fc.nat(4) });
  fc.assert(
    fc.property(limits, limits, params, recent, (envelope, further, proposed, left) => {
      const over = { params: proposed, recent: left };
      if (check(envelope, over) === null) return;
      expect(check({ ...further, ...envelope }, over)).not.toBeNull();
    }),
  );
});
