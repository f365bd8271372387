/**
 * A stage for tests of the rehearsal: a small vertical with one act about a coil and one about a furnace, a line that
 * shows what a test wants shown, and plant time that the test moves.
 */

import type { Sample } from '@andon/connect';
import type { Authorisation, EvidencePolicy, Level } from '@andon/core';
import { action, defineVertical, onSample, policy, reason } from '@andon/sdk';
import { z } from 'zod';
import { NO_STOP, Rehearsal } from '../src/rehearsal/rehearsal.ts';
import type { RehearsalLevels, RehearsedProposal } from '../src/rehearsal/types.ts';

export const line = 'acme/harbin/hot-rolling/hot-strip-1';
export const minuteMs = 60_000;
const text = (en: string) => ({ en, 'zh-CN': en });
const why = [reason('wished', text('The test wished for it.'))];

/** A coil is judged by the laboratory whether its proposal was executed or not; a set-point only once it was moved. */
const dispose = action({
  title: text('Disposition'),
  params: z.object({ to: z.enum(['release', 'hold', 'scrap']) }),
  risk: ({ to }) => (to === 'scrap' ? 'irreversible' : 'reversible'),
  envelope: { ratePerHour: 500 },
  command: ({ to }) => ({ asset: 'yard', target: 'yard/disposition', value: to }),
  decidedBy: 'inspector',
  deadlineMs: 10 * minuteMs,
  expected: ({ to }) => text(to),
  verify: {
    when: { sample: 'lab/report', materialOf: (value) => (value as { coil: string }).coil },
    judges: 'proposal',
    horizonMs: 60 * minuteMs,
    judge: ({ sample }) => {
      const { verdict } = sample as { verdict: 'achieved' | 'missed' | 'critical' };
      return { kind: verdict, reasons: [reason('found', text(`The laboratory says ${verdict}.`))] };
    },
  },
});

const move = action({
  title: text('Set-point'),
  params: z.object({ to: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [{ param: 'to', min: 1150, max: 1280, unit: '°C' }],
    preconditions: [{ tag: 'furnace/remote', op: '=', value: true, maxAgeMs: 15 * minuteMs }],
    coolDownMs: 15 * minuteMs,
  },
  command: ({ to }) => ({ asset: 'furnace', target: 'furnace/setpoint', value: to, material: null }),
  decidedBy: 'operator',
  deadlineMs: 10 * minuteMs,
  expected: ({ to }) => text(`${to}`),
  verify: {
    when: { afterMs: 20 * minuteMs },
    horizonMs: 30 * minuteMs,
    judge: ({ readings, params }) => {
      const seen = readings('furnace/temperature');
      if (seen === null) return 'not-yet';
      return { kind: seen.value === params.to ? 'achieved' : 'missed', reasons: why };
    },
  },
});

const actions = { dispose, move };
const vertical = defineVertical<typeof actions, undefined>({
  id: 'small',
  version: '1.0.0',
  actions,
  triggers: [
    onSample('camera/report', { materialOf: (value) => (value as { coil: string }).coil }),
    onSample('furnace/wish'),
  ],
  brain: policy<typeof actions, undefined>(({ observation, propose }) => {
    const { to } = observation.trigger.reading.value as { to: never };
    const details = { reasons: why, evidence: {} };
    return [observation.material === null ? propose('move', { to }, details) : propose('dispose', { to }, details)];
  }),
});

export const demands: EvidencePolicy = {
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
  alpha: { reversible: 0.05, irreversible: 0.01 },
  maxUnverified: 5,
};
export const at = (level: Level): RehearsalLevels => ({ kind: 'fixed', of: () => level });

export class Stage {
  readonly rehearsal: Rehearsal<undefined>;
  nowMs = 1_000_000;
  #seq = 0;

  constructor(levels: RehearsalLevels, evidence: EvidencePolicy = demands) {
    const sink = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };
    this.rehearsal = new Rehearsal({ vertical, model: null, scope: line, sink, evidence, levels });
  }

  async show(values: Readonly<Record<string, unknown>>): Promise<readonly RehearsedProposal[]> {
    this.#seq += 1;
    const samples = Object.entries(values).map(([tag, value]) => this.#sample(`${line}/${tag}`, value));
    return this.rehearsal.ingest({ plantMs: this.nowMs, seq: this.#seq, samples });
  }

  pass(minutes: number): Promise<readonly RehearsedProposal[]> {
    this.nowMs += minutes * minuteMs;
    return this.show({});
  }

  async propose(values: Readonly<Record<string, unknown>>): Promise<RehearsedProposal> {
    const [proposal] = await this.show(values);
    if (proposal === undefined) throw new Error('nothing was proposed');
    return proposal;
  }

  /** One coil from camera to laboratory; executed where the gate lets it. */
  async coil(name: string, verdict: 'achieved' | 'missed' | 'critical', to = 'release'): Promise<RehearsedProposal> {
    const proposal = await this.propose({ 'camera/report': { coil: name, to } });
    if (this.rehearsal.permits(proposal, standing(proposal)).kind === 'execute') {
      this.rehearsal.executed(proposal, { before: null, after: to });
    }
    this.nowMs += minuteMs;
    await this.show({ 'lab/report': { coil: name, verdict } });
    return proposal;
  }

  level(actionType: string, riskClass = 'reversible'): Level | undefined {
    return this.rehearsal.levels().find((one) => one.actionType === actionType && one.riskClass === riskClass)?.level;
  }

  #sample(tag: string, value: unknown): Sample {
    const time = { sourceTs: this.nowMs, receivedTs: this.nowMs };
    return { tag, value, quality: 'good', status: 'Good', seq: this.#seq, ...time };
  }
}

export const standing = ({ revisionHash }: RehearsedProposal): Authorisation => {
  return { kind: 'standing', revisionHash, stopEpoch: NO_STOP };
};
export const approval = ({ revisionHash }: RehearsedProposal): Authorisation => {
  return { kind: 'approval', by: 'Lin Mei', revisionHash, stopEpoch: NO_STOP };
};
