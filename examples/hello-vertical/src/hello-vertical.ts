/** Releases a coil on which neither camera nor inspector finds anything, and hears from the laboratory if that was right. */

import { action, defineVertical, onSample, policy, reason } from '@andon/sdk';
import { z } from 'zod';

const minuteMs = 60_000;
/** What the line says of a coil, as far as it matters here; `features` is `null` where the camera sees nothing. */
const Seen = z.object({ coil: z.string(), features: z.array(z.number()).nullable(), look: z.string() });
const Lab = z.object({ coil: z.string(), usableAs: z.string() });
const coilOf = (value: unknown) => z.object({ coil: z.string() }).safeParse(value).data?.coil ?? null;

const release = action({
  title: { en: 'Release a coil', 'zh-CN': '放行钢卷' },
  params: z.object({ coil: z.string() }),
  risk: 'reversible',
  envelope: {
    preconditions: [{ tag: 'surface-inspection/remote-control', op: '=', value: true, maxAgeMs: 15 * minuteMs }],
    ratePerHour: 40, // the line makes some 25 coils an hour: far more would be a fault
  },
  command: ({ coil }) => ({
    asset: 'surface-inspection',
    target: 'surface-inspection/disposition',
    value: 'release',
    material: coil,
  }),
  decidedBy: 'quality-inspector',
  deadlineMs: 5 * minuteMs,
  expected: () => ({ en: 'The laboratory finds the coil prime.', 'zh-CN': '化验室判定该卷为正品。' }),
  verify: {
    when: { sample: 'lab/result', materialOf: coilOf },
    judges: 'proposal', // the laboratory judges every coil, whoever released it
    horizonMs: 6 * 60 * minuteMs,
    judge: ({ params, sample }) => {
      const lab = Lab.safeParse(sample).data;
      if (lab?.coil !== params.coil) return 'not-yet';
      const text = { en: `The laboratory: usable as ${lab.usableAs}.`, 'zh-CN': `化验室：可用作 ${lab.usableAs}。` };
      return { kind: lab.usableAs === 'prime' ? 'achieved' : 'critical', reasons: [reason('lab', text)] };
    },
  },
});

const actions = { release };

export const helloVertical = defineVertical({
  id: 'hello-vertical',
  version: '1.0.0',
  actions,
  triggers: [onSample('surface-inspection/record', { materialOf: coilOf })],
  brain: policy<typeof actions, undefined>(({ observation, propose }) => {
    const seen = Seen.safeParse(observation.trigger.reading.value).data;
    // What cannot be read is no ground for an act, and neither is one witness alone.
    if (seen === undefined || seen.features !== null || seen.look !== 'none') return [];
    const text = { en: 'Camera and inspector see nothing on it.', 'zh-CN': '相机与检验员均未发现缺陷。' };
    const evidence = { camera: 'no region', look: seen.look };
    return [propose('release', { coil: seen.coil }, { reasons: [reason('two-witnesses', text)], evidence })];
  }),
});
