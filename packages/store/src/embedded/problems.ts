/** What the last words of initdb or of the server mean in our catalogue. */

import { AndonError } from '@andon/core';
import { currentUser } from './home.ts';

const tellingLines = 12;

export function startProblem(output: string, dataDir: string): AndonError {
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new AndonError('disk.full', { path: dataDir });
  const unknownUser = /could not look up effective user ID \d+: .*/.exec(output);
  if (unknownUser !== null) {
    return new AndonError('postgres.account', { user: currentUser(), problem: unknownUser[0] });
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return new AndonError('postgres.start', { log: lines.slice(-tellingLines).join('\n') || 'it said nothing' });
}
