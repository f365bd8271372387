import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locales } from '@andon/core';
import { featureNames, inspectionModelJson, type LabelledRow, writeModelDir } from '@andon/vertical-quality-inspection';
import { describe, expect, it } from 'vitest';
import {
  type Cells,
  cellsOf,
  classOf,
  columns,
  featuresOf,
  folder,
  type HistoryFileOptions,
  historyFile,
  hourMs,
  startMs,
} from '../../test/history-files.ts';
import { backtest } from './backtest.ts';
import { backtestHtml } from './html.ts';
import { type BacktestFlags, backtestOptions } from './options.ts';
import { backtestReport } from './report.ts';
import type { BacktestResult } from './result.ts';

async function tested(options: HistoryFileOptions = {}, flags: Partial<BacktestFlags> = {}): Promise<BacktestResult> {
  return backtest(backtestOptions({ ...columns, history: historyFile({ rows: 160, ...options }), ...flags }));
}

/** A folder with a model of rows that are like those of the history, and none of them. */
function modelOf(rows: readonly LabelledRow[]): string {
  const dir = join(folder(), 'model');
  writeModelDir(dir, inspectionModelJson(rows, { seed: 1, source: 'test' }));
  return dir;
}
const likeThem = Array.from({ length: 140 }, (_, at) => {
  return { label: classOf(at), features: featuresOf(classOf(at), at + 1000.5) };
});

const codes = ({ cannotKnow }: BacktestResult) => cannotKnow.map(({ code }) => code);
function dispose({ actions }: BacktestResult) {
  const action = actions.find((one) => one.action === 'dispose');
  const [reversible, irreversible] = action?.risks ?? [];
  if (!action || !reversible || !irreversible) throw new TypeError('coils are disposed of');
  return { action, reversible, irreversible };
}

describe('a backtest', () => {
  it('learns from the first part, plays the rest, and says since when a level would have been earned', async () => {
    const result = await tested({ rows: 300 });
    const { reversible, irreversible } = dispose(result);
    // Labels come an hour, twenty rows, later; the one that comes at the cut is known.
    expect(result.model).toMatchObject({ kind: 'learned', rows: 131, tooLate: 19, unlabelled: 0, copies: 0 });
    expect(result.played).toMatchObject({
      rows: 150,
      labelled: 150,
      from: new Date(startMs + 7.5 * hourMs).toISOString(),
    });
    expect(reversible.judged).toMatchObject({ missed: 0, critical: 0, notShown: { unlabelled: 0, late: 0 } });
    expect(reversible.eligible[0]).toMatchObject({ level: 'advise', verdict: 'eligible', row: expect.any(Number) });
    expect(reversible.eligible[3]).toEqual({ level: 'autonomous', verdict: 'not-shown' });
    expect(irreversible.eligible.map(({ verdict }) => verdict)).toEqual([
      'not-shown',
      'not-shown',
      'out-of-reach',
      'out-of-reach',
    ]);
    const [rise] = reversible.levels.changes;
    expect(rise).toMatchObject({ from: 'shadow', to: 'advise', why: null, failures: 0 });
    expect(reversible.next).toMatchObject({ level: 'approve', possible: true });
    expect(reversible.judged.interval?.[1]).toBe(1);
  });

  it('does not call eligible what was earned and lost again', async () => {
    const change = (cells: Cells, row: number) => (row < 230 ? cells : { ...cells, class: 'none' });
    const { reversible } = dispose(await tested({ rows: 300, change }));
    const [rise, fall] = reversible.levels.changes;
    expect(fall?.why?.code).toBe('demoted.drift');
    const [at, lost] = [rise, fall].map((step) => ({ at: step?.at, row: step?.row }));
    expect(reversible.eligible[0]).toEqual({ level: 'advise', verdict: 'lost', ...at, lost });
  });

  it('cannot know of what only an act shows', async () => {
    const { actions } = await tested();
    const move = actions.find(({ action }) => action === 'adjust-furnace-setpoint');
    expect(move).toMatchObject({ judges: 'effect', people: null });
    const because = { verdict: 'cannot-know', why: 'effect-judged' };
    expect(move?.risks[0]?.eligible).toEqual(
      ['advise', 'approve', 'veto', 'autonomous'].map((level) => ({ level, ...because })),
    );
  });

  it('compares with people on the same rows, by the same judge', async () => {
    const { people } = dispose(await tested()).action;
    // Of the 80 rows played people released each seventh, which nothing here deserves.
    const wrong = Array.from({ length: 80 }, (_, at) => at + 80).filter((row) => row % 7 === 6).length;
    expect(people).toMatchObject({ pairs: 80, bothRight: 80 - wrong, agentOnly: wrong, humanOnly: 0, bothWrong: 0 });
    expect(people?.mcnemar).toBeCloseTo(2 / 2 ** wrong, 10);
    expect(people?.faults.find(({ code }) => code === 'lab-escape')).toMatchObject({ count: 0, byPeople: wrong });
  });

  it('says where it did more harm than people, however often it was right', async () => {
    // Without a region it takes a coil for clean; these are not, and people held them.
    const blind = (cells: Cells) => ({
      ...cells,
      people: 'hold',
      ...Object.fromEntries(featureNames.map((name) => [name, ''])),
    });
    const result = await tested({ change: (cells, row) => (row % 10 === 5 ? blind(cells) : cells) });
    expect(dispose(result).action.people?.critical.agent).toBe(8);
    expect(codes(result)).not.toContain('more-harm-than-people');
    const careful = {
      change: (cells: Cells, row: number) => (row % 10 === 5 ? blind(cells) : { ...cells, people: cells.class ?? '' }),
    };
    expect(codes(await tested(careful))).toContain('more-harm-than-people');
  });

  it('says what always proposing the same would have come to', async () => {
    const result = await tested();
    const hold = dispose(result).action.choices?.find(({ name }) => name === 'hold');
    expect(hold).toMatchObject({ abstains: true, always: { judged: 80, right: 80 } });
    expect(codes(result)).toContain('constant-as-good');
  });

  it('plays a row without a label, judges it never, and counts it', async () => {
    const result = await tested({
      change: (cells, row) => (row % 4 === 1 ? { ...cells, class: '', known: '' } : cells),
    });
    const { reversible, irreversible, action } = dispose(result);
    expect(result.played).toMatchObject({ rows: 80, labelled: 60, unlabelled: 20 });
    expect(reversible.judged.judged + irreversible.judged.judged).toBe(60);
    expect(reversible.judged.notShown.unlabelled + irreversible.judged.notShown.unlabelled).toBe(20);
    expect(action.people?.pairs).toBe(60);
  });

  it('tells labels that came too late from those that never came', async () => {
    const late = new Date(startMs + 40 * hourMs).toISOString();
    const result = await tested({ change: (cells, row) => (row >= 100 ? { ...cells, known: late } : cells) });
    const { reversible, irreversible, action } = dispose(result);
    expect(reversible.judged.notShown.late + irreversible.judged.notShown.late).toBe(60);
    expect(codes(result)).toContain('labels-late');
    // When a label came has nothing to do with who was right.
    expect(action.people?.pairs).toBe(80);
  });

  it('leaves rows with gaps to people, and says how many decisions that were', async () => {
    const result = await tested({ change: (cells, row) => (row % 10 === 9 ? { ...cells, X_Minimum: '' } : cells) });
    expect(dispose(result).action.abstained).toBeGreaterThanOrEqual(8);
    const { judged, decided } = dispose(result).reversible.judged;
    expect(decided?.judged).toBeLessThan(judged);
    expect(result.history.treatments.map(({ kind }) => kind)).toContain('gaps');
  });

  it('calls nothing eligible where the model has learned from what is played', async () => {
    const seen = Array.from({ length: 140 }, (_, at) => ({
      label: classOf(at),
      features: featuresOf(classOf(at), at),
    }));
    const result = await tested({}, { model: modelOf(seen) });
    expect(result.model).toEqual({ kind: 'given', sameFile: false, held: 140 });
    expect(codes(result)).toContain('model-saw-rows');
    expect(new Set(dispose(result).reversible.eligible.map(({ verdict }) => verdict))).toEqual(
      new Set(['cannot-know']),
    );
  });

  it('warns of a few rows with the very cells of one learned from, and calls nothing eligible where they are many', async () => {
    const like = (of: (row: number) => number) => (cells: Cells, row: number) => {
      const { class: label, ...features } = cellsOf(of(row));
      return {
        ...cells,
        class: label ?? '',
        ...Object.fromEntries(featureNames.map((name) => [name, features[name] ?? ''])),
      };
    };
    const few = await tested({ rows: 300, change: like((row) => (row === 200 ? 10 : row)) });
    expect(few.model).toMatchObject({ copies: 1 });
    expect(codes(few)).toContain('copies-of-learned');
    expect(dispose(few).reversible.eligible[0]?.verdict).toBe('eligible');
    const many = await tested({ rows: 300, change: like((row) => row % 100) });
    expect(dispose(many).reversible.eligible[0]).toMatchObject({ verdict: 'cannot-know', why: 'copies-of-learned' });
  });

  it('takes rows that lack the same for no copies, and says what the model could not learn from', async () => {
    const empty = (cells: Cells) => ({
      ...cells,
      class: 'none',
      ...Object.fromEntries(featureNames.map((name) => [name, ''])),
    });
    const result = await tested({ rows: 300, change: (cells, row) => (row % 2 === 0 ? empty(cells) : cells) });
    expect(result.model).toMatchObject({ copies: 0, rows: 65, leftOut: 66 });
    expect(codes(result)).not.toContain('copies-of-learned');
  });

  it('warns of a model that may have', async () => {
    const result = await tested({}, { model: modelOf(likeThem) });
    expect(result.model).toEqual({ kind: 'given', sameFile: false, held: 0 });
    expect(result.played.rows).toBe(160);
    expect(codes(result)).toContain('model-may-have-seen');
    expect(dispose(result).reversible.eligible[0]?.verdict).toBe('eligible');
  });

  it('says that nothing can be told apart where there is one label', async () => {
    const one = { change: (cells: Record<string, string>) => ({ ...cells, class: 'bumps' }) };
    await expect(tested(one)).rejects.toThrow(expect.objectContaining({ code: 'history.untrainable' }));
    expect(codes(await tested(one, { model: modelOf(likeThem) }))).toContain('one-label');
  });

  it('says when it took labels to be known, where the table does not', async () => {
    const { labelTime: _, ...without } = columns;
    const file = historyFile({ rows: 400 });
    const result = await backtest(backtestOptions({ ...without, history: file }));
    expect(result.played.assumedLabelDelayMs).toBe(6 * hourMs);
    expect(codes(result)).toContain('label-delay-assumed');
    expect(dispose(result).reversible.judged.notShown).toEqual({ unlabelled: 0, late: 0 });
  });

  it.each<[string, Partial<BacktestFlags>, string]>([
    ['an agent that there is not', { agent: 'scheduling' }, 'history.agent'],
    ['a file that there is not', { history: 'nowhere.csv' }, 'table.unreadable'],
    ['a model that there is not', { model: 'nowhere' }, 'model.unreadable'],
    ['too little to learn from', { trainShare: '0.1' }, 'history.untrainable'],
  ])('refuses %s', async (_name, flags, code) => {
    await expect(tested({}, flags)).rejects.toThrow(expect.objectContaining({ code }));
  });

  it('gives the same bytes for the same file, and others for another seed', async () => {
    const history = historyFile({ rows: 160 });
    const bytes = async (seed: string) =>
      JSON.stringify(await backtest(backtestOptions({ ...columns, history, seed })));
    const first = await bytes('1');
    expect(await bytes('1')).toBe(first);
    expect(await bytes('2')).not.toBe(first);
    expect(first).not.toContain(history.slice(0, history.lastIndexOf('/')));
  });
});

describe.each(locales)('its report in %s', (locale) => {
  const results: readonly [string, () => Promise<BacktestResult>][] = [
    ['whole', () => tested({ rows: 300, change: (cells, row) => (row > 280 ? { ...cells, class: 'none' } : cells) })],
    ['with a model from elsewhere', () => tested({}, { model: modelOf(likeThem) })],
    [
      'of few rows',
      () => tested({ rows: 100, change: (cells, row) => (row < 50 ? cells : { ...cells, class: '', known: '' }) }),
    ],
    ['without people', () => tested({ change: (cells) => ({ ...cells, people: '' }) })],
  ];

  it.each(results)('has no number or word that is none: %s', async (_name, made) => {
    const result = await made();
    const lines = backtestReport(result, locale);
    const page = backtestHtml(result, locale);
    for (const said of [lines.join('\n'), page]) expect(said).not.toMatch(/NaN|Infinity|undefined|\bnull\b|\{\w+\}/);
    for (const { code, text } of result.cannotKnow) {
      expect(lines).toContain(`  ${code}`);
      expect(text['zh-CN']).toMatch(/\p{Script=Han}/u);
    }
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import|\son[a-z]+=|javascript:/i);
  });
});

it('never says that anything was proved, or is safe', () => {
  const here = import.meta.dirname;
  const said = ['limits.ts', '../messages/en-backtest.ts']
    .map((file) => readFileSync(join(here, file), 'utf8'))
    .join('');
  expect(said).not.toMatch(/\bprove[sdn]?\b|\bsafe(?:ty|ly)?\b|guarantee|\bwill be right\b/i);
});
