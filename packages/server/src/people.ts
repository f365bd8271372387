/** Who says it. Taken at their word until there is a sign-in: `Actor.authenticatedBy` says so in the record. */

import { type Actor, AndonError } from '@andon/core';

/** @throws AndonError('person.unlisted') */
export function personWithId(people: readonly Actor[], person: string): Actor {
  const found = people.find(({ id }) => id === person);
  if (!found) throw new AndonError('person.unlisted', { person });
  return found;
}
