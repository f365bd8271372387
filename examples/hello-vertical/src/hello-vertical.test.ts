import { testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { helloVertical } from './hello-vertical.ts';

const tester = testVertical(helloVertical);
const readings = { 'surface-inspection/remote-control': true };

/** What it proposes for a coil of which the line says this. */
const propose = (said: object, at = readings) =>
  tester.observe({
    tag: 'surface-inspection/record',
    value: { coil: 'C1', features: null, look: 'none', ...said },
    readings: at,
  });

describe('the hello vertical', () => {
  it('releases a coil on which nobody finds anything', async () => {
    expect(await propose({})).toMatchObject([
      {
        actionType: 'release',
        command: { target: 'test/site/area/line/surface-inspection/disposition', value: 'release', material: 'C1' },
        evidence: { camera: 'no region', look: 'none' },
        outside: null,
      },
    ]);
  });

  it.each([
    ['the camera sees a region', { features: [0.4, 12] }],
    ['the inspector sees a scratch', { look: 'z-scratch' }],
    ['the line says nothing of the camera', { features: undefined }],
  ])('leaves it to people where %s', async (_, said) => {
    expect(await propose(said)).toEqual([]);
  });

  it('is refused while people have local control', async () => {
    const [proposal] = await propose({}, { 'surface-inspection/remote-control': false });
    expect(proposal?.outside?.code).toBe('precondition.false');
  });

  it('was right when the laboratory finds the coil prime, and did harm when it does not', () => {
    const judge = (sample: object) => tester.judge('release', { coil: 'C1' }, { sample });
    expect(judge({ coil: 'C1', usableAs: 'prime' })).toMatchObject({ kind: 'achieved' });
    expect(judge({ coil: 'C1', usableAs: 'second' })).toMatchObject({ kind: 'critical' });
    expect(judge({ coil: 'C2', usableAs: 'prime' })).toBe('not-yet');
  });
});
