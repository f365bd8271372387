/**
 * Our names in BullMQ's terms. It refuses ":" in the name of a queue, and its ids may neither hold ":" nor look like a
 * whole number.
 */

import { AndonError } from '@andon/core';

/**
 * Three kinds of queue: one a vertical (runs, in parallel), one a line (recovery of effects, strictly one at a time),
 * and `later` (outcomes to verify).
 */
export type QueueName = `vertical:${string}` | `line:${string}` | 'later';

const QUEUE_NAME = /^(?:later|(?:vertical|line):.{1,500})$/u;
const JOB_ID = /^(?!\d+$)[\w.~-]{1,200}$/;

/** Whether the jobs of this queue run strictly one at a time, in every process together. */
export function isLane(queue: QueueName): boolean {
  return queue.startsWith('line:');
}

/**
 * `line:acme/harbin/hot-strip-1` → `line.acme%2Fharbin%2Fhot-strip-1`. No two names of ours meet in one of BullMQ's.
 *
 * @throws AndonError('config.invalid') when it is no name of a queue
 */
export function encodeQueueName(queue: QueueName): string {
  if (!QUEUE_NAME.test(queue) || !queue.isWellFormed()) {
    throw new AndonError('config.invalid', {
      path: `queue "${queue}"`,
      problem: 'a queue is vertical:<id>, line:<scope> or later',
    });
  }
  return queue.split(':', 1)[0] === queue
    ? queue
    : queue.replace(/^(\w+):(.*)$/su, (_, kind: string, rest: string) => `${kind}.${encodeURIComponent(rest)}`);
}

/** What is wrong with a job's id, or `null`. */
export function problemWithJobId(jobId: string): string | null {
  return JOB_ID.test(jobId)
    ? null
    : 'an id has letters, digits and . _ ~ - only, at most 200, and is not a plain number';
}
