/** A plan as it leaves the package, its digest, and the reader of a plan's file. */

import { createHash } from 'node:crypto';
import { AndonError } from '@andon/sdk';
import { z } from 'zod';
import { type Candidate, startTimes } from './candidate.ts';
import { mostOperations } from './instance.ts';
import type { Shop } from './shop.ts';

/** Jobs, operations of a job and machines from 0; times in the instance's unit. */
export interface Scheduled {
  readonly job: number;
  readonly operation: number;
  readonly machine: number;
  readonly start: number;
  readonly end: number;
}

export interface Schedule {
  readonly makespan: number;
  /** By job, then by operation. */
  readonly schedule: readonly Scheduled[];
}

export interface Plan extends Schedule {
  /** What was made small: the makespan. */
  readonly objective: number;
  /** Proved: no plan is better. Where it equals the objective, the plan is optimal. */
  readonly lowerBound: number;
  /** The independent checker found nothing; what it finds something in never becomes a plan. */
  readonly feasible: true;
  /** SHA-256 of the schedule. */
  readonly planHash: string;
  /** Of all threads together. */
  readonly iterations: number;
  readonly wallMs: number;
  /** When a better plan was known, in ms since the start, and its objective. */
  readonly trace: readonly (readonly [number, number])[];
}

export function scheduleOf(shop: Shop, candidate: Pick<Candidate, 'line' | 'alternative'>): Schedule {
  const starts = startTimes(shop, candidate);
  const schedule = Array.from(starts, (start, v) => {
    const job = shop.jobOf[v] as number;
    const choice = candidate.alternative[v] as number;
    return {
      job,
      operation: v - (shop.jobFirst[job] as number),
      machine: shop.altMachine[choice] as number,
      start,
      end: start + (shop.altDuration[choice] as number),
    };
  });
  return { makespan: schedule.reduce((latest, { end }) => Math.max(latest, end), 0), schedule };
}

export function hashOf({ schedule }: Pick<Schedule, 'schedule'>): string {
  const text = schedule.map(
    ({ job, operation, machine, start, end }) => `${job} ${operation} ${machine} ${start} ${end}\n`,
  );
  return createHash('sha256').update(text.join('')).digest('hex');
}

const count = z.number().int();
const ScheduleFile = z.object({
  makespan: count,
  schedule: z
    .array(z.object({ job: count, operation: count, machine: count, start: count, end: count }))
    .max(mostOperations),
});

/**
 * Of a plan's file only what the checker looks at; it may be anybody's.
 *
 * @param file  how to call it in an error
 * @throws AndonError('schedule.plan') naming the path
 */
export function readSchedule(text: string, file: string): Schedule {
  const refuse = (path: string, problem: string, cause?: unknown): never => {
    throw new AndonError('schedule.plan', { file, path, problem }, cause === undefined ? undefined : { cause });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse('the file', `it is not JSON: ${(cause as Error).message}`, cause);
  }
  const parsed = ScheduleFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return refuse(issue?.path.join('.') || 'the file', issue?.message ?? 'it is no plan');
}
