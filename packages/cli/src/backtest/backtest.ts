/** A backtest as a whole: the table read, a model chosen, the history played, and what it shows and does not show. */

import { AndonError } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import { agentToTest } from './agent.ts';
import { cannotKnow } from './limits.ts';
import { chooseModel } from './model.ts';
import type { BacktestOptions } from './options.ts';
import { play } from './play.ts';
import { type HistoryRow, readHistory } from './read-history.ts';
import type { BacktestResult } from './result.ts';
import { actionResults } from './summary.ts';

/** @throws AndonError('table.…' | 'history.…' | 'config.invalid'), and what loading a site or a model throws */
export async function backtest(options: BacktestOptions): Promise<BacktestResult> {
  const { file, columns, seed } = options;
  const agent = await agentToTest(options.agent, options.site);
  const { vertical, history, scope, evidence } = agent;
  if (columns.human !== null && !history.people) {
    const problem = `the history of "${vertical.id}" does not say how it reads what people did`;
    throw new AndonError('config.invalid', { path: '--human', problem });
  }
  const labelDelayMs = latestThatCounts(vertical);
  const records = readHistory({ file, columns, history, labelDelayMs });
  const { model, origin, played: rows } = await chooseModel(agent, records, options);
  const playing = { vertical, history, scope, model, evidence, rows };
  const played = await play(playing);
  const summing = { ...playing, played, origin };
  const actions = actionResults(summing);
  const counts: BacktestResult['played'] = {
    rows: rows.length,
    ...spanOf(rows),
    labelled: rows.filter(({ label }) => label !== null).length,
    unlabelled: rows.filter(({ label }) => label === null).length,
    silent: played.rows.filter(({ proposals }) => proposals.length === 0).length,
    unfit: played.unfit.length,
    assumedLabelDelayMs: columns.labelTime === null ? labelDelayMs : null,
  };
  return {
    agent: { vertical: vertical.id, version: vertical.version, model: model?.digest ?? null },
    history: {
      file: records.file,
      sha256: records.fileSha256,
      rows: records.rows.length,
      times: records.times,
      treatments: records.treatments,
    },
    model: origin,
    seed,
    evidence,
    played: counts,
    actions,
    cannotKnow: cannotKnow({ ...summing, records, columns, actions, counts }),
  };
}

/**
 * How long after its row a label is taken to be known where the table does not say: as late as it may be and still count, for
 * the action that waits the shortest. Sooner would let evidence grow, and drift be noticed, before anybody could have known.
 */
function latestThatCounts({ actions }: Vertical<never>): number {
  const all = Object.values(actions).map(({ verify }) => verify);
  const counting = all.filter(({ judges }) => judges === 'proposal');
  return Math.min(...(counting.length > 0 ? counting : all).map(({ horizonMs }) => horizonMs));
}

function spanOf(rows: readonly HistoryRow[]): { readonly from: string; readonly to: string } {
  const [first, last] = [rows[0], rows.at(-1)].map((row) => new Date(row?.record.seenMs ?? 0).toISOString());
  return { from: first as string, to: last as string };
}
