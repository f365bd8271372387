import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readModelDir } from '@andon/vertical-quality-inspection';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type InspectTrainFlags, type InspectTrainJson, trainingOf } from './inspect.ts';
import { inspectReport } from './inspect-report.ts';

const andon = join(import.meta.dirname, '../../bin/andon.mjs');
const flags = { table: 'parts.csv', out: 'model' };

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'andon-inspect-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

const parts = (rows: number): string =>
  [
    'gap,gloss,class',
    ...Array.from(
      { length: rows },
      (_, row) => `${(row % 2) * 5 + row / 1e3},${(row * 7) % 11},${row % 2 ? 'bad' : 'good'}`,
    ),
  ].join('\n');

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [andon, 'inspect', 'train', ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('trainingOf', () => {
  it('takes a target or one-hot columns, and has defaults', () => {
    expect(trainingOf({ ...flags, target: 'class' })).toEqual({
      file: 'parts.csv',
      classes: { kind: 'target', column: 'class' },
      id: null,
      error: 0.05,
      seed: 1,
      date: null,
    });
    expect(trainingOf({ ...flags, oneHot: 'a, b', id: 'coil', error: '.01', seed: '7', date: '2026-11-24' })).toEqual({
      file: 'parts.csv',
      classes: { kind: 'one-hot', columns: ['a', 'b'] },
      id: 'coil',
      error: 0.01,
      seed: 7,
      date: '2026-11-24',
    });
  });

  it.each<[Partial<InspectTrainFlags>, string]>([
    [{}, '--target'],
    [{ target: 'a', oneHot: 'a,b' }, '--target'],
    [{ oneHot: 'a' }, '--one-hot'],
    [{ oneHot: 'a,,b' }, '--one-hot'],
    [{ oneHot: 'a,b,a' }, '--one-hot'],
    [{ target: 'a', id: 'a' }, '--id'],
    [{ target: 'a', error: '0' }, '--error'],
    [{ target: 'a', error: '5' }, '--error'],
    [{ target: 'a', error: '' }, '--error'],
    [{ target: 'a', seed: '1.5' }, '--seed'],
    [{ target: 'a', date: '24.11.2026' }, '--date'],
    [{ target: 'a', date: '2026-13-01' }, '--date'],
  ])('refuses %j, naming %s', (given, path) => {
    expect(() => trainingOf({ ...flags, ...given })).toThrow(
      expect.objectContaining({ code: 'config.invalid', details: expect.objectContaining({ path }) }),
    );
  });
});

describe('inspectReport', () => {
  const result: InspectTrainJson = {
    accuracy: 0.875,
    accuracyInterval: [0.75, 0.94],
    macroF1: 0.8612,
    confusion: {
      classes: ['good', '划痕'],
      counts: [
        [18, 2],
        [3, 17],
      ],
    },
    certified: {
      error: 0.05,
      confidence: 0.95,
      share: 0.6,
      judged: 200,
      needed: 59,
      decided: 120,
      wrong: 1,
      bound: 0.0389,
      threshold: 0.9,
    },
    rows: 40,
    features: 3,
    treatments: [{ kind: 'trimmed', count: 4, text: { en: 'Spaces were cut off.', 'zh-CN': '已去掉空格。' } }],
    seed: 1,
    model: 'm/model.json',
    seconds: 3.21,
  };
  const none = { ...result.certified, share: 0, decided: 0, wrong: 0, bound: null, threshold: null };

  it('tells a person what came of it', () => {
    const lines = inspectReport(result, { table: 'parts.csv', locale: 'en' });
    expect(lines[1]).toBe('Right on rows not learned from: 87.5 % (75 % to 94 %), macro-F1 0.861');
    expect(lines.join('\n')).toContain('Could decide alone at 5 % error: 60 % of the rows, with 95 % confidence');
    expect(lines).toContain('  good      18     2');
    expect(lines).toContain('  - Spaces were cut off.');
  });

  it('speaks Chinese', () => {
    const lines = inspectReport(result, { table: 'parts.csv', locale: 'zh-CN' });
    expect(lines.join('\n')).toContain('可单独判定：60 % 的行');
    expect(lines).toContain('  - 已去掉空格。');
    expect(lines.filter((line) => /^[\x20-\x7e]+$/.test(line) && !/^ {2}(?:good|\s)/.test(line))).toEqual([]);
  });

  it('says why nothing can be certified', () => {
    const few = { ...result, certified: { ...none, judged: 20 } };
    expect(inspectReport(few, { table: 't', locale: 'en' }).join('\n')).toContain(
      '20 rows were held out and judged, and it takes at least 59',
    );
    const wrong = { ...result, certified: none };
    expect(inspectReport(wrong, { table: 't', locale: 'en' }).join('\n')).toContain(
      'too many were wrong even where it was surest',
    );
  });

  it('says that nothing was done to a clean table', () => {
    expect(inspectReport({ ...result, treatments: [] }, { table: 't', locale: 'en' })).toContain(
      'Done to the table: nothing; it was read as it is.',
    );
  });
});

describe('andon inspect train', { timeout: 60_000 }, () => {
  it('trains, writes the numbers to standard output alone, and leaves a model that can be read', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'parts.csv'), parts(300));
    const args = [
      '--table',
      join(dir, 'parts.csv'),
      '--target',
      'class',
      '--out',
      join(dir, 'new/model'),
      '--json',
      '-',
    ];
    const { code, stdout, stderr } = await run(...args, '--lang', 'en');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: 1,
      macroF1: 1,
      confusion: {
        classes: ['bad', 'good'],
        counts: [
          [150, 0],
          [0, 150],
        ],
      },
      certified: { error: 0.05, needed: 59, judged: 90 },
      rows: 300,
      features: 2,
      treatments: [],
      model: join(dir, 'new/model/model.json'),
    });
    expect(stderr).toContain('Right on rows not learned from: 100 %');
    expect(readModelDir(join(dir, 'new/model')).classes).toEqual(['bad', 'good']);
  });

  it('ends with a sentence and leaves nothing where the table does not fit', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'parts.csv'), parts(300).replace('0,0,good', '0;0,good'));
    const { code, stderr } = await run(
      '--table',
      join(dir, 'parts.csv'),
      '--target',
      'class',
      '--out',
      join(dir, 'model'),
      '--lang',
      'zh-CN',
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^table\.cells: 表格 .*parts\.csv 第 2 行有 2 个单元格，应为 3 个/);
    expect(() => readFileSync(join(dir, 'model/model.json'))).toThrow();
  });
});
