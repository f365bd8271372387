/** Calls on the audit trail. */

import { type Checkpoint, checkpointText } from '@andon/core';
import { call } from './call.ts';
import { lines, people } from './pools.ts';
import type { Make } from './world.ts';

/** Of the form of a signed note; whose signature it is, the record does not ask. */
export function signForTest(checkpoint: Checkpoint): string {
  return `${checkpointText(checkpoint)}\n— ${checkpoint.origin} AAAA\n`;
}

export const auditCalls = {
  seal: (_, choices) => call('audit', 'seal', choices.of(undefined, 1, 3)),
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
  checkpoint: (world, choices) =>
    call('audit', 'checkpoint', { origin: choices.of('acme/a', 'acme/b'), sign: signForTest, wallMs: world.nowMs }),
  checkpoints: (_, choices) => call('audit', 'checkpoints', choices.of(0, 1, 5, 1_000), choices.of(1_000, 3, 0)),
  lastCheckpoint: () => call('audit', 'lastCheckpoint'),
  find: (_, choices) => call('audit', 'find', choices.of('evt_note_1', 'evt_note_same', 'evt_nothing')),
} satisfies Record<string, Make>;
