import { describe, expect, it } from 'vitest';
import type { ShopKind } from './instance.ts';
import { readInstance } from './read-instance.ts';

const read = (text: string, format?: ShopKind) =>
  readInstance(text, { file: 'shop.txt', ...(format ? { format } : {}) });
const pairs = (text: string, format?: ShopKind) => {
  const { kind, machines, jobs } = read(text, format);
  const short = jobs.map((job) =>
    job
      .map(({ alternatives }) => alternatives.map(({ machine, duration }) => `${machine}:${duration}`).join('|'))
      .join(' '),
  );
  return { kind, machines, jobs: short };
};

const jobshop = '2 3\n0 5 2 4 1 3\n1 2 0 6 2 1\n';
const taillard = `Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound
  2 3 1 2 99 9
Times
 5 4 3
 2 6 1
Machines
 1 3 2
 2 1 3
`;
const flow = { kind: 'flowshop', machines: 3, jobs: ['0:5 1:4 2:3', '0:2 1:6 2:1'] };

describe('the readers of shops', () => {
  it.each([
    ['the standard form', jobshop],
    ['comments, blank lines and Windows line ends', `# made up\r\n\r\n2 3\r\n 0 5 2 4 1 3 # first\r\n1 2 0 6 2 1`],
    ['Taillard’s form', taillard],
  ])('read a job shop in %s', (_, text) => {
    expect(pairs(text)).toEqual({ kind: 'jobshop', machines: 3, jobs: ['0:5 2:4 1:3', '1:2 0:6 2:1'] });
  });

  it('read jobs of different lengths, and the same machine again, when told that it is a job shop', () => {
    expect(pairs('2 2\n0 5 1 4 0 3\n1 2\n', 'jobshop').jobs).toEqual(['0:5 1:4 0:3', '1:2']);
  });

  it('read a flexible job shop', () => {
    const text = '2 3 1.5\n2 1 1 5 2 2 4 3 6\n1 1 3 7\n';
    expect(pairs(text)).toEqual({ kind: 'fjsp', machines: 3, jobs: ['0:5 1:4|2:6', '2:7'] });
  });

  it.each([
    ['times alone', '2 3\n5 4 3\n2 6 1\n'],
    ['pairs', '2 3\n0 5 1 4 2 3\n0 2 1 6 2 1\n'],
    [
      'Taillard’s form',
      'number of jobs, number of machines, initial seed, upper bound and lower bound :\n 2 3 7 1 1\nprocessing times :\n 5 2\n 4 6\n 3 1\n',
    ],
  ])('read a flow shop in %s', (_, text) => {
    expect(pairs(text)).toEqual(flow);
  });

  it.each([
    ['', undefined, 1, 1, 'it is empty'],
    ['{"jobs":[]}', undefined, 1, 1, 'begins with the number of jobs'],
    ['2\n', undefined, 1, 2, 'number of machines is missing'],
    ['2 x\n0 1\n0 1\n', 'jobshop', 1, 3, '"x" is not a whole number'],
    ['0 3\n', 'jobshop', 1, 1, 'the number of jobs is 0'],
    ['1 3\n0 5 2 4.5 1 3\n', 'jobshop', 2, 7, '"4.5" is not a whole number'],
    ['1 3\n0 5 3 4 1 3\n', 'jobshop', 2, 5, 'the machine is 3, and must be from 0 to 2'],
    ['1 3\n0 5 2 -4 1 3\n', 'jobshop', 2, 7, 'the time is -4'],
    ['1 3\n0 NaN 2 4 1 3\n', 'jobshop', 2, 3, '"NaN" is not a whole number'],
    ['1 3\n0 99999999999 2 4 1 3\n', 'jobshop', 2, 3, 'the time is 99999999999'],
    ['1 3\n0 5 2 4 1\n', 'jobshop', 2, 10, 'a machine that has no time'],
    ['2 3\n0 5 2 4 1 3\n', 'jobshop', 2, 12, '2 jobs are announced, and there are 1'],
    ['1 3\n0 5 2 4 1 3\n0 5 2 4 1 3\n', 'jobshop', 3, 1, 'more lines than the 1 jobs'],
    ['1 3\n1 1 1\n', 'fjsp', 2, 6, 'the line ends where a time belongs'],
    ['1 3\n1 1 1 5 9\n', 'fjsp', 2, 9, 'the line goes on behind its 1 operations'],
    ['1 3\n1 1 4 5\n', 'fjsp', 2, 5, 'the machine is 4, and must be from 1 to 3'],
    ['1 3\n5 4\n', 'flowshop', 2, 4, 'the line has 2 numbers'],
    ['1 2\n1 5 0 4\n', 'flowshop', 2, 1, 'machine 1 comes where machine 0 belongs'],
    [taillard.replace('Machines\n', 'Else\n'), undefined, 8, 7, 'the block "Machines" is missing'],
    [taillard.replace(' 5 4 3', ' 5 4'), undefined, 7, 7, 'job 1 has 2 times and 3 machines'],
  ] as const)('name line and column of what is wrong in %j (%s)', (text, format, line, column, problem) => {
    expect(() => read(text, format)).toThrow(`The shop shop.txt cannot be read at line ${line}, column ${column}: `);
    expect(() => read(text, format)).toThrow(problem);
  });

  it('say what cannot be planned although it can be read', () => {
    expect(() => read('1 3\n0\n', 'fjsp')).toThrow('because of jobs[0]: the job has no operation');
  });
});
