import { describe, expect, it } from 'vitest';
import { columns } from '../../test/history-files.ts';
import { type BacktestFlags, backtestOptions } from './options.ts';

const flags: BacktestFlags = { ...columns, history: 'coils.csv' };

describe('what is asked of a backtest', () => {
  it('has defaults', () => {
    const { labelTime: _, human: __, id: ___, ...fewest } = flags;
    expect(backtestOptions(fewest)).toEqual({
      agent: 'quality-inspection',
      file: 'coils.csv',
      columns: { time: 'seen', label: 'class', labelTime: null, human: null, id: null },
      model: null,
      site: null,
      seed: 1,
    });
    expect(backtestOptions({ ...flags, trainShare: '.3' }).model).toEqual({ kind: 'share', share: 0.3 });
    expect(backtestOptions({ ...flags, model: 'm' }).model).toEqual({ kind: 'dir', dir: 'm' });
  });

  it.each<[Partial<BacktestFlags>, string]>([
    [{ label: 'seen' }, '--label'],
    [{ labelTime: 'seen' }, '--label-time'],
    [{ human: 'class' }, '--human'],
    [{ id: '' }, '--id'],
    [{ seed: '-1' }, '--seed'],
    [{ seed: 'x' }, '--seed'],
    [{ trainShare: '0' }, '--train-share'],
    [{ trainShare: '1' }, '--train-share'],
    [{ trainShare: '' }, '--train-share'],
    [{ trainShare: '.5', model: 'm' }, '--model'],
  ])('refuses %j, naming %s', (given, path) => {
    expect(() => backtestOptions({ ...flags, ...given })).toThrow(
      expect.objectContaining({ code: 'config.invalid', details: expect.objectContaining({ path }) }),
    );
  });
});
