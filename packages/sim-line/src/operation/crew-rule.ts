/**
 * What an inspector says to an agent's disposition, having looked at the coil. Ours, like the rest of the line's people.
 */

import type { Disposition, SurfaceClass } from '../payloads.ts';

/** What an inspector would do with a coil that looks like this; the first is what they would do themselves. */
export const acceptable: Readonly<Record<SurfaceClass, readonly [Disposition, ...Disposition[]]>> = {
  none: ['release'],
  stains: ['release', 'rework', 'downgrade'],
  dirtiness: ['rework', 'release', 'downgrade'],
  bumps: ['downgrade', 'rework'],
  pastry: ['downgrade', 'rework', 'scrap'],
  'z-scratch': ['rework', 'downgrade'],
  'k-scratch': ['downgrade', 'scrap', 'rework'],
  other: ['hold', 'downgrade', 'rework'],
};

export type CrewAnswer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'edit'; readonly disposition: Disposition };

/**
 * A hold is always let stand, for it decides nothing. What a first person wrote in the agent's place, the second one
 * takes as it is or leaves.
 */
export function answerByLook(wanted: string, look: SurfaceClass, revision: number): CrewAnswer {
  const fits: readonly string[] = acceptable[look];
  if (wanted === 'hold' || fits.includes(wanted)) return { kind: 'approve' };
  return revision > 1 ? { kind: 'reject' } : { kind: 'edit', disposition: acceptable[look][0] };
}
