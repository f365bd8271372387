/**
 * The two parts of a history: what a model may learn from, and what is played. The cut is an instant: before it rows were
 * seen and labels were known; from it on everything is played and nothing is learned.
 */

import type { LabelledRecord } from '@andon/sdk';
import type { HistoryRow } from './read-history.ts';

export interface Split {
  /** When the first played row was seen, ms of plant time. */
  readonly cutMs: number;
  readonly learned: readonly LabelledRecord<Readonly<Record<string, unknown>>>[];
  /** Rows of the first part whose label came too late to learn from. */
  readonly tooLate: number;
  /** Rows of the first part that never had a label. */
  readonly unlabelled: number;
  readonly played: readonly HistoryRow[];
}

/**
 * @param rows   in the order of time, at least one
 * @param share  of the rows, 0 < share < 1; rows seen at the instant of the cut are all played
 */
export function splitHistory(rows: readonly HistoryRow[], share: number): Split {
  const cutMs = rows[Math.floor(share * rows.length)]?.record.seenMs as number;
  const before = rows.filter(({ record }) => record.seenMs < cutMs);
  const labelled = before.filter(({ label }) => label !== null);
  const known = labelled.filter(({ labelMs }) => (labelMs as number) <= cutMs);
  return {
    cutMs,
    learned: known.map(({ record, label }) => ({ row: record, label: label as string })),
    tooLate: labelled.length - known.length,
    unlabelled: before.length - labelled.length,
    played: rows.slice(before.length),
  };
}
