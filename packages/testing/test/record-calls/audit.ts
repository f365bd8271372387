/** Calls on the audit trail. */

import { call } from './call.ts';
import { lines, people } from './pools.ts';
import type { Make } from './world.ts';

export const auditCalls = {
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
} satisfies Record<string, Make>;
