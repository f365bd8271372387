/**
 * Permutation flow shops as text. Jobs and machines, then a line for each job with its time on each machine, either alone
 * or as `machine duration` pairs with the machines in order from 0. Taillard's form: the numbers behind a line of words,
 * then behind another a line for each *machine*, with the time of each job.
 */

import type { Instance } from './instance.ts';
import { duration, jobLines, pairsOf, type Size, sizeOf } from './read-jobshop.ts';
import { endOf, refuseText, type Token, tokenLines } from './tokens.ts';

/**
 * @param file  how to call it in an error
 * @throws AndonError('schedule.text') naming line and column
 */
export function readFlowshop(text: string, file: string): Instance {
  const lines = tokenLines(text, file);
  const isNumbers = (line: readonly Token[]) => /^[\d.+-]/.test(line[0]?.text ?? '');
  const [head = [], ...rest] = lines.filter(isNumbers);
  if (head.length === 0) refuseText(file, lines[0]?.[0] ?? null, 'no line holds the numbers of jobs and machines');
  const size = sizeOf(head, file);
  // Words before the first number are Taillard's.
  const jobs =
    lines[0] !== head
      ? readColumns(rest, size, file)
      : jobLines(rest, size, file).map((line) => timesOf(line, size, file));
  const asOperations = jobs.map((times) =>
    times.map((time, machine) => ({ alternatives: [{ machine, duration: time }] })),
  );
  return { kind: 'flowshop', machines: size.machines, jobs: asOperations };
}

function readColumns(lines: readonly (readonly Token[])[], { jobs, machines }: Size, file: string): number[][] {
  const rows = jobLines(lines, { jobs: machines }, file, 'machines').map((line) => {
    if (line.length !== jobs)
      refuseText(file, endOf(line), `the line has ${line.length} times, and there are ${jobs} jobs`);
    return line.map((token) => duration(token, file));
  });
  return Array.from({ length: jobs }, (_, job) => rows.map((row) => row[job] as number));
}

function timesOf(line: readonly Token[], { machines }: Size, file: string): number[] {
  if (line.length === machines) return line.map((token) => duration(token, file));
  if (line.length !== 2 * machines) {
    return refuseText(
      file,
      endOf(line),
      `the line has ${line.length} numbers, and ${machines} times or ${2 * machines} with the machines belong here`,
    );
  }
  return pairsOf(line, machines, file).map(({ alternatives: [pair] }, at) => {
    if (pair?.machine !== at)
      refuseText(
        file,
        line[2 * at] as Token,
        `machine ${pair?.machine} comes where machine ${at} belongs: all jobs of a flow shop pass the machines in order`,
      );
    return pair.duration;
  });
}
