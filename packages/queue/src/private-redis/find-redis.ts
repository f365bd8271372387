/** Looks for a server program on PATH. Nothing is installed or downloaded. */

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { isAtLeast, oldestVersion } from './version.ts';

export interface RedisServer {
  readonly file: string;
  readonly kind: 'valkey' | 'redis';
  readonly version: string;
}

export interface RedisSurvey {
  /** Best first. */
  readonly usable: readonly RedisServer[];
  /** What was found and will not do, for `andon doctor`. */
  readonly unusable: readonly { readonly file: string; readonly because: string }[];
}

const programs = ['valkey-server', 'redis-server'];
const answerMs = 5_000;
const run = promisify(execFile);

/** @param path as the environment's PATH */
export async function findRedisServer(path = process.env.PATH ?? ''): Promise<RedisServer | null> {
  return (await surveyRedisServers(path)).usable[0] ?? null;
}

export async function surveyRedisServers(path = process.env.PATH ?? ''): Promise<RedisSurvey> {
  const usable: RedisServer[] = [];
  const unusable: { file: string; because: string }[] = [];
  for (const file of await programsOn(path)) {
    const found = await identify(file);
    if (typeof found === 'string') unusable.push({ file, because: found });
    else usable.push(found);
  }
  return { usable, unusable };
}

async function programsOn(path: string): Promise<string[]> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found: string[] = [];
  for (const program of programs) {
    for (const folder of folders) {
      const file = join(folder, `${program}${suffix}`);
      if (await isExecutable(file)) found.push(file);
    }
  }
  return found;
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Asked and not guessed from the name: distributions ship Valkey under Redis' name too. @returns why not, as text */
async function identify(file: string): Promise<RedisServer | string> {
  let answer: string;
  try {
    answer = (await run(file, ['--version'], { timeout: answerMs })).stdout.trim();
  } catch (error) {
    return `it does not run: ${(error as Error).message.trim()}`;
  }
  const version = /\bv=(\d+(?:\.\d+)+)/.exec(answer)?.[1];
  if (version === undefined) return `it does not tell its version: ${answer.slice(0, 200)}`;
  if (!isAtLeast(version, oldestVersion)) return `it is ${version}, and ${oldestVersion} or newer is needed`;
  return { file, kind: /valkey/i.test(`${answer} ${file}`) ? 'valkey' : 'redis', version };
}
