import { testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { coolingWatch } from './index.ts';

const tester = testVertical(coolingWatch);
const tag = 'coiler/temperature';
const readings = { 'cooling/flow': 500, 'cooling/remote-control': true };

describe('the cooling watch', () => {
  it('proposes more water when strip is coiled too hot', async () => {
    const [proposal] = await tester.observe({ tag, value: 680, readings });
    expect(proposal).toMatchObject({
      actionType: 'set-flow',
      params: { flow: 560 },
      command: { target: 'test/site/area/line/cooling/flow', value: 560 },
      outside: null,
    });
  });

  it('leaves well alone', async () => {
    expect(await tester.observe({ tag, value: 660, readings })).toEqual([]);
  });

  it('is refused a step beyond its envelope, and anything while people have local control', async () => {
    const [tooFar] = await tester.observe({ tag, value: 700, readings });
    expect(tooFar?.outside?.code).toBe('envelope.step');
    const local = { ...readings, 'cooling/remote-control': false };
    const [notNow] = await tester.observe({ tag, value: 680, readings: local });
    expect(notNow?.outside?.code).toBe('precondition.false');
  });

  it('calls it achieved only when the strip itself shows it', () => {
    const judge = (seen: unknown) => tester.judge('set-flow', { flow: 560 }, { readings: { [tag]: seen } });
    expect(judge(655)).toMatchObject({ kind: 'achieved' });
    expect(judge(690)).toMatchObject({ kind: 'missed' });
    expect(judge('no number')).toBe('not-yet');
  });
});
