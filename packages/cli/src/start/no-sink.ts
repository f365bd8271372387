/** In place of a sink where a site only observes: there is no way out. */

import type { ActionSink } from '@andon/connect';
import { AndonError } from '@andon/core';

const closed = (): AndonError => new AndonError('link.down', { target: 'no sink: this site only observes' });

export const noSink: ActionSink = {
  link: () => 'down',
  // What binds is that the site observes, not what a sink that is not there could do.
  capabilities: () => ({ readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true }),
  send() {
    throw closed();
  },
  readBack: () => Promise.reject(closed()),
};
