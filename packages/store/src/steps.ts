/** What core's tables of states say, as parameters for statements. */

import { AndonError, next, sources, type Transition } from '@andon/core';

/**
 * The only state that the event leads to, wherever it comes from.
 *
 * @throws AndonError('internal.defect') when it leads to none or to several
 */
export function reachedBy<S extends string, E extends string>(table: readonly Transition<S, E>[], event: E): S {
  const reached = [...new Set(sources(table, event).map((from) => next(table, from, event)))];
  const [to] = reached;
  if (to === null || to === undefined || reached.length > 1) {
    throw new AndonError('internal.defect', { what: `"${event}" leads to ${reached.length} states` });
  }
  return to;
}
