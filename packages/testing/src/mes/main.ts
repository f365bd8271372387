/**
 * The small MES as a process:
 *
 *     node packages/testing/src/mes/main.ts --port 8090 --log mes.log --coils 20
 *
 * It prints its address as its first line, and ends with SIGTERM. A parent process may tell it what happens
 * on the line.
 */

import { parseArgs } from 'node:util';
import { seededRandom } from '../seeded-random.ts';
import { Faults } from './faults.ts';
import { Mes } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    log: { type: 'string', default: 'mes.log' },
    line: { type: 'string', default: 'test/site/area/line' },
    /** Coils that wait for their disposition from the start: C1, C2 … */
    coils: { type: 'string', default: '10' },
    /** Share of commands that a fault strikes, 0…1. */
    faults: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'late-ms': { type: 'string', default: '400' },
    'slow-ms': { type: 'string', default: '20' },
    /** How many batches of samples it remembers; all unless given. */
    keep: { type: 'string' },
    /** Says that it honours keys and fences, and does not. */
    dishonest: { type: 'boolean', default: false },
  },
});

const share = Number(values.faults);
const mes = new Mes({
  logFile: values.log,
  faults: new Faults(share > 0 ? { share, random: seededRandom(Number(values.seed)) } : null),
  lateMs: Number(values['late-ms']),
  slowMs: Number(values['slow-ms']),
  ...(values.keep !== undefined && { keep: Number(values.keep) }),
  ...(values.dishonest && { pretends: ['honoursKey', 'honoursFence'] }),
});
for (let coil = 1; coil <= Number(values.coils); coil++) mes.inspect(values.line, `C${coil}`);
await mes.listen(Number(values.port));
process.stdout.write(`${mes.url}\n`);

interface Message {
  readonly inspect: readonly { readonly line: string; readonly coil: string; readonly result?: unknown }[];
  /** Tags and their values, one batch each. */
  readonly publish: readonly Readonly<Record<string, unknown>>[];
}

process.on('message', ({ inspect, publish }: Message) => {
  for (const { line, coil, result } of inspect) mes.inspect(line, coil, result);
  // Plant time passes also when nothing happens.
  for (const values of publish.length > 0 ? publish : [{}]) mes.feed.publish(values, Date.now());
});
process.once('disconnect', () => void mes.close());
process.once('SIGTERM', () => void mes.close().then(() => process.exit()));
