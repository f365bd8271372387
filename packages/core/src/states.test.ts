import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { next, sources, type Transition, terminals } from './machine.ts';
import {
  effectAfter,
  effectTable,
  proposalAfter,
  proposalTable,
  settledInThePlant,
  terminalEffectStates,
} from './states.ts';

interface Machine {
  readonly name: string;
  readonly table: readonly Transition<string, string>[];
  readonly start: string;
  readonly terminal: readonly string[];
}

const machines: readonly Machine[] = [
  {
    name: 'a proposal',
    table: proposalTable,
    start: 'new',
    terminal: ['refused', 'shadowed', 'advised', 'authorised', 'rejected', 'vetoed', 'expired'],
  },
  {
    name: 'an effect',
    table: effectTable,
    start: 'intended',
    terminal: ['verified', 'clamped', 'accepted', 'rejected', 'refused', 'expired'],
  },
];

describe.each(machines)('$name', ({ table, start, terminal }) => {
  const states = [...new Set(table.flatMap(({ from, to }) => [from, to]))];
  const events = [...new Set(table.map(({ event }) => event))];

  it('has no step twice', () => {
    expect(new Set(table.map(({ from, event }) => `${from} ${event}`)).size).toBe(table.length);
  });

  it('ends where the documents say', () => {
    expect([...terminals(table)].sort()).toEqual([...terminal].sort());
  });

  it('reaches every state from the first', () => {
    const reached = new Set([start]);
    for (const state of reached) for (const { from, to } of table) if (from === state) reached.add(to);
    expect([...reached].sort()).toEqual([...states].sort());
  });

  it('reaches an end from every state', () => {
    const ending = new Set(terminal);
    for (const state of ending) for (const { from, to } of table) if (to === state) ending.add(from);
    expect(states.filter((state) => !ending.has(state))).toEqual([]);
  });

  it('never leaves an end, never comes back to the first state, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (walk) => {
        let state = start;
        for (const event of walk) {
          const after = next(table, state, event);
          if (terminal.includes(state)) expect(after).toBeNull();
          if (after === null) continue;
          expect(sources(table, event)).toContain(state);
          expect(after).not.toBe(start);
          state = after;
        }
      }),
    );
  });
});

describe('an effect', () => {
  it('is never sent again once it is settled', () => {
    for (const state of terminalEffectStates) expect(effectAfter(state, 'claim')).toBeNull();
  });

  it('is not claimed by two at once', () => {
    expect(effectAfter('claimed', 'claim')).toBeNull();
  });

  it('cannot be in the plant without having been claimed', () => {
    for (const event of ['verify', 'clamp', 'accept', 'reject', 'lose-sight'] as const) {
      expect(effectAfter('intended', event)).toBeNull();
    }
  });

  it('is settled in the plant only where it ended', () => {
    for (const state of settledInThePlant) expect(terminalEffectStates).toContain(state);
  });
});

describe('a proposal', () => {
  it('is decided on only while it is open', () => {
    for (const event of ['approve', 'edit', 'reject', 'veto'] as const) {
      for (const state of sources(proposalTable, event)) expect(['awaiting-approval', 'veto-window']).toContain(state);
    }
  });

  it('that was only shown or recorded never becomes authorised', () => {
    for (const state of ['shadowed', 'advised', 'refused'] as const) {
      for (const { event } of proposalTable) expect(proposalAfter(state, event)).toBeNull();
    }
  });
});
