/**
 * Whether what runs in this container is well: ends with 0, or with 1 and the reason.
 *
 *     healthy.mjs api      the API answers, and reaches its record
 *     healthy.mjs worker   the site is up, and its process touched its lock within ten seconds: it is not stuck. Whether
 *                          plant, record and queue can be reached is for `andon doctor` to say
 */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LATE_MS = 10_000;
const ANSWER_MS = 4_000;
const { ANDON_HOME: home = '', ANDON_API_PORT: port = '4700' } = process.env;

const problem = process.argv[2] === 'worker' ? problemOfWorker() : await problemOfApi();
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function problemOfWorker() {
  if (!existsSync(join(home, 'run.json'))) return `no site is up in ${home}`;
  const lock = statSync(join(home, 'andon.lock'), { throwIfNoEntry: false });
  if (lock === undefined) return `nobody holds ${home}`;
  const silentMs = Math.round(Date.now() - lock.mtimeMs);
  return silentMs < LATE_MS ? null : `the worker has not moved for ${silentMs} ms`;
}

async function problemOfApi() {
  const url = `http://127.0.0.1:${port}/healthz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.ok ? null : `${url} answers ${answer.status}`;
  } catch (error) {
    return `${url} does not answer: ${error}`;
  }
}
