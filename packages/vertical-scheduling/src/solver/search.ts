/** What every search is to whoever runs it: it goes on by small steps, and takes and gives plans between them. */

import type { Candidate } from './candidate.ts';
import { FlowSearch } from './flow-search.ts';
import type { Instance } from './instance.ts';
import { shopOf } from './shop.ts';
import { ShopSearch } from './shop-search.ts';

export interface Search {
  /** Iterations in one call of `advance`; a millisecond or so. */
  readonly stride: number;
  /** Iterations after which threads exchange their best plans. */
  readonly round: number;
  /** Of the best plan so far. */
  readonly makespan: number;
  readonly best: Candidate;
  advance(): void;
  /** A plan from elsewhere; it is looked at when the search comes to it. */
  offer(candidate: Candidate): void;
}

export interface SearchOptions {
  /** Any whole number. The same instance, seed and stream give the same plans after the same iterations. */
  readonly seed: number;
  /** A number for each thread: threads of one seed search differently. */
  readonly stream: number;
}

export function searchOf(instance: Instance, options: SearchOptions): Search {
  const shop = shopOf(instance);
  return instance.kind === 'flowshop' ? new FlowSearch(shop, options) : new ShopSearch(shop, options);
}
