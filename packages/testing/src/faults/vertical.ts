/** The vertical of the crash loop: it puts every coil that came out of inspection on hold, and stops for thought if told. */

import { action, defineVertical, onSample, policy, reason } from '@andon/sdk';
import { z } from 'zod';
import { dispositionTag, type Inspected, inspectionTag, reportTag } from './works.ts';

/** How long after its proposal an act may leave, in ms. */
export const DEADLINE_MS = 20_000;

const text = (en: string, zh: string) => ({ en, 'zh-CN': zh });

const hold = action({
  title: text('Hold', '封锁'),
  params: z.object({ coil: z.string() }),
  risk: 'reversible',
  envelope: {},
  // On hold, a second disposition of a coil would be taken too: only the key keeps it from being doubled.
  command: () => ({ asset: 'yard', target: dispositionTag, value: 'hold' }),
  decidedBy: 'inspector',
  deadlineMs: DEADLINE_MS,
  expected: ({ coil }) => text(`${coil} is on hold.`, `${coil} 已封锁。`),
  verify: {
    when: { sample: reportTag, materialOf: (value) => (value as { coil: string }).coil },
    horizonMs: 3_600_000,
    judge: () => ({ kind: 'achieved', reasons: [] }),
  },
});

const actions = { hold };
const why = [reason('inspected', text('It came out of inspection.', '钢卷已完成检验。'))];

export const faultsVertical = defineVertical({
  id: 'faults',
  version: '1.0.0',
  actions,
  triggers: [onSample(inspectionTag, { materialOf: (value) => (value as Inspected).coil })],
  brain: policy<typeof actions, undefined>(({ observation, propose }) => {
    const { coil, blockMs = 0 } = observation.trigger.reading.value as unknown as Inspected;
    block(blockMs);
    return [propose('hold', { coil }, { reasons: why, evidence: {} })];
  }),
});

/** As a vertical does that computes for long in the very process that acts. */
function block(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}
