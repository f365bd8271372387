import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { action, defineVertical, fingerprintOf, history, onSample, policy, reason, testVertical } from './index.ts';

const move = action({
  title: { en: 'Set-point', 'zh-CN': '设定值' },
  params: z.object({ setpoint: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [{ param: 'setpoint', min: 1150, max: 1280, unit: '°C', maxStep: 20, current: 'furnace/setpoint' }],
  },
  command: ({ setpoint }) => ({ asset: 'furnace', target: 'furnace/setpoint', value: setpoint, material: null }),
  decidedBy: 'process-operator',
  deadlineMs: 600_000,
  expected: ({ setpoint }) => ({ en: `Furnace at ${setpoint} °C`, 'zh-CN': `炉温 ${setpoint} °C` }),
  verify: {
    when: { afterMs: 600_000 },
    horizonMs: 1_200_000,
    judge: ({ params, after }) =>
      after === params.setpoint ? { kind: 'achieved', reasons: [] } : { kind: 'missed', reasons: [] },
  },
});

const furnace = defineVertical({
  id: 'furnace-watch',
  version: '1.0.0',
  actions: { move },
  triggers: [onSample('furnace/temperature', { reads: ['furnace/setpoint'] })],
  brain: policy<{ move: typeof move }, undefined>(({ observation, propose }) => {
    const seen = observation.trigger.reading.value as number;
    const present = observation.reading('furnace/setpoint')?.value as number;
    if (seen > 1200) return [];
    const why = reason('too-cold', { en: 'It is too cold.', 'zh-CN': '温度偏低。' });
    return [propose('move', { setpoint: present + (1210 - seen) }, { reasons: [why], evidence: { seen } })];
  }),
});

describe('defineVertical', () => {
  it('takes a whole definition and lets the test kit run it', async () => {
    const tester = testVertical(furnace);
    const [proposal] = await tester.observe({
      tag: 'furnace/temperature',
      value: 1195,
      readings: { 'furnace/setpoint': 1200 },
    });
    expect(proposal?.params).toEqual({ setpoint: 1215 });
    expect(proposal?.command.target).toBe('test/site/area/line/furnace/setpoint');
    expect(proposal?.outside).toBeNull();
    expect(await tester.observe({ tag: 'furnace/temperature', value: 1205 })).toEqual([]);
    expect(await tester.observe({ tag: 'mill/force', value: 1 })).toEqual([]);
  });

  it('shows in the test kit what the gate would refuse', async () => {
    const [proposal] = await testVertical(furnace).observe({
      tag: 'furnace/temperature',
      value: 1150,
      readings: { 'furnace/setpoint': 1200 },
    });
    expect(proposal?.outside?.code).toBe('envelope.step');
  });

  it('judges as the runtime would', () => {
    const tester = testVertical(furnace);
    expect(tester.judge('move', { setpoint: 1200 }, { after: 1200 })).toMatchObject({ kind: 'achieved' });
    expect(tester.judge('move', { setpoint: 1200 }, { after: 1195 })).toMatchObject({ kind: 'missed' });
  });

  it.each([
    ['id', { id: 'Furnace' }, 'id'],
    ['version', { version: 'one' }, 'version'],
    ['no trigger', { triggers: [] }, 'triggers'],
    ['a bad tag', { triggers: [onSample('Furnace Temp')] }, 'triggers.0.tag'],
    ['no action', { actions: {} }, 'actions'],
    [
      'approval longer than the deadline',
      { actions: { move: { ...move, approvalMs: 700_000 } } },
      'actions.move.approvalMs',
    ],
    [
      'an envelope for a parameter that is not there',
      { actions: { move: { ...move, envelope: { numbers: [{ param: 'speed', min: 0, max: 1, unit: 'm/s' }] } } } },
      'actions.move.envelope.numbers.0.param',
    ],
  ])('says where %s is wrong', (_name, wrong, path) => {
    expect(() => defineVertical({ ...furnace, ...wrong } as never)).toThrowError(
      expect.objectContaining({ code: 'vertical.invalid', details: expect.objectContaining({ path }) }),
    );
  });

  it('takes a history, typed by its own columns, and says where it is wrong', () => {
    const records = history({
      row: z.object({ celsius: z.number() }),
      label: z.enum(['held', 'lost']),
      observed: ({ cells }) => [{ tag: 'furnace/temperature', value: cells.celsius }],
      labelled: (_, label) => [{ tag: 'furnace/verdict', value: label }],
      assumed: () => [],
    });
    expect(defineVertical({ ...furnace, history: records } as never).history).toBe(records);
    const words = { en: 'x', 'zh-CN': 'x' };
    const other = { names: { more: words }, abstaining: ['less'], nameOf: () => 'more', params: () => ({}) };
    for (const [wrong, path] of [
      [{ ...records, row: {} }, 'history.row'],
      [{ ...records, observed: undefined }, 'history.observed'],
      [{ ...records, alternatives: { turn: other } }, 'history.alternatives.turn'],
      [{ ...records, alternatives: { move: other } }, 'history.alternatives.move.abstaining'],
    ] as const) {
      expect(() => defineVertical({ ...furnace, history: wrong } as never)).toThrowError(
        expect.objectContaining({ code: 'vertical.invalid', details: expect.objectContaining({ path }) }),
      );
    }
  });

  it('gives the same fingerprint with a history as without', () => {
    expect(fingerprintOf({ ...furnace, history: {} } as never, null)).toBe(fingerprintOf(furnace as never, null));
  });

  it('refuses a proposal whose parameters do not fit, with their path', async () => {
    const wrong = defineVertical({
      ...furnace,
      brain: policy(() => [
        {
          action: 'move',
          params: { setpoint: 'hot' },
          reasons: [reason('x', { en: 'x', 'zh-CN': 'x' })],
          evidence: {},
        },
      ]),
    });
    await expect(testVertical(wrong).observe({ tag: 'furnace/temperature', value: 1 })).rejects.toThrowError(
      expect.objectContaining({ code: 'proposal.invalid', details: expect.objectContaining({ path: 'setpoint' }) }),
    );
  });

  it('gives another fingerprint for another version, envelope or model', () => {
    const base = fingerprintOf(furnace as never, null);
    expect(fingerprintOf({ ...furnace, version: '1.0.1' } as never, null)).not.toBe(base);
    expect(fingerprintOf(furnace as never, 'abc')).not.toBe(base);
    const wider = { ...move, envelope: { numbers: [{ param: 'setpoint', min: 1100, max: 1280, unit: '°C' }] } };
    expect(fingerprintOf({ ...furnace, actions: { move: wider } } as never, null)).not.toBe(base);
  });
});
