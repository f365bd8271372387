/** The action `dispose`: send a coil its way, and hear from the laboratory whether that was right. */

import { action, type Judgement, reason } from '@andon/sdk';
import { z } from 'zod';
import { coilOf, type Disposition, dispositions, LabResult, tags, type Usability } from './payloads.ts';
import { fitting } from './quality-rules.ts';
import { classWords, dispositionWords, usabilityWords } from './words.ts';

const minuteMs = 60_000;

export const dispose = action({
  title: { en: 'Disposition of a coil', 'zh-CN': '钢卷处置' },
  params: z.object({ coil: z.string().min(1), disposition: z.enum(dispositions) }),
  risk: ({ disposition }) => (disposition === 'scrap' ? 'irreversible' : 'reversible'),
  envelope: {
    choices: [{ param: 'disposition', oneOf: dispositions }],
    // Published on change and every 5 minutes: two publications may be lost.
    preconditions: [{ tag: tags.inspectionRemoteControl, op: '=', value: true, maxAgeMs: 15 * minuteMs }],
    // The line makes some 25 coils an hour. What is far beyond that is a fault.
    ratePerHour: 40,
  },
  command: ({ coil, disposition }) => ({
    asset: 'surface-inspection',
    target: tags.disposition,
    value: disposition,
    material: coil,
  }),
  decidedBy: 'quality-inspector',
  // People take a coil themselves 5–12 minutes after their look, which is what set the proposal off.
  approvalMs: 4 * minuteMs,
  deadlineMs: 5 * minuteMs,
  vetoWindowMs: 3 * minuteMs,
  expected: ({ disposition }) => expectations[disposition],
  verify: {
    when: { sample: tags.labResult, materialOf: coilOf },
    // The laboratory judges the coil, whoever disposed of it: so a proposal can be judged that nobody executed.
    judges: 'proposal',
    horizonMs: 6 * 60 * minuteMs,
    judge: ({ params, sample }) => {
      const lab = LabResult.safeParse(sample).data;
      if (lab === undefined || lab.coil !== params.coil) return 'not-yet';
      return judged(params.disposition, lab.usableAs, lab.class);
    },
  },
});

const expectations: Readonly<Record<Disposition, { en: string; 'zh-CN': string }>> = {
  release: { en: 'The laboratory finds the coil prime.', 'zh-CN': '化验室判定该卷为正品。' },
  hold: {
    en: 'The laboratory finds the coil not prime, and it has not left.',
    'zh-CN': '化验室判定该卷非正品，且该卷未流出。',
  },
  rework: { en: 'The laboratory finds the coil prime after rework.', 'zh-CN': '化验室判定该卷返修后可作正品。' },
  downgrade: { en: 'The laboratory finds the coil second choice.', 'zh-CN': '化验室判定该卷为二级品。' },
  scrap: { en: 'The laboratory finds the coil fit for scrap only.', 'zh-CN': '化验室判定该卷只能报废。' },
};

/**
 * | sent to   | prime    | second   | rework   | scrap    |
 * | --------- | -------- | -------- | -------- | -------- |
 * | release   | achieved | critical | critical | critical |
 * | hold      | missed   | achieved | achieved | achieved |
 * | downgrade | missed   | achieved | missed   | missed   |
 * | rework    | missed   | missed   | achieved | missed   |
 * | scrap     | missed   | missed   | missed   | achieved |
 *
 * A hold sends a coil nowhere: it is right when there was something to stop.
 */
function judged(disposition: Disposition, usableAs: Usability, surface: keyof typeof classWords): Judgement {
  const sent = dispositionWords[disposition];
  const found = usabilityWords[usableAs];
  const seen = classWords[surface];
  const finding = {
    en: `The laboratory found ${seen.en}: the coil is usable as ${found.en}; proposed was ${sent.en}.`,
    'zh-CN': `化验室结果：${seen['zh-CN']}，可用作${found['zh-CN']}；所提处置为${sent['zh-CN']}。`,
  };
  const measures = { disposition, usableAs, class: surface };
  const kind = kindOf(disposition, usableAs);
  return { kind, reasons: [reason(`lab-${codeOf(disposition, usableAs)}`, finding)], measures };
}

function kindOf(disposition: Disposition, usableAs: Usability): Judgement['kind'] {
  if (disposition === 'hold') return usableAs === 'prime' ? 'missed' : 'achieved';
  if (fitting[usableAs] === disposition) return 'achieved';
  return disposition === 'release' ? 'critical' : 'missed';
}

function codeOf(disposition: Disposition, usableAs: Usability): string {
  if (kindOf(disposition, usableAs) === 'achieved') return 'agrees';
  if (disposition === 'release') return 'escape';
  if (disposition === 'hold') return 'needless-hold';
  return usableAs === 'prime' ? 'overkill' : 'other-way';
}
