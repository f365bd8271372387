import { describe, expect, it } from 'vitest';
import { partOf, pickDemo, type Seen } from './processes.ts';

const home = '/tmp/andon-footprint-x';
const process = (pid: number, ppid: number, command: string, environment: readonly string[] = []): Seen => ({
  pid,
  ppid,
  command,
  environment,
  ticks: 1,
});

describe('the processes of a demo', () => {
  it('are those that know its home, and all that descend from them', () => {
    const all = [
      process(10, 1, 'node packages/testing/src/footprint/main.ts', [`ANDON_HOME=${home}`]),
      process(11, 10, "script -qfec 'npm' 'start' /dev/null", [`ANDON_HOME=${home}`]),
      process(12, 11, 'npm start', [`ANDON_HOME=${home}`]),
      process(13, 1, `/bin/postgres -D ${home}/postgres`),
      process(14, 13, 'postgres: checkpointer'),
      process(15, 1, '/bin/postgres -D /somewhere/else'),
      process(16, 10, 'git status'),
    ];
    expect(pickDemo(all, home, 10).map(({ pid }) => pid)).toEqual([12, 13, 14]);
  });

  it.each([
    ['npm start', 'npm'],
    ['sh -c node packages/cli/bin/andon.mjs demo', 'npm'],
    ['node packages/cli/bin/andon.mjs demo', 'andon'],
    ['/opt/node /srv/packages/sim-line/src/main.ts {"dir":"/tmp"}', 'line'],
    ['postgres: andon andon [local] idle', 'postgres'],
    ['/usr/bin/redis-server unixsocket:redis.sock', 'redis'],
    ['sleep 1', 'sleep'],
  ])('%s is %s', (command, part) => {
    expect(partOf(command)).toBe(part);
  });
});
