/** What a label says of any parameters of an action, not only of those that the agent proposed: of people's, of others. */

import { AndonError, type JsonObject, type Reading, type Scope } from '@andon/core';
import { type AnyHistory, actionOf, type Judgement, type Vertical } from '@andon/sdk';
import type { HistoryRow } from './read-history.ts';

export interface Bench {
  readonly vertical: Vertical<never>;
  readonly history: AnyHistory;
  readonly scope: Scope;
}

/**
 * By the action's own `verify`, as of the moment the label was known. It is given what the row and its label showed.
 *
 * @param evidence  of a proposal of the agent's; nobody else has any
 * @returns `null` where there is no label, or it judges nothing about the row's material
 * @throws AndonError('proposal.invalid') when the history gives parameters that do not fit their schema
 */
export function judgeBy(
  { vertical, history }: Bench,
  row: HistoryRow,
  name: string,
  params: JsonObject,
  evidence: JsonObject = {},
): Judgement | null {
  const { record, label, labelMs } = row;
  const { verify, params: schema } = actionOf(vertical, name);
  const issue = schema.safeParse(params).error?.issues[0];
  if (issue) {
    const path = `history: ${issue.path.join('.')}`;
    throw new AndonError('proposal.invalid', { vertical: vertical.id, action: name, path, problem: issue.message });
  }
  if (label === null || labelMs === null || !('sample' in verify.when)) return null;
  const { sample: tag, materialOf } = verify.when;
  const labelled = history.labelled(record, label);
  const judging = labelled.find((one) => one.tag === tag && materialOf(one.value) === record.material);
  if (!judging) return null;
  const seen = new Map<string, Reading>();
  for (const one of history.observed(record)) seen.set(one.tag, good(one.value, record.seenMs));
  for (const one of labelled) seen.set(one.tag, good(one.value, labelMs));
  const judged = verify.judge({
    params,
    before: null,
    after: null,
    sample: judging.value,
    readings: (wanted) => seen.get(wanted) ?? null,
    evidence,
    nowMs: labelMs,
  });
  return judged === 'not-yet' ? null : judged;
}

function good(value: unknown, sourceTs: number): Reading {
  return { value, quality: 'good', status: 'Good', sourceTs };
}
