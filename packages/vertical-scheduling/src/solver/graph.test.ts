import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flexibleShops, jobshops } from '../../test/shops.ts';
import { dispatch } from './dispatch.ts';
import { Graph } from './graph.ts';
import { seededRandom } from './random.ts';
import { shopOf } from './shop.ts';

const most = { jobs: 6, machines: 4, operations: 5 };

/** All that follows from the plan, computed from nothing. */
function anew(graph: Graph): Graph {
  const other = new Graph(graph.shop);
  other.load(graph.copy());
  return other;
}

const facts = ({ end, tail, makespan, machineBefore, machineAfter, machineFirst, duration }: Graph) => ({
  end,
  tail,
  makespan,
  machineBefore,
  machineAfter,
  machineFirst,
  duration,
});

describe('the graph of a plan', () => {
  it('knows after any moves, taken or refused, what it would know if it were built anew', () => {
    const shops = fc.oneof(jobshops(most), flexibleShops(most));
    fc.assert(
      fc.property(shops, fc.integer(), (instance, seed) => {
        const shop = shopOf(instance);
        const random = seededRandom(seed);
        const graph = new Graph(shop);
        graph.load(dispatch(shop, 'random', random));
        for (let move = 0; move < 30; move += 1) {
          tryAnyMove(graph, random.below);
          expect(facts(graph)).toEqual(facts(anew(graph)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses what would close a cycle, and stays as it was', () => {
    // Both jobs pass both machines in the same order: 0 and 2 on machine 0, 1 and 3 on machine 1.
    const operation = (machine: number) => ({ alternatives: [{ machine, duration: 5 }] });
    const job = [operation(0), operation(1), operation(0)];
    const shop = shopOf({ kind: 'jobshop', machines: 2, jobs: [job] });
    const graph = new Graph(shop);
    graph.load({ line: Int32Array.of(0, 1, 2), alternative: Int32Array.of(0, 1, 2) });
    const before = structuredClone(facts(graph));
    expect(graph.moveBehind(0, 2)).toBe(false);
    expect(graph.moveBefore(2, 0)).toBe(false);
    expect(facts(graph)).toEqual(before);
  });
});

function tryAnyMove(graph: Graph, below: (limit: number) => number): void {
  const { shop, none, machineAfter, alternative } = graph;
  const v = below(none);
  const first = shop.altFirst[v] as number;
  const choice = first + below((shop.altFirst[v + 1] as number) - first);
  if (choice !== alternative[v]) {
    let previous = none;
    let next = graph.machineFirst[shop.altMachine[choice] as number] as number;
    while (next !== none && below(2) === 0) {
      previous = next;
      next = machineAfter[next] as number;
    }
    graph.reassign(v, choice, previous, next);
    return;
  }
  let other = machineAfter[v] as number;
  while (other !== none && machineAfter[other] !== none && below(2) === 0) other = machineAfter[other] as number;
  if (other === none) return;
  if (below(2) === 0) graph.moveBehind(v, other);
  else graph.moveBefore(other, v);
}
