/** The works of the crash loop: its lines, what people let the agent of each do, and who they are. */

import type { Actor, Level, Scope } from '@andon/core';

export const area: Scope = 'test/site/area';

/** Below each line. */
export const inspectionTag = 'surface/inspection';
export const reportTag = 'laboratory/report';
export const dispositionTag = 'yard/disposition';

/** `changing`: people lower it and let it loose again, all the time. */
export type Licence = Extract<Level, 'shadow' | 'approve' | 'autonomous'> | 'changing';

/** Most acts leave by themselves; the other lines are there to see that nothing leaves that may not. */
const licences: readonly Licence[] = [
  'autonomous',
  'autonomous',
  'autonomous',
  'autonomous',
  'changing',
  'approve',
  'shadow',
];

export const lines: readonly { readonly scope: Scope; readonly name: string; readonly licence: Licence }[] =
  licences.map((licence, at) => ({ scope: `${area}/line-${at + 1}`, name: `line-${at + 1}`, licence }));

const person = (id: string, name: string, roles: readonly string[]): Actor => ({
  id,
  name,
  roles,
  authenticatedBy: 'local',
});

export const inspector = person('li-wei', 'Li Wei', ['inspector', 'operator']);
export const shiftLead = person('chen-jie', 'Chen Jie', ['shift-lead']);
export const processOwner = person('zhao-lei', 'Zhao Lei', ['process-owner']);
export const people = [inspector, shiftLead, processOwner];

/** What a line publishes of a coil that came out of inspection. */
export interface Inspected {
  readonly coil: string;
  /** How long the vertical keeps its process from doing anything else, in ms; 0 or not given: not at all. */
  readonly blockMs?: number;
}
