/**
 * Prints how many slabs a second the world runs flat out, without the framework.
 *
 *     npm run flat-out -w @andon/sim-line -- [scenario] [slabs] [seed]
 */

import { runFlatOut } from '../src/index.ts';

const [scenario = 'baseline', slabs = '20000', seed = '1'] = process.argv.slice(2);
const startedMs = performance.now();
const { account, plantMs, samples } = runFlatOut({ scenario, slabs: Number(slabs), seed: Number(seed) });
const tookS = (performance.now() - startedMs) / 1000;
process.stdout.write(
  `${scenario}: ${Math.round(account.slabs / tookS)} slabs/s (${account.slabs} slabs, ${samples} samples, ` +
    `${Math.round(plantMs / 3_600_000)} plant hours in ${tookS.toFixed(2)} s)\n`,
);
