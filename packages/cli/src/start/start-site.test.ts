import { because } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { siteCaps } from './caps.ts';
import { noSink } from './no-sink.ts';
import { onlyWritable } from './only-writable.ts';

const line = 'acme/harbin/hot-rolling/hot-strip-1';
const lines = [
  { scope: line, name: { en: 'x', 'zh-CN': 'x' }, tags: { 'furnace/setpoint': { writable: true }, 'mill/force': {} } },
];
const command = (target: string) => ({
  key: 'eff_1',
  ...{ asset: `${line}/furnace`, target: `${line}/${target}`, value: 1, material: null, fence: 1, validUntil: 9 },
});

function sinkThatTakes() {
  const sent: string[] = [];
  const sink = onlyWritable(
    {
      ...noSink,
      link: () => 'up',
      send: ({ target }) => {
        sent.push(target);
        return Promise.resolve({ kind: 'taken' });
      },
      readBack: () => Promise.resolve({ kind: 'absent' }),
    },
    { lines },
  );
  return { sink, sent };
}

describe('a sink behind a site file', () => {
  it('lets through what is marked writable', async () => {
    const { sink, sent } = sinkThatTakes();
    expect(await sink.send(command('furnace/setpoint'))).toEqual({ kind: 'taken' });
    expect(await sink.readBack(command('furnace/setpoint'))).toEqual({ kind: 'absent' });
    expect(sent).toEqual([`${line}/furnace/setpoint`]);
  });

  it.each(['mill/force', 'nowhere', '../furnace/setpoint'])('refuses %s, and nothing is sent', async (target) => {
    const { sink, sent } = sinkThatTakes();
    expect(await sink.send(command(target))).toMatchObject({ kind: 'refused', code: 'not-writable' });
    expect(await sink.readBack(command(target))).toMatchObject({ kind: 'refused' });
    expect(sent).toEqual([]);
  });
});

describe('a site that only observes', () => {
  it('has no way out', async () => {
    expect(noSink.link()).toBe('down');
    expect(() => noSink.send(command('furnace/setpoint'))).toThrow('only observes');
    await expect(noSink.readBack(command('furnace/setpoint'))).rejects.toThrow('only observes');
  });

  it('is capped at advise, and says why', () => {
    const reason = because('site.observes', { level: 'advise' });
    expect(siteCaps(true)).toEqual([{ source: 'site', level: 'advise', because: reason }]);
    expect(siteCaps(false)).toEqual([]);
  });
});
