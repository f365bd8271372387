import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, chainStart, digest, sealHash } from './chain.ts';
import type { AuditEvent, Json, JsonObject, SealedEvent } from './record.ts';

describe('canonicalJson', () => {
  it('is JSON that reads back to the same', () => {
    fc.assert(
      fc.property(json(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(json(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('sorts the keys of every object by UTF-16 code units', () => {
    fc.assert(
      fc.property(json(), (value) => {
        expectSorted(canonicalJson(value));
      }),
    );
  });

  it('agrees with a reference that sorts first and prints after', () => {
    fc.assert(
      fc.property(withoutIndexKeys(), (value) => {
        expect(canonicalJson(value)).toBe(JSON.stringify(sorted(value)));
      }),
    );
  });

  // Appendix B and section 3.2.3 of RFC 8785.
  it.each<[Json, string]>([
    [[333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], '[333333333.3333333,1e+30,4.5,0.002,1e-27]'],
    [-0, '0'],
    ['€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    [
      { '€': 'Euro', '\r': 'CR', '\ufb33': 'Hebrew', '1': 'One', '😀': 'Smiley', '\u0080': 'Control', ö: 'o' },
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Hebrew"}',
    ],
  ])('writes %j as RFC 8785 does', (value, written) => {
    expect(canonicalJson(value)).toBe(written);
  });

  it('leaves out what is not given', () => {
    expect(canonicalJson({ a: 1, b: undefined } as unknown as Json)).toBe('{"a":1}');
  });
});

describe('digest', () => {
  it('is the same for the same, and of the length asked for', () => {
    fc.assert(
      fc.property(json(), fc.integer({ min: 1, max: 64 }), (value, length) => {
        expect(digest(value, length)).toBe(digest(reversed(value), length));
        expect(digest(value, length)).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
      }),
    );
  });
});

describe('the chain', () => {
  const chains = fc.array(events(), { minLength: 1, maxLength: 8 }).map(seal);

  it('holds as it was sealed', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        expect(firstBad(chain)).toBeNull();
      }),
    );
  });

  it('shows any single change of any field, at its place', () => {
    const change = fc.constantFrom<keyof AuditEvent>('id', 'type', 'at', 'actor', 'scope', 'refs', 'data');
    fc.assert(
      fc.property(chains, fc.nat(), change, events(), (chain, pick, field, other) => {
        const index = pick % chain.length;
        const event = chain[index] as SealedEvent;
        fc.pre(canonicalJson(event[field] as Json) !== canonicalJson(other[field] as Json));
        const changed = chain.with(index, { ...event, [field]: other[field] } as SealedEvent);
        expect(firstBad(changed)).toBe(index + 1);
      }),
    );
  });

  it('shows a deletion, unless it is of the end: that takes the count', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (chain, pick) => {
        fc.pre(chain.length > 1);
        const index = pick % (chain.length - 1);
        const renumbered = chain.toSpliced(index, 1).map((event, place) => ({ ...event, seq: place + 1 }));
        expect(firstBad(renumbered)).toBe(index + 1);
        expect(firstBad(chain.toSpliced(index, 1))).toBe(index + 1);
      }),
    );
  });

  it('shows an insertion', () => {
    fc.assert(
      fc.property(chains, fc.nat(), events(), (chain, pick, event) => {
        const index = pick % chain.length;
        const inserted = { ...event, seq: 0, hash: chain[index]?.hash ?? '' };
        const renumbered = chain.toSpliced(index, 0, inserted).map((item, place) => ({ ...item, seq: place + 1 }));
        expect(firstBad(renumbered)).toBe(index + 1);
      }),
    );
  });

  it('shows a swap', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), (chain, left, right) => {
        const [a, b] = [left % chain.length, right % chain.length];
        fc.pre(a < b);
        const [first, second] = [chain[a], chain[b]] as [SealedEvent, SealedEvent];
        const swapped = chain
          .with(a, second)
          .with(b, first)
          .map((event, place) => ({ ...event, seq: place + 1 }));
        expect(firstBad(swapped)).toBe(a + 1);
      }),
    );
  });

  it('takes no notice of what is not part of an event', () => {
    const [event] = seal([anEvent()]);
    if (!event) return;
    const extended = { ...event, note: 'a column of a later version' };
    expect(sealHash(chainStart, 1, extended)).toBe(event.hash);
  });

  it('stays the same for ever: what an earlier version sealed must hold', () => {
    expect(sealHash(chainStart, 1, anEvent())).toMatchInlineSnapshot(
      `"088062e119f0400084b4de1bdfae6d81ec947595e21707febca382a00ab07612"`,
    );
  });
});

function anEvent(): AuditEvent {
  return {
    id: 'evt_1',
    type: 'stop.pressed',
    at: { plantMs: 1, wallMs: 2 },
    actor: { id: 'li-wei', name: '李伟', roles: ['operator'], authenticatedBy: 'local' },
    scope: 'acme/harbin',
    refs: { stopId: 'stp_1' },
    data: { epoch: 1 },
  };
}

function seal(list: readonly AuditEvent[]): SealedEvent[] {
  let hash = chainStart;
  return list.map((event, index) => {
    hash = sealHash(hash, index + 1, event);
    return { ...event, seq: index + 1, hash };
  });
}

function firstBad(chain: readonly SealedEvent[]): number | null {
  let previous = chainStart;
  for (const [index, event] of chain.entries()) {
    if (event.seq !== index + 1 || event.hash !== sealHash(previous, event.seq, event)) return index + 1;
    previous = event.hash;
  }
  return null;
}

function json(): fc.Arbitrary<Json> {
  return fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
}

/** JavaScript lists integer-like keys first whatever their order, so a reference that prints objects cannot hold them. */
function withoutIndexKeys(): fc.Arbitrary<Json> {
  return json().filter(
    (value) => !/"\d+":/.test(JSON.stringify(value)) && !JSON.stringify(value).includes('__proto__'),
  );
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item));
  const object = value as JsonObject;
  const keys = Object.keys(object).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(object[key] ?? null)]));
}

function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => reversed(item));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

/** Reads the keys as they stand in the text, since a parsed object no longer tells their order. */
function expectSorted(text: string): void {
  const levels: string[][] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*":?|[{}]/g)) {
    if (token === '{') levels.push([]);
    else if (token === '}') {
      const keys = levels.pop() ?? [];
      expect(keys).toEqual([...keys].sort());
    } else if (token.endsWith('":')) levels.at(-1)?.push(JSON.parse(token.slice(0, -1)) as string);
  }
}

function events(): fc.Arbitrary<AuditEvent> {
  const word = fc.stringMatching(/^[a-z]{1,4}$/);
  return fc.record({
    id: fc.uuid(),
    type: fc.constantFrom('effect.intended', 'effect.claimed', 'stop.pressed'),
    at: fc.record({ plantMs: fc.nat(), wallMs: fc.nat() }),
    actor: fc.record({
      id: word,
      name: fc.string(),
      roles: fc.array(word, { maxLength: 2 }),
      authenticatedBy: fc.constantFrom('local', 'system'),
    }),
    scope: fc.option(word),
    refs: fc.dictionary(word, word, { maxKeys: 3 }),
    data: fc.dictionary(word, json(), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
  });
}
