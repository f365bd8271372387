import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { environmentOf, processAndBelow, showsEnvironments } from './process-environment.ts';

/** A process that starts another one, which waits until its input ends. */
async function family(environment: NodeJS.ProcessEnv) {
  const child = `require('node:child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['inherit', 'ignore', 'ignore'], env: { INNER: 'x' } }).on('spawn', () => console.log('up'))`;
  const parent = spawn(process.execPath, ['-e', child], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(parent, 'exit');
  onTestFinished(async () => {
    parent.stdin.end();
    await ended;
  });
  await once(parent.stdout, 'data');
  return parent.pid as number;
}

describe.skipIf(!showsEnvironments)('what the kernel tells of other processes', () => {
  it('is the names of their environment, not what they are set to, also of what they started', async () => {
    const pid = await family({ ANDON_SECRET_X: 'hush=1', EMPTY: '' });
    const all = processAndBelow(pid);
    expect(all).toHaveLength(2);
    expect(all.map((one) => [...(environmentOf(one) ?? [])])).toEqual([['ANDON_SECRET_X', 'EMPTY'], ['INNER']]);
  });

  it('is nothing of a process that is not there', () => {
    expect(environmentOf(2 ** 30)).toBeNull();
    expect(processAndBelow(2 ** 30)).toEqual([2 ** 30]);
  });
});
