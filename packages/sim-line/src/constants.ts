/**
 * Every number of the line that a study of sensitivity may vary, in one flat object: the physics and the people. Prices
 * stand in `economics`; they can be varied on closed books, without rolling anything again.
 */

import { people } from './people.ts';
import { physics } from './physics.ts';

export type LineConstants = Readonly<Record<keyof typeof physics | keyof typeof people, number>>;

/** The values that ship. */
export const lineConstants: LineConstants = { ...physics, ...people };

/** The shipped values but for those given. Plant time is whole milliseconds, so durations are rounded to them. */
export function constantsWith(others: Partial<LineConstants> = {}): LineConstants {
  const all = Object.entries({ ...lineConstants, ...others });
  return Object.fromEntries(
    all.map(([name, value]) => [name, name.endsWith('Ms') ? Math.round(value) : value] as const),
  ) as LineConstants;
}
