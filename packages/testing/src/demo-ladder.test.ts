import type { JsonObject, Proposal, SealedEvent } from '@andon/core';
import type { CommandLogEntry } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import { anActor, aProposal, aStamp, aVerdict, startMs, testLine } from './builders.ts';
import { ladderOf } from './demo-ladder.ts';

const subject = { actionType: 'dispose', riskClass: 'reversible' };
const refs = { agentId: 'agt_1', proposalId: 'prp_1', effectId: 'eff_1' };
type Told = Pick<SealedEvent, 'type' | 'refs' | 'data'>;

const signed = (level: string): Told => ({ type: 'grant.signed', refs, data: { ...subject, level } });
const lowered = (to: string): Told => ({ type: 'grant.lowered', refs, data: { ...subject, to } });
const made: Told = { type: 'proposal.made', refs, data: {} };
const decided = (kind: string, revisionHash: string): Told => ({
  type: 'decision.made',
  refs,
  data: { kind, revisionHash },
});
const intended = (kind: string): Told => ({
  type: 'effect.intended',
  refs,
  data: { ...subject, authorisation: { kind } as JsonObject },
});
const claimed = (fence = 1): Told => ({ type: 'effect.claimed', refs, data: { fence } });
const stopped: Told = { type: 'stop.pressed', refs: {}, data: {} };

/** What is wrong with an arrival under fence 1 after this. */
function broken(verdict: Proposal['verdict'], told: readonly Told[], afterMs = 0): readonly string[] {
  const events = told.map((one, index) => ({
    ...one,
    ...{ id: `evt_${index}`, seq: index + 1, hash: '', at: aStamp(), actor: anActor(), scope: testLine },
  }));
  const proposal = aProposal({ ...subject, id: 'prp_1', riskClass: 'reversible', revisionHash: 'rev', verdict });
  return ladderOf(events, [proposal]).broken({
    ...{ session: 's', arrival: 1, plantMs: startMs + afterMs, answer: { kind: 'taken' } },
    command: { key: 'eff_1', fence: 1 } as CommandLogEntry['command'],
  });
}

const asked = aVerdict({ kind: 'await-approval' });
const window = aVerdict({ kind: 'veto-window', closesAtMs: startMs + 1 });
const execute = aVerdict({ kind: 'execute' });
const approve = decided('approve', 'rev');

describe('an act that reached the plant kept to the ladder', () => {
  it.each([
    ['approved at approve', asked, [signed('approve'), made, approve, intended('approval'), claimed()]],
    ['its window closed at veto', window, [signed('veto'), made, intended('window-closed'), claimed()]],
    ['of itself at autonomous', execute, [signed('autonomous'), made, intended('standing'), claimed()]],
    [
      'claimed once more, lower',
      execute,
      [...[signed('autonomous'), made, intended('standing'), claimed(), lowered('approve'), claimed(2)]],
    ],
    [
      'after a stop that was there before',
      asked,
      [...[signed('approve'), stopped, made, approve, intended('approval'), claimed()]],
    ],
  ] as const)('when it left %s', (_, verdict, told) => {
    expect(broken(verdict, told, 1)).toEqual([]);
  });
});

describe('an act that reached the plant broke it', () => {
  it.each([
    ['nobody approved', asked, [signed('approve'), made, intended('approval'), claimed()], /without an approval/],
    [
      'another revision was approved',
      asked,
      [...[signed('approve'), made, decided('approve', 'old'), intended('approval'), claimed()]],
      /without an approval/,
    ],
    [
      'it was approved too late',
      asked,
      [...[signed('approve'), made, intended('approval'), claimed(), approve]],
      /without an approval/,
    ],
    [
      'somebody had vetoed',
      window,
      [...[signed('veto'), made, decided('veto', 'rev'), intended('window-closed'), claimed()]],
      /without an approval/,
    ],
    [
      'approved at advise',
      asked,
      [...[signed('advise'), made, approve, intended('approval'), claimed()]],
      /by approval at advise/,
    ],
    [
      'by window at approve',
      window,
      [...[signed('approve'), made, intended('window-closed'), claimed()]],
      /by window-closed at approve/,
    ],
    ['of itself at veto', execute, [signed('veto'), made, intended('standing'), claimed()], /by standing at veto/],
    [
      'lowered before the claim',
      execute,
      [...[signed('autonomous'), made, intended('standing'), lowered('approve'), claimed()]],
      /by standing at approve/,
    ],
    ['nothing was ever signed', execute, [made, intended('standing'), claimed()], /by standing at off/],
    [
      'another way is recorded',
      execute,
      [...[signed('autonomous'), made, intended('approval'), claimed()]],
      /recorded as approval/,
    ],
    [
      'a stop came in between',
      asked,
      [...[signed('approve'), made, approve, stopped, intended('approval'), claimed()]],
      /before a stop/,
    ],
    ['nobody claimed it', asked, [signed('approve'), made, approve, intended('approval')], /without a claim/],
  ] as const)('when %s', (_, verdict, told, says) => {
    expect(broken(verdict, told, 1)).toEqual([expect.stringMatching(says)]);
  });

  it('when its window was still open', () => {
    const told = [signed('veto'), made, intended('window-closed'), claimed()];
    expect(broken(window, told, 0)).toEqual([expect.stringContaining('without an approval')]);
  });
});
