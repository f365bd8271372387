/** Which log a record's audit trail is, in its checkpoints. */

import { nodesOf } from '../site-file/equipment.ts';
import type { Site } from '../site-file/site.ts';

/**
 * `acme/harbin/andon`: the equipment's first site, and the schema. Nothing in it is by chance: a record that was begun anew
 * is the same log with fewer events, and that shows against an anchor.
 */
export function auditOrigin({ equipment }: Pick<Site, 'equipment'>, schema: string): string {
  const nodes = nodesOf(equipment);
  const site = nodes.find(({ depth }) => depth === 1) ?? nodes[0];
  return `${site?.scope ?? equipment.id}/${schema}`;
}
