/** From a plant's table to rows in the order of time: each with what was seen, and apart from it what turned out later. */

import { basename } from 'node:path';
import { AndonError } from '@andon/core';
import type { AnyHistory, RecordedRow } from '@andon/sdk';
import {
  checkHeader,
  columnsNamed,
  hasComma,
  isMissing,
  numberOf,
  readTableText,
  type Treatment,
} from '@andon/vertical-quality-inspection';
import type { z } from 'zod';
import { checkUnseen, type HistoryColumns } from './options.ts';
import { TimeReader, type TimeStyle } from './times.ts';
import { treatment } from './treatments.ts';

export interface HistoryRow {
  /** Of the file, from 1. */
  readonly line: number;
  /** All that an agent may see of it. */
  readonly record: RecordedRow;
  /** `null` where it was never known. */
  readonly label: string | null;
  /** When the label was known, in ms of plant time, later than the row was seen; `null` without a label. */
  readonly labelMs: number | null;
  /** What people did; `null` where the table does not say. */
  readonly human: string | null;
}

export interface History {
  /** Without its folder. */
  readonly file: string;
  readonly fileSha256: string;
  /** In the order of time. At least one, and at least one with a label. */
  readonly rows: readonly HistoryRow[];
  /** Columns that the agent reads and that are there. */
  readonly columns: ReadonlySet<string>;
  readonly times: TimeStyle;
  readonly treatments: readonly Treatment[];
}

export interface HistorySource {
  readonly file: string;
  readonly columns: HistoryColumns;
  readonly history: AnyHistory;
  /** How long after its row a label is taken to be known where the table does not say, ms. */
  readonly labelDelayMs: number;
}

/** @throws AndonError('table.…' | 'history.…' | 'config.invalid') naming the file, and line and column where there are any */
export function readHistory({ file, columns, history, labelDelayMs }: HistorySource): History {
  const { header, rows: lines, treatments, fileSha256 } = readTableText(file);
  const at = placesOf(columns, header, file);
  checkHeader(header, file);
  const read = columnsRead(history, header, file);
  checkUnseen(columns, new Set(read.keys()));

  const times = new TimeReader(file);
  const lineOfId = new Map<string, number>();
  const done = new Tally();
  const rows = lines.map(({ line, cells }): HistoryRow => {
    const cellAt = (place: number | null) => (place === null ? '' : (cells[place] as string));
    const time = (column: string, place: number) => times.read({ line, column, cell: cellAt(place) });
    const seenMs = time(columns.time, at.time);
    const material = at.id === null ? `row-${line}` : idOf(cellAt(at.id), line);
    const found = cellsOf(read, cells, { file, line, history, done });
    const label = parsed(history.label, cellAt(at.label), { file, line, column: columns.label });
    return { line, record: { material, seenMs, cells: found }, label, human: humanOf(), labelMs: labelMsOf() };

    function labelMsOf(): number | null {
      const cell = cellAt(at.labelTime);
      if (label === null) {
        if (!isMissing(cell)) done.labelTimeAlone += 1;
        return null;
      }
      if (columns.labelTime === null || at.labelTime === null) return seenMs + labelDelayMs;
      if (isMissing(cell)) throw new AndonError('history.no-label-time', { file, line, column: columns.labelTime });
      const knownMs = time(columns.labelTime, at.labelTime);
      if (knownMs < seenMs) {
        const details = { file, line, column: columns.labelTime, cell, seen: cellAt(at.time) };
        throw new AndonError('history.label-early', details);
      }
      if (knownMs === seenMs) done.labelAtOnce += 1;
      return Math.max(knownMs, seenMs + 1);
    }

    function humanOf(): string | null {
      if (columns.human === null || !history.people) return null;
      return parsed(history.people.entry, cellAt(at.human), { file, line, column: columns.human });
    }
  });
  if (rows.every(({ label }) => label === null)) {
    throw new AndonError('history.no-labels', { file, line: rows[0]?.line, column: columns.label });
  }
  return {
    file: basename(file),
    fileSha256,
    rows: rows.toSorted((one, other) => one.record.seenMs - other.record.seenMs),
    columns: new Set(read.keys()),
    times: times.style as TimeStyle,
    treatments: [...treatments, ...ofTimes(times.style), ...ofRows(rows, columns, done), ...ofColumns()],
  };

  function idOf(id: string, line: number): string {
    if (id === '') throw new AndonError('table.no-id', { file, line, column: columns.id });
    const otherLine = lineOfId.get(id);
    if (otherLine !== undefined)
      throw new AndonError('history.same-id', { file, id, line, otherLine, column: columns.id });
    lineOfId.set(id, line);
    return id;
  }

  function ofColumns(): Treatment[] {
    const named = new Set<string | null>(Object.values(columns));
    const unused = header.filter((name) => !read.has(name) && !named.has(name));
    const ofId = columns.id === null ? [treatment.noId()] : [];
    return unused.length === 0 ? ofId : [...ofId, treatment.unused(unused.map((name) => name || '—'))];
  }
}

/** What is counted while rows are read. */
class Tally {
  gaps = 0;
  firstGap: { readonly line: number; readonly column: string } | null = null;
  labelTimeAlone = 0;
  labelAtOnce = 0;
}

type Places = { readonly [Use in keyof HistoryColumns]: null extends HistoryColumns[Use] ? number | null : number };

function placesOf(columns: HistoryColumns, header: readonly string[], file: string): Places {
  const place = (name: string | null) => (name === null ? null : (columnsNamed([name], header, file)[0] as number));
  const { time, label, labelTime, human, id } = columns;
  return {
    time: place(time) as number,
    label: place(label) as number,
    labelTime: place(labelTime),
    human: place(human),
    id: place(id),
  };
}

/** Where each column stands that the agent reads. @throws AndonError('table.no-column') for one that it cannot do without */
function columnsRead({ row }: AnyHistory, header: readonly string[], file: string): ReadonlyMap<string, number> {
  const shape = Object.entries(row.shape as Record<string, z.ZodType>);
  const needed = shape.filter(([name, schema]) => header.includes(name) || !schema.safeParse(undefined).success);
  const names = needed.map(([name]) => name);
  const places = columnsNamed(names, header, file);
  return new Map(names.map((name, index) => [name, places[index] as number]));
}

interface Where {
  readonly file: string;
  readonly line: number;
}

function cellsOf(
  read: ReadonlyMap<string, number>,
  cells: readonly string[],
  { file, line, history, done }: Where & { readonly history: AnyHistory; readonly done: Tally },
): Readonly<Record<string, unknown>> {
  const found: Record<string, string | number | null> = {};
  let gap: string | null = null;
  for (const [column, place] of read) {
    const cell = cells[place] as string;
    found[column] = isMissing(cell) ? null : (numberOf(cell) ?? cell);
    if (found[column] === null) gap ??= column;
  }
  const parsedRow = history.row.safeParse(found);
  if (!parsedRow.success) {
    const issue = parsedRow.error.issues[0];
    const column = String(issue?.path[0] ?? '?');
    throw refusal({ file, line, column }, cells[read.get(column) ?? -1] ?? '', issue);
  }
  if (gap !== null) {
    done.gaps += 1;
    done.firstGap ??= { line, column: gap };
  }
  return parsedRow.data as Readonly<Record<string, unknown>>;
}

/** `null` for an empty cell. */
function parsed(schema: z.ZodType<string>, cell: string, where: Where & { readonly column: string }): string | null {
  if (isMissing(cell)) return null;
  const read = schema.safeParse(cell);
  if (read.success) return read.data;
  throw refusal(where, cell, read.error.issues[0]);
}

function refusal(where: Where & { readonly column: string }, cell: string, issue: z.core.$ZodIssue | undefined) {
  if (issue?.code === 'invalid_type' && hasComma(cell))
    return new AndonError('table.decimal-comma', { ...where, cell });
  return new AndonError('history.cell', { ...where, cell, allowed: allowedBy(issue) });
}

function allowedBy(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue?.code === 'invalid_type') return issue.expected;
  return issue?.message ?? '—';
}

function ofTimes(style: TimeStyle | null): Treatment[] {
  if (style === 'local') return [treatment.localTimes()];
  return style === 'seconds' || style === 'milliseconds' ? [treatment.epoch(style)] : [];
}

function ofRows(rows: readonly HistoryRow[], { human }: HistoryColumns, done: Tally): Treatment[] {
  const treatments: Treatment[] = [];
  const late = outOfOrder(rows);
  const [first] = late;
  if (first) treatments.push(treatment.sorted(late.length, first.line));
  if (done.firstGap) treatments.push(treatment.gaps(done.gaps, done.firstGap.line, done.firstGap.column));
  const unlabelled = rows.filter(({ label }) => label === null).length;
  if (unlabelled > 0) treatments.push(treatment.unlabelled(unlabelled));
  if (done.labelTimeAlone > 0) treatments.push(treatment.labelTimeAlone(done.labelTimeAlone));
  if (done.labelAtOnce > 0) treatments.push(treatment.labelAtOnce(done.labelAtOnce));
  const silent = rows.filter((row) => row.human === null).length;
  if (human !== null && silent > 0) treatments.push(treatment.noHuman(silent));
  return treatments;
}

function outOfOrder(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  let latestMs = Number.NEGATIVE_INFINITY;
  return rows.filter(({ record: { seenMs } }) => {
    const isLate = seenMs < latestMs;
    latestMs = Math.max(latestMs, seenMs);
    return isLate;
  });
}
