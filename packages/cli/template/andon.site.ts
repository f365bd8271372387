/**
 * A site: which equipment there is, who works on it, and which agents do. This one has a simulated strip-steel line and
 * one small agent, and runs as it is:
 *
 *     andon check          what is wrong with this file, with the path of each key
 *     andon start          runs it; a simulated line comes to its end, Ctrl-C ends the rest
 *     andon start --observe-only   sends nothing, whatever is granted
 */

import { defineSite, simulatedEquipment, simulatedLine } from '@andon/cli';
import { action, defineVertical, onSample, policy, reason } from '@andon/sdk';
import { z } from 'zod';

const line = 'acme/harbin/hot-rolling/hot-strip-1';
const minuteMs = 60_000;

/** What the agent may do: send a coil to the hold. It is judged by the laboratory, whoever disposed of the coil. */
const hold = action({
  title: { en: 'Hold a coil', 'zh-CN': '扣留钢卷' },
  params: z.object({ coil: z.string() }),
  risk: 'reversible',
  envelope: {
    preconditions: [{ tag: 'surface-inspection/remote-control', op: '=', value: true, maxAgeMs: 15 * minuteMs }],
  },
  command: ({ coil }) => ({
    asset: 'surface-inspection',
    target: 'surface-inspection/disposition',
    value: 'hold',
    material: coil,
  }),
  decidedBy: 'quality-inspector',
  deadlineMs: 5 * minuteMs,
  expected: () => ({ en: 'The laboratory finds it not prime.', 'zh-CN': '化验室判定非正品。' }),
  verify: {
    when: { sample: 'lab/result', materialOf: (value) => (value as { coil: string }).coil },
    judges: 'proposal',
    horizonMs: 6 * 60 * minuteMs,
    judge: ({ sample }) => {
      const { usableAs } = sample as { usableAs: string };
      const text = { en: `Usable as ${usableAs}.`, 'zh-CN': `可用作 ${usableAs}。` };
      return { kind: usableAs === 'prime' ? 'missed' : 'achieved', reasons: [reason('lab', text)] };
    },
  },
});

const actions = { hold };

/** The agent's code. A new version is a new agent as far as trust goes. */
const scratchWatch = defineVertical({
  id: 'scratch-watch',
  version: '1.0.0',
  actions,
  triggers: [onSample('surface-inspection/record', { materialOf: (value) => (value as { coil: string }).coil })],
  brain: policy<typeof actions, undefined>(({ observation, propose }) => {
    const { coil, look } = observation.trigger.reading.value as { coil: string; look: string };
    if (look === 'none') return [];
    const why = reason('look', { en: `The inspector saw ${look}.`, 'zh-CN': `检验员看到 ${look}。` });
    return [propose('hold', { coil }, { reasons: [why], evidence: { look } })];
  }),
});

export default defineSite({
  // As people there read a clock: an IANA name.
  timeZone: 'Asia/Shanghai',
  // Enterprise, site, area, line, work units (ISA-95). Tags stand at the line; only what is `writable` can be written.
  equipment: simulatedEquipment,
  // The same seed gives the same line. Speed: plant seconds per second.
  plant: simulatedLine({ seed: 5, coils: 40, speed: 10_000, begin: 'shadow' }),
  // A MES instead, over HTTP; import `mes` from '@andon/cli' too. The secrets themselves stand in ANDON_SECRET_MES_READ and
  // ANDON_SECRET_MES_WRITE, or in the files .andon/secrets/mes-read and mes-write; to observe, only the first is needed.
  // plant: mes({
  //   url: 'https://mes.harbin.example:8443',
  //   read: { header: 'authorization', secret: 'mes-read' },
  //   write: { header: 'authorization', secret: 'mes-write' },
  // }),
  // Each begins at shadow, put there by a shift lead or process owner, and climbs by evidence and signatures.
  agents: [{ vertical: scratchWatch, on: line, commissionedBy: 'wang-jun' }],
  // Who may decide and sign. Above approve it takes two: a shift lead and a process owner.
  people: [
    { id: 'lin-mei', name: 'Lin Mei', roles: ['quality-inspector'] },
    { id: 'wang-jun', name: 'Wang Jun', roles: ['shift-lead', 'quality-inspector'] },
    { id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'] },
  ],
  // What climbing takes: how often it must be right, shown with these error probabilities. These are the defaults.
  evidence: {
    targets: { advise: 0.9, approve: 0.95, veto: 0.98, autonomous: 0.99 },
    alpha: { reversible: 0.05, irreversible: 0.01 },
    maxUnverified: 50,
  },
  // What a kilowatt-hour costs over the day, for models that weigh it.
  tariffs: {
    currency: 'CNY',
    electricity: [
      { from: '00:00', to: '08:00', perKwh: 0.31 },
      { from: '08:00', to: '22:00', perKwh: 0.78 },
      { from: '22:00', to: '24:00', perKwh: 0.31 },
    ],
  },
});
