/**
 * One search, round by round, for as long as nobody stops it. Threads run this each; where there are none it can be called
 * as it is.
 */

import type { Candidate } from './candidate.ts';
import type { Search } from './search.ts';

export interface RoundLimits {
  /** Iterations that are left, > 0; Infinity for no limit. */
  readonly iterations: number;
  /** No plan is better: there the search ends. */
  readonly lowerBound: number;
  readonly isStopped: () => boolean;
  /** After each step that has found a better plan. */
  readonly onBetter: (best: Candidate, iterations: number) => void;
}

export interface RoundEnd {
  readonly best: Candidate;
  /** Done in this round. */
  readonly iterations: number;
  /** Nothing comes after it: stopped, at the bound, or at the last iteration. */
  readonly isLast: boolean;
}

export function runRound(search: Search, { iterations, lowerBound, isStopped, onBetter }: RoundLimits): RoundEnd {
  const until = Math.min(iterations, search.round);
  let done = 0;
  let makespan = search.makespan;
  let isOver = makespan <= lowerBound;
  while (!isOver && done < until) {
    search.advance();
    done += search.stride;
    if (search.makespan < makespan) {
      makespan = search.makespan;
      onBetter(search.best, done);
    }
    isOver = makespan <= lowerBound || isStopped();
  }
  return { best: search.best, iterations: done, isLast: isOver || done >= iterations };
}
