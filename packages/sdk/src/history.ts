/**
 * How a plant's own records become what a vertical reads: so that a year of them can be replayed through brain, gate and
 * evidence before anything is connected (`andon backtest`). One recorded row is about one coil, part or lot.
 *
 * ```
 * row ─▶ observed(row) ───────▶ the samples of that moment: trigger, readings, preconditions
 * label, once it was known ───▶ labelled(row, label) ─▶ the sample that `verify` judges by
 * what people did ────────────▶ people.did(row, entry) ─▶ an action's parameters, judged by the same `verify`
 * ```
 *
 * Nothing here may look at the label before it was known: `observed` is not given it.
 */

import type { JsonObject, LocalText } from '@andon/core';
import type { z } from 'zod';

/** One row, without its label and without what people did. */
export interface RecordedRow<C = Readonly<Record<string, unknown>>> {
  /** The coil, part or lot, as its id names it. */
  readonly material: string;
  /** When it was seen, in ms of plant time. */
  readonly seenMs: number;
  /** The cells that `row` names, as it parsed them. */
  readonly cells: C;
}

/** What one tag below the scope showed at that moment. It is played with quality `good`. */
export interface RecordedSample {
  readonly tag: string;
  readonly value: unknown;
}

/** Something that a reader of the result must know; the code stays. */
export interface Statement {
  readonly code: string;
  readonly text: LocalText;
}

/** What could have been proposed instead, so that a result can be held against always proposing the same. */
export interface Alternatives<C> {
  /** Every name with its words: `release`, `hold` … */
  readonly names: Readonly<Record<string, LocalText>>;
  /** Names that leave the matter to people. They are proposals, and are also counted as rows without a decision. */
  readonly abstaining: readonly string[];
  /** The name of what was proposed. */
  readonly nameOf: (params: JsonObject) => string;
  /** The parameters that the name stands for. */
  readonly params: (row: RecordedRow<C>, name: string) => JsonObject;
}

/** What people did about a row. */
export interface RecordedDecision {
  readonly action: string;
  /** As a brain would propose it; checked by the action's schema. */
  readonly params: JsonObject;
}

export interface RecordedPeople<C> {
  /** What the column may hold. */
  readonly entry: z.ZodType<string>;
  readonly did: (row: RecordedRow<C>, entry: string) => RecordedDecision;
}

export interface LabelledRecord<C> {
  readonly row: RecordedRow<C>;
  readonly label: string;
}

/** A model to replay with. */
export interface HistoryModel<M> {
  readonly value: M;
  readonly digest: string;
  /** Rows that it learned from; `null` where it does not say. */
  readonly rows: number | null;
  /** The SHA-256 of the file that it learned from, where it says so; `null` where it does not. */
  readonly fileSha256: string | null;
}

export interface HistoryModels<C, M> {
  /**
   * Learns from rows whose labels were known. The same rows and seed give the same model.
   *
   * @throws AndonError('history.untrainable') saying what is missing
   */
  readonly train: (
    rows: readonly LabelledRecord<C>[],
    options: { readonly seed: number; readonly source: string },
  ) => HistoryModel<M>;
  /** Reads one from a folder. Rejects an artefact that does not fit with an error of the catalogue. */
  readonly read: (dir: string) => HistoryModel<M>;
  /** Whether the model holds this very row among those that it learned from. It may have learned from more than it holds. */
  readonly holds: (model: M, row: RecordedRow<C>) => boolean;
}

export interface HistoryDefinition<S extends z.ZodObject = z.ZodObject, M = unknown> {
  /**
   * The columns that it reads, by their names in the table. A cell comes as a number where it reads as one, as `null` where it
   * is empty or says NaN, NA, N/A, null or ?, else as text. A column whose schema takes `undefined` may be absent.
   */
  readonly row: S;
  /** What a label may be. What the schema gives back is the label from then on. */
  readonly label: z.ZodType<string>;
  /** What the plant showed when the row was seen: triggers, their `reads`, and preconditions of the envelope. */
  readonly observed: (row: RecordedRow<z.infer<S>>) => readonly RecordedSample[];
  /** The samples by which `verify` judges what was proposed about the row, as they came when the label was known. */
  readonly labelled: (row: RecordedRow<z.infer<S>>, label: string) => readonly RecordedSample[];
  /**
   * What `observed` and `labelled` take for granted because the record does not hold it, and what that leaves open.
   *
   * @param columns  of the table that `row` reads and that are there
   */
  readonly assumed: (columns: ReadonlySet<string>) => readonly Statement[];
  /** Not given: nothing is compared with people. */
  readonly people?: RecordedPeople<z.infer<S>>;
  /** By action type. */
  readonly alternatives?: Readonly<Record<string, Alternatives<z.infer<S>>>>;
  /** Kinds of error to count apart, by the code of the first reason that `verify` gives. */
  readonly faults?: Readonly<Record<string, LocalText>>;
  /** Not given: the brain has no model that learns. */
  readonly models?: HistoryModels<z.infer<S>, M>;
}

// As with actions, only this file needs to know that columns and models differ between verticals.
// biome-ignore lint/suspicious/noExplicitAny: cells are parsed by the history's own schema before they are used.
export type AnyHistory<M = any> = HistoryDefinition<any, M>;

/** Only there to let the schema of the row type the rest. */
export function history<S extends z.ZodObject, M = undefined>(definition: HistoryDefinition<S, M>): AnyHistory<M> {
  return definition;
}
