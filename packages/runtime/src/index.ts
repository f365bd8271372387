export type { DecideInput } from './approvals.ts';
export { defaultLimits, type RuntimeLimits } from './context.ts';
export { type RuntimeEventMap, RuntimeEvents } from './events.ts';
export { type CommissionOptions, Runtime, type RuntimeOptions, type SignGrant } from './runtime.ts';
export { type PressedStop, RESET_ROLE } from './stops.ts';
