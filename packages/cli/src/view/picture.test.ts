/** The picture of the live view in the docs: drawn here, so that it shows the view as it is. Renew it with `-u`. */

import { because } from '@andon/core';
import { tags } from '@andon/sim-line';
import { expect, it } from 'vitest';
import { terminalSvg } from '../../test/terminal-svg.ts';
import {
  aBatch,
  aFurnaceProposal,
  aFurnaceStanding,
  aGrant,
  aLineStart,
  aLineState,
  anEffect,
  anIrreversibleStanding,
  anOutcome,
  aPassedStanding,
  aProposal,
  aSample,
  aStanding,
  aStart,
  minuteMs,
  nowMs,
  wangJun,
} from '../../test/view-builders.ts';
import { ask } from './question.ts';
import { idle, render } from './render.ts';
import { emptyState, reduce, type ViewEvent } from './state.ts';

const COLUMNS = 112;
const chenHua = { ...wangJun, id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'] };
const lookedMs = nowMs + 4 * 60 * minuteMs;

const counts = {
  slabsIn: 104,
  coilsInspected: 98,
  release: 61,
  hold: 4,
  rework: 12,
  downgrade: 19,
  scrap: 2,
  cobbles: 0,
};
const line = aBatch(
  [
    aLineState(98, { counts }),
    aSample(tags.furnaceSetpoint, 1220),
    aSample(tags.furnaceSetpointBy, 'people'),
    aSample(tags.furnaceAim, 1205),
    aSample(tags.furnaceTemperature, 1231.2),
    aSample(tags.millForce, 13_387),
    aSample(tags.millRollWear, 0.43),
  ].map((sample) => ({ ...sample, sourceTs: lookedMs })),
  lookedMs - 20 * minuteMs,
);

/** Plant time goes on to so many minutes before the picture. */
const goesOn = (minutes: number): ViewEvent => ({ kind: 'batch', batch: aBatch([], lookedMs - minutes * minuteMs) });

const towards = (level: 'veto' | 'autonomous', target: number) => {
  const { next } = aStanding();
  return next && { ...next, level, target };
};
/** As the demo's are: what cannot be undone may go as far as *approve*, and has shown nothing yet. */
const { next } = aStanding();
const standings = [
  aStanding(),
  aFurnaceStanding(),
  anIrreversibleStanding({
    ceiling: 'approve',
    level: 'shadow',
    next: next && { ...next, level: 'advise', target: 0.7, judged: 0, needed: 17 },
    drift: null,
  }),
];
const vetoGrant = aGrant({
  level: 'veto',
  signedBy: [wangJun, chenHua],
  basis: { kind: 'evidence', successes: 27, failures: 0, target: 0.78, alpha: 0.05 },
});
const setpoint = aFurnaceProposal({
  params: { setpointC: 1205 },
  command: { ...aFurnaceProposal().command, value: 1205 },
  reasons: [
    {
      code: 'hot',
      text: {
        en: 'The slabs leave the furnace 26 °C above their aim; the mill’s force agrees.',
        'zh-CN': '出炉温度高于目标。',
      },
    },
  ],
  expected: { en: 'Within 45 min the slabs come within 10 °C of their aim.', 'zh-CN': '45 分钟内回到目标附近。' },
  approvalUntilMs: lookedMs + 8 * minuteMs,
  createdMs: lookedMs,
});

/** A coil that the agent disposed of by itself, or that waits until nobody vetoed. */
function coil(n: number, disposition: string, ...then: readonly ViewEvent[]): readonly ViewEvent[] {
  const command = { ...aProposal().command, value: disposition, material: `C0000${n}` };
  const verdict = {
    kind: 'veto-window',
    closesAtMs: lookedMs + 2.2 * minuteMs,
    because: because('grant.level', { level: 'veto' }),
    level: 'veto',
    binding: 'grant',
  } as const;
  const id = `prp_${n}`;
  return [{ kind: 'proposal.made', args: [aProposal({ id, command, verdict, state: 'authorised' })] }, ...then];
}

const left = (n: number, disposition: string): ViewEvent => ({
  kind: 'effect.settled',
  args: [
    anEffect({
      id: `eff_${n}`,
      proposalId: `prp_${n}`,
      command: { ...aProposal().command, value: disposition, material: `C0000${n}` },
      after: disposition,
      authorisation: { kind: 'window-closed', revisionHash: 'hash-1', stopEpoch: 0 },
    }),
  ],
});
const judged = (n: number): ViewEvent => ({
  kind: 'outcome.judged',
  args: [anOutcome({ id: `prp_${n}`, proposalId: `prp_${n}`, effectId: null })],
});

it('is as the view draws it', async () => {
  const story: readonly ViewEvent[] = [
    { kind: 'started', start: aStart({ line: aLineStart({ scenario: 'baseline', seed: 8 }), standings }) },
    { kind: 'batch', batch: line },
    { kind: 'evidence.passed', args: [aPassedStanding({ level: 'approve', next: towards('veto', 0.78) })] },
    goesOn(17),
    { kind: 'grant.signed', args: [vetoGrant, 'approve'] },
    {
      kind: 'evidence.counted',
      args: [aStanding({ level: 'veto', grant: vetoGrant, next: towards('autonomous', 0.82) })],
    },
    goesOn(9.5),
    ...coil(94, 'release', left(94, 'release'), judged(94)),
    goesOn(6.2),
    ...coil(95, 'rework', left(95, 'rework'), judged(95)),
    goesOn(2.1),
    ...coil(97, 'downgrade', left(97, 'downgrade')),
    goesOn(0.8),
    ...coil(98, 'release'),
    goesOn(0),
    { kind: 'proposal.made', args: [setpoint] },
  ];
  const state = story.reduce(reduce, emptyState);
  const field = { param: 'setpointC', min: 1150, max: 1280, unit: '°C' };
  const dialogue = { ...idle, question: ask(setpoint, [field]), secondsLeft: 12 };
  const lines = render(state, { columns: COLUMNS, rows: 32, locale: 'en', colour: true, dialogue });
  const says =
    'An example of the live view: how far the agent has climbed and on what evidence, a furnace set-point that a person decides on, and coils that left as nobody vetoed';
  await expect(terminalSvg(lines, COLUMNS, says)).toMatchFileSnapshot('../../../../docs/live-view.svg');
});
