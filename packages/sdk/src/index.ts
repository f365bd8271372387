export {
  AndonError,
  type Because,
  type Envelope,
  type Json,
  type JsonObject,
  type Level,
  type LocalText,
  type Reading,
  type Reason,
  type RiskClass,
  say,
} from '@andon/core';
export * from './action.ts';
export * from './brain.ts';
export * from './history.ts';
export * from './prepare.ts';
export * from './test-kit.ts';
export * from './trigger.ts';
export * from './vertical.ts';
