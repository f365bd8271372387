export type { DecideInput } from './approvals.ts';
export { defaultLimits, lineQueue, type RuntimeLimits, verticalQueue } from './context.ts';
export { type RuntimeEventMap, RuntimeEvents } from './events.ts';
export type { CommissionOptions, RuntimeOptions } from './options.ts';
export { NO_STOP, Rehearsal } from './rehearsal/rehearsal.ts';
export type * from './rehearsal/types.ts';
export { Runtime } from './runtime.ts';
export { type LoweredGrant, type LowerGrant, type RehearsedCounts, SIGNING_ROLES, type SignGrant } from './signing.ts';
export { type PressedStop, RESET_ROLE } from './stops.ts';
