/** The model that a history is played with, where it comes from, and whether it may have seen what it is played on. */

import { AndonError, isAndonError } from '@andon/core';
import type { RecordedRow } from '@andon/sdk';
import type { LoadedModel } from '../site-file/definition.ts';
import type { AgentToTest } from './agent.ts';
import type { BacktestOptions } from './options.ts';
import type { History, HistoryRow } from './read-history.ts';
import { type Split, splitHistory } from './split.ts';

/** Half to learn from, half to play. */
const defaultShare = 0.5;

export type ModelOrigin =
  /** The brain has none that learns: everything is played. */
  | { readonly kind: 'none' }
  /** Learned from the first part of the history. */
  | {
      readonly kind: 'learned';
      readonly share: number;
      /** ISO 8601: from here on it is played. */
      readonly cut: string;
      readonly rows: number;
      /** Rows with a label known by then that held nothing to learn for this model. */
      readonly leftOut: number;
      readonly tooLate: number;
      readonly unlabelled: number;
      /** Played rows with the very measurements of one that was learned from. */
      readonly copies: number;
    }
  /** Made elsewhere. */
  | {
      readonly kind: 'given' | 'site';
      /** Its artefact names this very file as what it learned from. */
      readonly sameFile: boolean;
      /** Played rows that it holds among those it learned from; it may have learned from more. */
      readonly held: number;
    };

export interface ChosenModel {
  readonly model: LoadedModel | null;
  readonly origin: ModelOrigin;
  readonly played: readonly HistoryRow[];
}

/** @throws AndonError('config.invalid' | 'history.untrainable'), and what reading a model throws */
export async function chooseModel(
  agent: AgentToTest,
  { rows, fileSha256, file }: History,
  { model: asked, seed }: Pick<BacktestOptions, 'model' | 'seed'>,
): Promise<ChosenModel> {
  const { models } = agent.history;
  if (asked?.kind === 'dir') {
    if (!models) throw noModels('--model', agent);
    const { value, digest, fileSha256: learnedFrom } = models.read(asked.dir);
    const held = rows.filter(({ record }) => models.holds(value, record)).length;
    return {
      model: { value, digest },
      origin: { kind: 'given', sameFile: learnedFrom === fileSha256, held },
      played: rows,
    };
  }
  if (asked === null && agent.model !== null) {
    const model = await ofSite(agent);
    const held = models && model ? rows.filter(({ record }) => models.holds(model.value, record)).length : 0;
    return { model, origin: { kind: 'site', sameFile: false, held }, played: rows };
  }
  if (!models) {
    if (asked !== null) throw noModels('--train-share', agent);
    return { model: null, origin: { kind: 'none' }, played: rows };
  }
  const share = asked?.share ?? defaultShare;
  const split = splitHistory(rows, share);
  const trained = models.train(split.learned, { seed, source: `${file}, first ${share} of the rows` });
  const learned = trained.rows ?? split.learned.length;
  return {
    model: { value: trained.value, digest: trained.digest },
    origin: {
      kind: 'learned',
      share,
      cut: new Date(split.cutMs).toISOString(),
      rows: learned,
      leftOut: split.learned.length - learned,
      tooLate: split.tooLate,
      unlabelled: split.unlabelled,
      copies: copiesIn(split),
    },
    played: split.played,
  };
}

async function ofSite({ vertical, model }: AgentToTest): Promise<LoadedModel | null> {
  try {
    return model && (await model());
  } catch (cause) {
    if (isAndonError(cause)) throw cause;
    const problem = `${cause instanceof Error ? cause.message : cause}; no plant is open here. Say --model or --train-share`;
    throw new AndonError('config.invalid', { path: `the model of ${vertical.id}`, problem }, { cause });
  }
}

/** Rows with a gap are left out: that two of them lack the same is no sign of one part. */
function copiesIn({ learned, played }: Split): number {
  const known = new Set(learned.flatMap(({ row }) => wholeCells(row) ?? []));
  return played.filter(({ record }) => known.has(wholeCells(record) ?? '')).length;
}

function wholeCells({ cells }: RecordedRow): string | null {
  return Object.values(cells).includes(null) ? null : JSON.stringify(cells);
}

function noModels(path: string, { vertical }: AgentToTest): AndonError {
  const problem = `the history of "${vertical.id}" says neither how a model is learned nor how one is read`;
  return new AndonError('config.invalid', { path, problem });
}
