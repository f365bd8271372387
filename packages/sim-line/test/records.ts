/**
 * Prints what an agent may learn from and what it meets, for measuring a policy of dispositions without the framework:
 * one JSON object a line, first labelled regions, then each coil's inspection record and laboratory result.
 *
 *     node packages/sim-line/test/records.ts [scenario] [slabs] [seeds] | node packages/vertical-quality-inspection/proof/dispositions.ts
 */

import { runFlatOut } from '../src/flat-out.ts';
import { tags } from '../src/names.ts';
import { syntheticRows } from '../src/synthetic.ts';

const [scenario = 'baseline', slabs = '384', seeds = '20'] = process.argv.slice(2);
const print = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

for (const row of syntheticRows({ seed: 1_000_012, count: 1000 })) print({ kind: 'region', ...row });
for (let seed = 1; seed <= Number(seeds); seed += 1) {
  runFlatOut({
    seed,
    scenario,
    slabs: Number(slabs),
    people: 'crew',
    policy: ({ tag, value, receivedTs }) => {
      if (tag === tags.inspectionRecord) print({ kind: 'record', seed, plantMs: receivedTs, value });
      if (tag === tags.labResult) print({ kind: 'lab', seed, value });
    },
  });
}
