import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAndonError } from '@andon/core';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OpenPlantOptions } from '../site-file/plant.ts';
import { openSecrets } from '../site-file/secrets.ts';
import { type MesOptions, mes } from './mes.ts';

// Nobody listens there.
const good: MesOptions = {
  url: 'http://127.0.0.1:1',
  read: { header: 'authorization', secret: 'mes-read' },
  write: { header: 'authorization', secret: 'mes-write' },
};

const problems = (over: Record<string, unknown>) =>
  mes({ ...good, ...over }).problems.map(({ path, problem }) => `${path}: ${problem}`);

function opening(over: Partial<OpenPlantOptions> = {}): OpenPlantOptions {
  const given = { home: '/nowhere', tags: [], observeOnly: false, log: pino({ level: 'silent' }) };
  return { ...given, secrets: openSecrets('/nowhere', {}), ...over };
}

async function whyNot(opening: Promise<unknown>) {
  const error = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  return isAndonError(error) ? { code: error.code, ...error.details } : error;
}

describe('a MES in a site file', () => {
  it('has nothing wrong with it when it is whole, and its write secret is known by name', () => {
    expect(mes(good)).toMatchObject({
      ...{ what: 'MES at 127.0.0.1:1', writeSecrets: ['mes-write'], problems: [], warnings: [] },
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ url: 'mes.example' }, 'plant.url: it is no http or https address'],
    [{ url: 'http://mes.example' }, 'plant.url: credentials would travel readable: use https'],
    [{ url: 'https://mes.example/mes' }, 'plant.url: it names more than scheme'],
    [{ url: undefined }, 'plant.url: must be a text'],
    [{ uri: 'x' }, 'plant.uri: there is no such key'],
    [{ read: undefined }, 'plant.read: must be { header'],
    [{ write: { header: 'a b', secret: 'x' } }, 'plant.write.header: must be the name of a header'],
    [{ write: { header: 'authorization', secret: 'Bearer abc' } }, 'plant.write.secret: must be the name of a secret'],
    [{ read: { header: 'authorization', secret: '../x' } }, 'plant.read.secret: must be the name of a secret'],
    [{ timeoutMs: 0 }, 'plant.timeoutMs: must be a whole number above 0'],
    [{ tls: { rejectUnauthorized: false } }, 'plant.tls.rejectUnauthorized: there is no such key'],
    [{ handshake: { alive: '/up' } }, 'plant.handshake.session: must be a text'],
  ])('with %j is refused with the path of the key', (over, said) => {
    expect(problems(over).join('\n')).toContain(said);
  });

  it('names every key that is wrong at once', () => {
    expect(problems({ url: 1, timeoutMs: 'long', retries: 3 })).toHaveLength(3);
  });

  it('is not opened while a key is wrong', async () => {
    const plant = mes({ ...good, url: 'nowhere' });
    expect(await whyNot(plant.open(opening()))).toMatchObject({ code: 'config.invalid', path: 'plant.url' });
  });
});

describe('its secrets', () => {
  it('that are missing end the start with the name and both places', async () => {
    const none = await whyNot(mes(good).open(opening({ home: '/srv/site' })));
    expect(none).toEqual({
      code: 'config.invalid',
      path: 'plant.read.secret',
      problem: 'there is no secret "mes-read": set ANDON_SECRET_MES_READ, or write it to /srv/site/secrets/mes-read',
    });
    const secrets = openSecrets('/nowhere', { ANDON_SECRET_MES_READ: 'r' });
    const half = await whyNot(mes(good).open(opening({ secrets })));
    expect(half).toMatchObject({
      path: 'plant.write.secret',
      problem: expect.stringContaining('ANDON_SECRET_MES_WRITE'),
    });
  });

  it('may stand in a file of the home', async () => {
    const home = mkdtempSync(join(tmpdir(), 'andon-mes-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, 'secrets'));
    for (const name of ['mes-read', 'mes-write']) writeFileSync(join(home, 'secrets', name), `Bearer ${name}\n`);
    const found = await whyNot(mes(good).open(opening({ home, secrets: openSecrets(home, {}) })));
    expect(found).toMatchObject({ code: 'link.down' });
  });

  it('for writing are not looked up where the site observes', async () => {
    const asked: string[] = [];
    const secrets = (name: string) => {
      asked.push(name);
      return 'Bearer x';
    };
    expect(await whyNot(mes(good).open(opening({ observeOnly: true, secrets })))).toMatchObject({ code: 'link.down' });
    expect(new Set(asked)).toEqual(new Set(['mes-read']));
  });

  it('that are one and the same are warned of, and such a site cannot observe', async () => {
    const plant = mes({ ...good, write: good.read });
    expect(plant).toMatchObject({ problems: [], writeSecrets: [], warnings: [{ path: 'plant.write.secret' }] });
    const secrets = () => 'Bearer x';
    expect(await whyNot(plant.open(opening({ observeOnly: true, secrets })))).toMatchObject({
      ...{ code: 'config.invalid', path: 'plant.write.secret' },
      problem: expect.stringContaining('start without --observe-only'),
    });
    expect(await whyNot(plant.open(opening({ secrets })))).toMatchObject({ code: 'link.down' });
  });
});

describe('beside a running site', () => {
  it.each([
    ['a MES that is not there', () => 'Bearer x', 'link.down'],
    ['a secret that is missing', () => null, 'ANDON_SECRET_MES_READ'],
  ])('%s keeps nobody from stopping agents, and is said', async (_, secrets, why) => {
    const plant = await mes(good).beside(opening({ secrets, observeOnly: true }));
    expect(plant?.source.link()).toBe('down');
    expect(plant?.said?.en).toContain(why === 'link.down' ? 'The link to 127.0.0.1:1 is down' : why);
    expect(plant?.said?.['zh-CN']).toContain('停止智能体仍然有效');
  });
});

it('is examined also where it does not answer, with what to do', async () => {
  const found = await mes(good).examine(opening({ secrets: () => 'Bearer x' }));
  expect(found).toMatchObject([
    { found: '127.0.0.1:1 answers no handshake (link.down)', warning: { en: expect.stringContaining('is down') } },
  ]);
});
