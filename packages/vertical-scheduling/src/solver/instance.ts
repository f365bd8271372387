/**
 * A shop as a user writes it, and what may be wrong with it. Jobs, machines and operations are counted from 0. In a flow
 * shop every job passes all machines in order, and all machines work in the same sequence.
 */

import { AndonError } from '@andon/sdk';
import { z } from 'zod';

/** More than any machine of ours has memory to search well. */
export const mostOperations = 20_000;
export const mostAlternatives = 200_000;
export const mostMachines = 2_000;
/** Of all operations together; every time within a plan stays within 32 bits. */
export const mostTime = 2_000_000_000;

export const shopKinds = ['jobshop', 'fjsp', 'flowshop'] as const;
export type ShopKind = (typeof shopKinds)[number];

export interface Alternative {
  readonly machine: number;
  /** Whole, in a unit of the user's choice, ≥ 0. */
  readonly duration: number;
}

export interface Operation {
  /** One or more, on different machines. */
  readonly alternatives: readonly Alternative[];
}

export interface Instance {
  readonly kind: ShopKind;
  readonly machines: number;
  /** The operations of each job, in the order in which they are done. */
  readonly jobs: readonly (readonly Operation[])[];
}

/** Why an instance cannot be planned. */
export type Reason =
  | 'wrong-type'
  | 'no-jobs'
  | 'empty-job'
  | 'no-alternative'
  | 'not-a-number'
  | 'not-whole'
  | 'negative-time'
  | 'unknown-machine'
  | 'machine-twice'
  | 'several-alternatives'
  | 'not-a-flow'
  | 'too-large';

export interface Problem {
  readonly reason: Reason;
  /** As `jobs[2][0].alternatives[1].duration`. */
  readonly path: string;
  /** A sentence without a full stop. */
  readonly problem: string;
}

export type Examined =
  | { readonly kind: 'valid'; readonly instance: Instance }
  | { readonly kind: 'invalid'; readonly problems: readonly [Problem, ...Problem[]] };

type Told = Omit<Problem, 'path'>;

const whole = (why: (value: number) => Told | null) =>
  z.custom<number>().superRefine((value, context) => {
    const told = wrongNumber(value) ?? why(value);
    if (told !== null) context.addIssue({ code: 'custom', message: told.problem, params: { reason: told.reason } });
  });

const Alternative = z.object({
  machine: whole(() => null),
  duration: whole((value) =>
    value < 0
      ? { reason: 'negative-time', problem: `the time is ${value}, and none is less than 0` }
      : value > mostTime
        ? { reason: 'too-large', problem: `the time is ${value}, and at most ${mostTime} is possible` }
        : null,
  ),
});

const Shape = z.object({
  kind: z.enum(shopKinds),
  machines: whole((value) =>
    value < 1 || value > mostMachines
      ? { reason: 'too-large', problem: `${value} machines are not between 1 and ${mostMachines}` }
      : null,
  ),
  jobs: z.array(z.array(z.object({ alternatives: z.array(Alternative) }))),
});

/** Everything that is wrong with `input`, or the instance. */
export function examineInstance(input: unknown): Examined {
  // Before anything walks through it: a list of a hundred million is refused by its length.
  const size = tooMany(input);
  if (size !== null) return { kind: 'invalid', problems: [size] };
  const parsed = Shape.safeParse(input);
  const problems = parsed.success ? problemsOf(parsed.data) : parsed.error.issues.map(problemOf);
  const [first, ...others] = problems;
  if (first !== undefined) return { kind: 'invalid', problems: [first, ...others] };
  return { kind: 'valid', instance: parsed.data as Instance };
}

/** @throws AndonError('schedule.instance') naming the first thing that is wrong, its path and its reason */
export function parseInstance(input: unknown): Instance {
  const examined = examineInstance(input);
  if (examined.kind === 'valid') return examined.instance;
  const { path, problem, reason } = examined.problems[0];
  throw new AndonError('schedule.instance', { path, problem, reason });
}

function wrongNumber(value: unknown): Told | null {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return { reason: 'not-a-number', problem: `${JSON.stringify(value) ?? 'nothing'} is not a number` };
  }
  if (!Number.isFinite(value)) return { reason: 'too-large', problem: `${value} is too large` };
  return Number.isInteger(value) ? null : { reason: 'not-whole', problem: `${value} is not a whole number` };
}

function tooMany(input: unknown): Problem | null {
  const jobs = (input as { jobs?: unknown } | null | undefined)?.jobs;
  if (!Array.isArray(jobs)) return null;
  const refused = (path: string, what: string): Problem => ({ reason: 'too-large', path, problem: what });
  if (jobs.length > mostOperations) return refused('jobs', `${jobs.length} jobs are more than ${mostOperations}`);
  let operations = 0;
  let alternatives = 0;
  for (const job of jobs) {
    if (!Array.isArray(job)) continue;
    operations += job.length;
    if (operations > mostOperations) return refused('jobs', `there are more than ${mostOperations} operations`);
    for (const operation of job) {
      const given = (operation as { alternatives?: unknown } | null | undefined)?.alternatives;
      if (Array.isArray(given)) alternatives += given.length;
    }
    if (alternatives > mostAlternatives) return refused('jobs', `there are more than ${mostAlternatives} alternatives`);
  }
  return null;
}

function problemsOf({ kind, machines, jobs }: z.infer<typeof Shape>): Problem[] {
  if (jobs.length === 0) return [{ reason: 'no-jobs', path: 'jobs', problem: 'there is no job' }];
  const problems: Problem[] = [];
  const say = (reason: Reason, path: string, problem: string) => void problems.push({ reason, path, problem });
  let time = 0;
  for (const [j, job] of jobs.entries()) {
    if (job.length === 0) say('empty-job', `jobs[${j}]`, 'the job has no operation');
    if (kind === 'flowshop' && job.length !== machines) {
      say('not-a-flow', `jobs[${j}]`, `the job has ${job.length} operations, and the flow shop ${machines} machines`);
    }
    for (const [o, { alternatives }] of job.entries()) {
      const path = `jobs[${j}][${o}].alternatives`;
      const seen = new Set<number>();
      let longest = 0;
      if (alternatives.length === 0) say('no-alternative', path, 'no machine can do the operation');
      if (alternatives.length > 1 && kind !== 'fjsp') {
        say(
          'several-alternatives',
          path,
          `only a flexible job shop has ${alternatives.length} machines for one operation`,
        );
      }
      for (const [a, { machine, duration }] of alternatives.entries()) {
        const at = `${path}[${a}].machine`;
        if (machine < 0 || machine >= machines) {
          say('unknown-machine', at, `there is no machine ${machine}: they are numbered from 0 to ${machines - 1}`);
        } else if (seen.has(machine)) {
          say('machine-twice', at, `machine ${machine} is named twice for one operation`);
        } else if (kind === 'flowshop' && machine !== o) {
          say('not-a-flow', at, `operation ${o} of a flow shop is done on machine ${o}, not ${machine}`);
        }
        seen.add(machine);
        longest = Math.max(longest, duration);
      }
      time += longest;
    }
  }
  if (time > mostTime) {
    say('too-large', 'jobs', `all times together are ${time}, and at most ${mostTime} is possible: use a larger unit`);
  }
  return problems;
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const reason =
    issue.code === 'custom' ? ((issue.params?.reason as Reason | undefined) ?? 'wrong-type') : 'wrong-type';
  return { reason, path: pathOf(issue.path), problem: issue.message };
}

function pathOf(path: readonly PropertyKey[]): string {
  const written = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return written.replace(/^\./, '') || 'the instance';
}
