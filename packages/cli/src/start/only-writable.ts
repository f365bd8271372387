/**
 * The last check before the plant's own: what the site file does not mark as writable is refused, whatever an agent was
 * granted and whatever its vertical makes of a proposal.
 */

import type { ActionSink } from '@andon/connect';
import type { Site } from '../site-file/site.ts';

export function onlyWritable(sink: ActionSink, { lines }: Pick<Site, 'lines'>): ActionSink {
  const writable = new Set(
    lines.flatMap(({ scope, tags }) =>
      Object.entries(tags ?? {}).flatMap(([tag, { writable: may }]) => (may ? [`${scope}/${tag}`] : [])),
    ),
  );
  return {
    link: () => sink.link(),
    capabilities: () => sink.capabilities(),
    send(command) {
      if (writable.has(command.target)) return sink.send(command);
      const message = `${command.target} is not marked writable in the site file`;
      return Promise.resolve({ kind: 'refused', code: 'not-writable', message });
    },
    async readBack(query, signal) {
      if (writable.has(query.target)) return sink.readBack(query, signal);
      return { kind: 'refused', code: 'not-writable', message: `${query.target} was never sent to` };
    },
  };
}
