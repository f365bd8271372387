/**
 * A statement sees one moment. One that counts what it saw, and must not be wrong about it, raises a counter from the
 * value that it saw: when another was faster it writes nothing, answers nothing, and runs again.
 */

import { AndonError } from '@andon/core';

/** Each lost race is another's step done, so this many mean a defect. */
const mostTries = 1_000;

export async function untilUndisturbed<T>(name: string, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await attempt();
    if (answer !== undefined) return answer;
  }
  throw new AndonError('internal.defect', { what: `${name} was disturbed ${mostTries} times` });
}
