/** The agent against people, on the same rows and by the same judge. */

import { canonicalJson } from '@andon/core';
import type { RehearsedProposal } from '@andon/runtime';
import type { Judgement } from '@andon/sdk';
import { faultsOf } from './counts.ts';
import { type Bench, judgeBy } from './judge.ts';
import type { Played } from './play.ts';
import type { PeopleResult } from './result.ts';

interface Pair {
  readonly agent: Judgement;
  readonly human: Judgement;
  readonly agreed: boolean;
}

/** @returns `null` where no row says what people did */
export function againstPeople(bench: Bench, played: Played, action: string): PeopleResult | null {
  const { people, faults = {} } = bench.history;
  if (!people || played.rows.every(({ row }) => row.human === null)) return null;
  const pairs = played.rows.flatMap((one) => pairOf(bench, one, action) ?? []);
  const isRight = ({ kind }: Judgement) => kind === 'achieved';
  const count = (agentRight: boolean, humanRight: boolean) =>
    pairs.filter(({ agent, human }) => isRight(agent) === agentRight && isRight(human) === humanRight).length;
  const [agentOnly, humanOnly] = [count(true, false), count(false, true)];
  const byPeople = faultsOf(
    pairs.map(({ human }) => human),
    faults,
  );
  const byAgent = faultsOf(
    pairs.map(({ agent }) => agent),
    faults,
  );
  return {
    pairs: pairs.length,
    bothRight: count(true, true),
    agentOnly,
    humanOnly,
    bothWrong: count(false, false),
    mcnemar: pairs.length === 0 ? null : exactMcNemar(agentOnly, humanOnly),
    critical: {
      agent: pairs.filter(({ agent }) => agent.kind === 'critical').length,
      people: pairs.filter(({ human }) => human.kind === 'critical').length,
    },
    agreed: pairs.filter(({ agreed }) => agreed).length,
    faults: byAgent.map((one, at) => ({ ...one, byPeople: byPeople[at]?.count ?? 0 })),
  };
}

function pairOf(bench: Bench, { row, proposals }: Played['rows'][number], action: string): Pair | null {
  const proposal = proposals.find((one) => isComparable(one, action));
  if (!proposal || row.human === null || !bench.history.people) return null;
  const did = bench.history.people.did(row.record, row.human);
  if (did.action !== action) return null;
  const agent = judgeBy(bench, row, action, proposal.params, proposal.evidence);
  const human = judgeBy(bench, row, action, did.params);
  if (agent === null || human === null) return null;
  return { agent, human, agreed: canonicalJson(proposal.params) === canonicalJson(did.params) };
}

/** What the gate refused would never have been before anybody. */
function isComparable({ actionType, verdict }: RehearsedProposal, action: string): boolean {
  return actionType === action && verdict.kind !== 'refuse';
}

/**
 * McNemar's test, exact and two-sided (Dixon & Mood 1946): if agent and people were equally often right, each row on which
 * one alone was right would fall to either with probability one half.
 */
export function exactMcNemar(agentOnly: number, humanOnly: number): number {
  const rows = agentOnly + humanOnly;
  const fewer = Math.min(agentOnly, humanOnly);
  // In logarithms: one half to the power of some thousand is 0 in doubles.
  let term = -rows * Math.LN2;
  let sum = Math.exp(term);
  for (let count = 1; count <= fewer; count += 1) {
    term += Math.log((rows - count + 1) / count);
    sum += Math.exp(term);
  }
  return Math.min(1, 2 * sum);
}
