import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COILS_PER_SHIFT } from '../plants/shifts.ts';
import { type DemoFlags, demoOptions } from './options.ts';

describe('the flags of the demo', () => {
  it('are three shifts from shadow, compared on ten seeds, when nothing is asked for', () => {
    expect(demoOptions({})).toEqual({
      ...{ headless: false, seed: 8, coils: 510, scenario: 'baseline', begin: 'shadow', compare: 10 },
      ...{ html: null, speed: 720, dataDir: null, modelDir: null, json: null, exit: false, fresh: false },
      asked: { seed: false, coils: false, scenario: false },
    });
  });

  it('run without a view as fast as they may', () => {
    expect(demoOptions({ headless: true }).speed).toBe(10_000);
    expect(demoOptions({ headless: true, speed: '60' }).speed).toBe(60);
  });

  it('ask for shifts or for coils, and either means that a line of another length is not resumed', () => {
    expect(demoOptions({ shifts: '2' })).toMatchObject({
      coils: 2 * COILS_PER_SHIFT,
      asked: { coils: true },
    });
    expect(demoOptions({ coils: '17' })).toMatchObject({ coils: 17, asked: { coils: true } });
  });

  it.each<[DemoFlags, string, string]>([
    [{ shifts: '0' }, '--shifts', '"0" is not a number from 1 to 100'],
    [{ shifts: '1.5' }, '--shifts', '"1.5" is not a whole number'],
    [{ shifts: '101' }, '--shifts', '"101" is not a number from 1 to 100'],
    [{ coils: '0' }, '--coils', '"0" is not a number from 1 to 17000'],
    [{ coils: '17001' }, '--coils', '"17001" is not a number from 1 to 17000'],
    [{ coils: 'many' }, '--coils', '"many" is not a number from 1 to 17000'],
    [{ coils: '40', shifts: '1' }, '--coils', 'say either --shifts or --coils'],
    [{ begin: 'veto' }, '--begin', '"veto" is neither shadow nor approve'],
    [{ begin: '' }, '--begin', '"" is neither shadow nor approve'],
    [{ compare: '-1' }, '--compare', '"-1" is not a number from 0 to 100'],
    [{ compare: '101' }, '--compare', '"101" is not a number from 0 to 100'],
    [{ compare: ' ' }, '--compare', '" " is not a number from 0 to 100'],
    [{ seed: '1.5' }, '--seed', '"1.5" is not a whole number'],
    [{ compare: '1.5' }, '--compare', '"1.5" is not a whole number'],
    [{ speed: '0' }, '--speed', '"0" is not a number from 1 to 10000'],
    [{ speed: '10001' }, '--speed', '"10001" is not a number from 1 to 10000'],
  ])('refuse %o at its path', (flags, path, problem) => {
    expect(() => demoOptions(flags)).toThrow(
      expect.objectContaining({ code: 'config.invalid', details: { path, problem } }),
    );
  });

  it('refuse a scenario that there is not', () => {
    expect(() => demoOptions({ scenario: 'sunshine' })).toThrow(expect.objectContaining({ code: 'scenario.unknown' }));
  });
});

describe('the files of the demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'andon-options-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('may be new', () => {
    const [json, html] = [join(folder, 'numbers.json'), join(folder, 'report.html')];
    expect(demoOptions({ json, html })).toMatchObject({ json, html });
    expect(demoOptions({ json: '-' }).json).toBe('-');
  });

  it.each(['json', 'html'])('are refused before anything starts where they cannot be written: --%s', (flag) => {
    const nowhere = join(folder, 'none', 'file');
    const refused = (file: string, problem: unknown) =>
      expect.objectContaining({ code: 'config.invalid', details: { path: `--${flag} ${file}`, problem } });
    expect(() => demoOptions({ [flag]: nowhere })).toThrow(refused(nowhere, expect.stringContaining('ENOENT')));
    expect(() => demoOptions({ [flag]: folder })).toThrow(refused(folder, 'it is a folder; name a file'));
  });
});
