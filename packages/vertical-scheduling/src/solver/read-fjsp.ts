/**
 * Flexible job shops as text: jobs and machines (and often a mean number of alternatives, which is not read), then a line
 * for each job: the number of operations, and for each the number of alternatives with `machine duration` pairs. Machines
 * are counted from 1.
 */

import { type Alternative, type Instance, mostAlternatives, mostOperations, type Operation } from './instance.ts';
import { duration, jobLines, sizeOf } from './read-jobshop.ts';
import { endOf, numberOf, refuseText, type Token, tokenLines } from './tokens.ts';

/**
 * @param file  how to call it in an error
 * @throws AndonError('schedule.text') naming line and column
 */
export function readFjsp(text: string, file: string): Instance {
  const [head = [], ...rest] = tokenLines(text, file);
  const { jobs, machines } = sizeOf(head, file);
  return {
    kind: 'fjsp',
    machines,
    jobs: jobLines(rest, { jobs }, file).map((line) => operationsOf(line, machines, file)),
  };
}

function operationsOf(line: readonly Token[], machines: number, file: string): Operation[] {
  let at = 0;
  const next = (what: string): Token => {
    const token = line[at++];
    return token ?? refuseText(file, endOf(line), `the line ends where ${what} belongs`);
  };
  const count = numberOf(next('the number of operations'), file, 'the number of operations', 0, mostOperations);
  const operations: Operation[] = [];
  for (let operation = 0; operation < count; operation += 1) {
    const choices = numberOf(
      next('the number of alternatives'),
      file,
      'the number of alternatives',
      1,
      mostAlternatives,
    );
    const alternatives: Alternative[] = [];
    for (let choice = 0; choice < choices; choice += 1) {
      const machine = numberOf(next('a machine'), file, 'the machine', 1, machines) - 1;
      alternatives.push({ machine, duration: duration(next('a time'), file) });
    }
    operations.push({ alternatives });
  }
  const extra = line[at];
  if (extra !== undefined) refuseText(file, extra, `the line goes on behind its ${count} operations`);
  return operations;
}
