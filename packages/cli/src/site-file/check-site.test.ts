import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mes } from '../plants/mes.ts';
import { checkSite } from './check-site.ts';
import { findSiteFile, readSite } from './load-site.ts';
import { openSecrets } from './secrets.ts';

const dir = join(import.meta.dirname, '../../template');
const file = findSiteFile(dir);
const { default: good } = (await import(file)) as { default: Record<string, unknown> & { agents: unknown[] } };

/** What is said of the good site with some keys put otherwise. */
function problems(over: Record<string, unknown>) {
  const checked = checkSite({ ...good, ...over }, 'andon.site.ts');
  return checked.kind === 'wrong' ? checked.problems.map(({ path, problem }) => `${path}: ${problem}`) : [];
}
const credentials = {
  read: { header: 'authorization', secret: 'mes-read' },
  write: { header: 'authorization', secret: 'mes-write' },
};
const [agent] = good.agents as Record<string, unknown>[];
const day = (...bands: [string, string][]) => ({
  currency: 'CNY',
  electricity: bands.map(([from, to]) => ({ from, to, perKwh: 0.5 })),
});

describe('a site file', () => {
  it('that holds is a site, with lines, agents and defaults', async () => {
    const checked = await readSite(file);
    expect(checked).toMatchObject({
      kind: 'site',
      site: {
        lines: [{ scope: 'acme/harbin/hot-rolling/hot-strip-1' }],
        agents: [{ id: 'scratch-watch@acme/harbin/hot-rolling/hot-strip-1', commissionedBy: { id: 'wang-jun' } }],
        ...{ grantDays: 30, tariffs: { currency: 'CNY' }, evidence: { targets: { advise: 0.9 } } },
      },
    });
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ tagz: 1 }, /^tagz: there is no such key/],
    [{ timeZone: 'Asia/Harbinn' }, /^timeZone: must be an IANA/],
    [{ equipment: { id: 'Acme' } }, /^equipment\.id: must be lower-case/],
    [{ equipment: { id: 'acme', children: [{ id: 'harbin' }] } }, /^equipment: there is no line/],
    [{ plant: {} }, /^plant: must be a plant/],
    [{ plant: mes({ ...credentials, url: 'http://mes.example' }) }, /^plant\.url: credentials would travel readable/],
    [{ agents: [{ ...agent, on: 'acme/harbin' }] }, /^agents\.0\.on: "acme\/harbin" is no line/],
    [{ agents: [{ ...agent, commissionedBy: 'nobody' }] }, /^agents\.0\.commissionedBy: "nobody" is nobody/],
    [{ agents: [{ ...agent, commissionedBy: 'lin-mei' }] }, /^agents\.0\.commissionedBy: Lin Mei may not sign/],
    [{ agents: [{ ...agent, vertical: {} }] }, /^agents\.0\.vertical: must be what defineVertical/],
    [{ agents: [agent, agent] }, /^agents\.1: scratch-watch is on .* already/],
    [{ people: [] }, /^people: somebody must be there/],
    [{ evidence: { maxUnverified: 0 } }, /^evidence\.maxUnverified: 0 is not/],
    [{ tariffs: day(['00:00', '08:00'], ['09:00', '24:00']) }, /^tariffs\.electricity\.1\.from: nothing covers 08:00/],
    [{ tariffs: day(['00:00', '12:00'], ['08:00', '24:00']) }, /^tariffs\.electricity\.1\.from: overlaps/],
    [{ tariffs: day(['00:00', '23:00']) }, /^tariffs\.electricity\.0\.to: nothing covers 23:00 to 24:00/],
    [{ tariffs: day(['22:00', '06:00']) }, /a night takes two bands/],
    [{ grantDays: 0 }, /^grantDays/],
    [{ audit: { anchor: [] } }, /^audit\.anchor: there is no such key/],
    [{ audit: { anchors: [{ file: 'a', url: 'https://w' }] } }, /^audit\.anchors\.0: says either file or url/],
    [{ audit: { anchors: [{ path: '/mnt/a' }] } }, /^audit\.anchors\.0\.path: there is no such key/],
    [{ audit: { anchors: [{ file: 'a' }, { url: 'ftp://w' }] } }, /^audit\.anchors\.1\.url: must be an address/],
    [{ audit: { anchors: [{ url: 'https://me:pw@w' }] } }, /^audit\.anchors\.0\.url: .* without a password/],
    [{ audit: { anchors: [{ file: 'a' }, { file: './a' }] } }, /^audit\.anchors\.1: .*a is audit\.anchors\.0 already/],
  ])('%# is refused with the path of what is wrong', (over, said) => {
    expect(problems(over).join('\n')).toMatch(new RegExp(said.source, 'm'));
  });

  it('names its anchors from where it stands', () => {
    const audit = { anchors: [{ file: '../mnt/a.txt' }, { url: 'https://witness.example/add' }] };
    expect(checkSite({ ...good, audit }, '/sites/harbin/andon.site.ts')).toMatchObject({
      site: {
        anchors: [
          { kind: 'file', file: '/sites/mnt/a.txt' },
          { kind: 'url', url: 'https://witness.example/add' },
        ],
      },
    });
  });

  it('whose plant is better asked for otherwise holds, and says so', () => {
    const plant = mes({ ...credentials, write: credentials.read, url: 'https://mes.example' });
    const checked = checkSite({ ...good, plant }, 'andon.site.ts');
    expect(checked).toMatchObject({ kind: 'site', warnings: [{ path: 'plant.write.secret' }] });
  });

  it('whose plant is the MES that is written out in a comment holds as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'andon-site-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const lines = readFileSync(file, 'utf8')
      .replace('simulatedLine }', 'mes }')
      .split('\n')
      .filter((text) => !text.includes('simulatedLine('));
    const from = lines.findIndex((text) => text.includes('// plant: mes({'));
    const to = lines.findIndex((text, at) => at > from && text.includes('// }),'));
    const written = lines.map((text, at) => (at >= from && at <= to ? text.replace('// ', '') : text));
    const changed = join(folder, 'andon.site.ts');
    writeFileSync(changed, written.join('\n'));
    expect(await readSite(changed)).toMatchObject({
      ...{ kind: 'site', warnings: [] },
      site: { plant: { what: 'MES at mes.harbin.example:8443', writeSecrets: ['mes-write'] } },
    });
  });

  it('names tags that an agent reads and the line does not have', () => {
    const line = { id: 'hot-strip-1', tags: { 'lab/result': {} } };
    const equipment = {
      id: 'acme',
      children: [{ id: 'harbin', children: [{ id: 'hot-rolling', children: [line] }] }],
    };
    expect(problems({ equipment })).toEqual([
      expect.stringMatching(/^agents\.0: scratch-watch names the tag "surface-inspection\/record" at triggers\.0\.tag/),
      expect.stringMatching(/"surface-inspection\/remote-control" at actions\.hold\.envelope\.preconditions/),
    ]);
  });

  it('is asked for with what to do where there is none', () => {
    expect(() => findSiteFile('/nowhere')).toThrow(/andon init/);
  });
});

describe('secrets', () => {
  it('come from the environment, or are not there', () => {
    const secrets = openSecrets('/nowhere', { ANDON_SECRET_MES_TOKEN: 'abc' });
    expect(secrets('mes-token')).toBe('abc');
    expect(secrets('other')).toBeNull();
  });

  it('that only writing takes are never looked up where a site observes', () => {
    const secrets = openSecrets('/nowhere', { ANDON_SECRET_MES_TOKEN: 'abc' }, ['mes-token']);
    expect(() => secrets('mes-token')).toThrow(/only observes/);
  });
});
