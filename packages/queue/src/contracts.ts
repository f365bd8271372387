/**
 * What a job may carry. A job is a hint that something in the record is due: it names the record's row and the wake
 * number under which it was made, and nothing that the record does not hold.
 */

import { z } from 'zod';

const id = z.string().min(1).max(200);
/** Counts up in the record each time a job is made for the same row, since a queue ignores an id that it still holds. */
const wake = z.int().nonnegative();

// Fields that are not known here are left out, not refused: while a new version rolls out, the old one still works.
export const jobContracts = {
  'run.advance': z.object({ runId: id, wake }),
  'effect.recover': z.object({ effectId: id, line: z.string().min(1).max(500), wake }),
  'outcome.verify': z.object({ outcomeId: id, wake }),
} as const satisfies Record<string, z.ZodType>;

export type JobName = keyof typeof jobContracts;

/** Each job's payload. */
export type JobContracts = { [N in JobName]: z.infer<(typeof jobContracts)[N]> };

/** What is wrong with a payload, or what it says. Never throws. */
export function readJob<N extends JobName>(
  name: N,
  data: unknown,
):
  | { readonly kind: 'valid'; readonly data: JobContracts[N] }
  | { readonly kind: 'invalid'; path: string; problem: string } {
  const result = jobContracts[name].safeParse(data);
  if (result.success) return { kind: 'valid', data: result.data as JobContracts[N] };
  const issue = result.error.issues[0];
  return {
    kind: 'invalid',
    path: issue === undefined || issue.path.length === 0 ? 'data' : issue.path.join('.'),
    problem: issue?.message ?? 'it does not fit its contract',
  };
}

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobContracts, name);
}
