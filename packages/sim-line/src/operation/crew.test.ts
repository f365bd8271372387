import type { RehearsedProposal } from '@andon/runtime';
import { describe, expect, it } from 'vitest';
import { approval } from '../people.ts';
import { answerTo, createCrew } from './crew.ts';

const minuteMs = 60_000;

function about(material: string | null, value: string | number = 'release', revision = 1): RehearsedProposal {
  const command = { asset: 'a/b/c/d/e', target: 'a/b/c/d/e/f', value, material };
  return { id: `prp_${material}`, revision, createdMs: 0, command } as unknown as RehearsedProposal;
}

function appointments(seed: number, count: number, constants = {}) {
  const crew = createCrew({ seed, constants });
  for (let index = 0; index < count; index += 1) crew.ask(about(`C${index}`), 0);
  const made = [];
  for (let due = crew.takeDue(Number.MAX_SAFE_INTEGER); due; due = crew.takeDue(Number.MAX_SAFE_INTEGER))
    made.push(due);
  return made;
}

describe('the crew', () => {
  it('misses some proposals, reads the others in a minute or two, and follows most', () => {
    const made = appointments(9, 600);
    expect(made.length / 600).toBeCloseTo(1 - approval.missedShare, 1);
    expect(made.filter(({ follows }) => follows).length / made.length).toBeCloseTo(approval.followShare, 1);
    for (const { dueMs } of made) {
      expect(dueMs).toBeGreaterThanOrEqual(minuteMs);
      expect(dueMs).toBeLessThanOrEqual(2 * minuteMs);
    }
  });

  it('comes in order, and the same crew to the same coil', () => {
    const made = appointments(9, 100);
    expect(made.map(({ dueMs }) => dueMs)).toEqual(made.map(({ dueMs }) => dueMs).toSorted((a, b) => a - b));
    expect(appointments(9, 100)).toEqual(made);
    expect(appointments(10, 100)).not.toEqual(made);
  });

  it('comes to everything where nothing is missed, and always to what a colleague wrote', () => {
    expect(appointments(9, 50, { missedShare: 0 })).toHaveLength(50);
    const crew = createCrew({ seed: 9, constants: { missedShare: 1 } });
    crew.ask(about('C1'), 0);
    expect(crew.nextDue()).toBeNull();
    crew.ask(about('C1', 'hold', 2), 0);
    expect(crew.nextDue()).not.toBeNull();
    expect(crew.takeDue(59_000)).toBeNull();
  });

  it('follows, or holds the proposal against its own look', () => {
    const appointment = { proposal: about('C1', 'release'), dueMs: 0 };
    expect(answerTo({ ...appointment, follows: true }, 'pastry')).toEqual({ kind: 'approve' });
    expect(answerTo({ ...appointment, follows: false }, 'pastry')).toEqual({ kind: 'edit', disposition: 'downgrade' });
    expect(answerTo({ ...appointment, proposal: about(null, 1230), follows: false }, null)).toEqual({
      kind: 'approve',
    });
  });
});
