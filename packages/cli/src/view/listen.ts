/** From the runtime's emitter to one stream of events that a reducer can take. */

import type { RuntimeEvents } from '@andon/runtime';
import { type RuntimeEvent, told } from './state.ts';

/** @returns how to stop listening */
export function listen(events: RuntimeEvents, take: (event: RuntimeEvent) => void): () => void {
  const undo = told.map((kind) => {
    const heard = (...args: unknown[]) => take({ kind, args } as RuntimeEvent);
    events.on(kind, heard);
    return () => events.off(kind, heard);
  });
  return () => {
    for (const one of undo) one();
  };
}
