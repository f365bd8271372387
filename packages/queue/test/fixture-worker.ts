/**
 * A process with a bus of its own, for tests that kill it.
 *
 *     node fixture-worker.ts '{ "backend": …, "prefix": …, "queue": …, "mode": "hold" | "close" }'
 *
 * `hold` takes jobs and never ends one, saying `took <id>`. `close` adds a job, runs it, says `ran`, waits for a line on
 * its input, closes and says `closed`; then nothing may keep it up.
 */

import { once } from 'node:events';
import { z } from 'zod';
import { type JobBusBackend, openJobBus, type QueueName } from '../src/index.ts';

const order = z
  .object({
    backend: z.custom<JobBusBackend>(),
    prefix: z.string(),
    queue: z.custom<QueueName>(),
    mode: z.enum(['hold', 'close']),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const bus = await openJobBus({
  backend: order.backend,
  prefix: order.prefix,
  lockMs: 1_000,
  stalledCheckMs: 200,
  onError: () => {},
});

if (order.mode === 'hold') {
  await bus.work(order.queue, {
    'run.advance': async (_, { jobId }) => {
      say(`took ${jobId}`);
      await new Promise(() => {});
    },
  });
  say('ready');
} else {
  const ran = Promise.withResolvers<void>();
  await bus.work(order.queue, { 'run.advance': async () => ran.resolve() });
  await bus.add(order.queue, 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
  await ran.promise;
  say('ran');
  await once(process.stdin, 'data');
  process.stdin.destroy();
  await bus.close();
  say('closed');
}
