/**
 * Job shops as text. The standard form: jobs and machines, then a line for each job with `machine duration` pairs, machines
 * from 0. Taillard's form: the numbers behind a line of words, then a block `Times` and a block `Machines`, machines from 1.
 */

import { type Instance, mostMachines, mostOperations, mostTime, type Operation } from './instance.ts';
import { endOf, numberOf, refuseText, type Token, tokenLines } from './tokens.ts';

export interface Size {
  readonly jobs: number;
  readonly machines: number;
}

/**
 * @param file  how to call it in an error
 * @throws AndonError('schedule.text') naming line and column
 */
export function readJobshop(text: string, file: string): Instance {
  const lines = tokenLines(text, file);
  const times = lines.findIndex(([first]) => first?.text.toLowerCase() === 'times');
  return times >= 0 ? readBlocks(lines, times, file) : readPairs(lines, file);
}

/** Jobs and machines from the first two tokens of a line. */
export function sizeOf(line: readonly Token[], file: string): Size {
  const [jobs, machines] = line;
  if (jobs === undefined || machines === undefined) {
    return refuseText(file, endOf(line), 'the number of machines is missing behind the number of jobs');
  }
  return {
    jobs: numberOf(jobs, file, 'the number of jobs', 1, mostOperations),
    machines: numberOf(machines, file, 'the number of machines', 1, mostMachines),
  };
}

/** The lines of the jobs, as many as the header says. */
export function jobLines(
  lines: readonly (readonly Token[])[],
  { jobs }: Pick<Size, 'jobs'>,
  file: string,
  what = 'jobs',
): readonly (readonly Token[])[] {
  const extra = lines[jobs];
  if (extra !== undefined)
    refuseText(file, extra[0] as Token, `there are more lines than the ${jobs} ${what} that are announced`);
  if (lines.length < jobs) {
    const last = lines.at(-1);
    refuseText(
      file,
      last ? endOf(last) : null,
      `${jobs} ${what} are announced, and there are ${lines.length} lines of them`,
    );
  }
  return lines;
}

export function duration(token: Token, file: string): number {
  return numberOf(token, file, 'the time', 0, mostTime);
}

function readPairs([head = [], ...rest]: readonly (readonly Token[])[], file: string): Instance {
  const size = sizeOf(head, file);
  const jobs = jobLines(rest, size, file).map((line) => pairsOf(line, size.machines, file));
  return { kind: 'jobshop', machines: size.machines, jobs };
}

/** `machine duration`, machines from 0, as many as the line holds. */
export function pairsOf(line: readonly Token[], machines: number, file: string): Operation[] {
  if (line.length % 2 === 1) {
    refuseText(
      file,
      endOf(line),
      'the line ends with a machine that has no time: each operation is a machine and its time',
    );
  }
  return Array.from({ length: line.length / 2 }, (_, at) => {
    const machine = numberOf(line[2 * at] as Token, file, 'the machine', 0, machines - 1);
    return { alternatives: [{ machine, duration: duration(line[2 * at + 1] as Token, file) }] };
  });
}

function readBlocks(lines: readonly (readonly Token[])[], times: number, file: string): Instance {
  const head = lines.slice(0, times).find(([first]) => /^\d+$/.test(first?.text ?? ''));
  if (head === undefined)
    refuseText(file, lines[0]?.[0] ?? null, 'no line before "Times" holds the numbers of jobs and machines');
  const size = sizeOf(head, file);
  const split = lines.findIndex(([first]) => first?.text.toLowerCase() === 'machines');
  if (split < times) refuseText(file, endOf(lines.at(-1) ?? head), 'the block "Machines" is missing behind "Times"');
  const timeLines = jobLines(lines.slice(times + 1, split), size, file);
  const machineLines = jobLines(lines.slice(split + 1), size, file);
  const jobs = timeLines.map((line, job) => {
    const machines = machineLines[job] as readonly Token[];
    if (machines.length !== line.length) {
      refuseText(file, endOf(machines), `job ${job + 1} has ${line.length} times and ${machines.length} machines`);
    }
    return line.map((time, at) => ({
      alternatives: [
        {
          machine: numberOf(machines[at] as Token, file, 'the machine', 1, size.machines) - 1,
          duration: duration(time, file),
        },
      ],
    }));
  });
  return { kind: 'jobshop', machines: size.machines, jobs };
}
