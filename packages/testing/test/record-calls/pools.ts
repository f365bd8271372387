/** The few names and spans that calls are made of, so that they meet. */

import type { Actor, Verdict } from '@andon/core';
import { anActor, anAgent } from '../../src/builders.ts';

export const lines = ['acme/harbin/hot-rolling/hot-strip-1', 'acme/harbin/hot-rolling/hot-strip-2'] as const;
export const scopes = ['acme', 'acme/harbin', lines[0], `${lines[0]}/finishing-mill`, lines[1]] as const;
export const holders = ['process-a', 'process-b'] as const;
export const materials = ['coil-1', 'coil-2', null] as const;
export const fingerprints = ['fp-1', 'fp-2'] as const;
export const people: readonly [Actor, ...Actor[]] = [
  anActor({ id: 'li-wei' }),
  anActor({ id: 'zhang-min', name: '张敏' }),
];
export const verdictKinds: readonly [Verdict['kind'], ...Verdict['kind'][]] = [
  'execute',
  'await-approval',
  'veto-window',
  'execute',
  'await-approval',
  'execute',
  'veto-window',
  'execute',
  'refuse',
  'advise',
  'shadow',
  'execute',
];
/** So long that no test sees its end, or over at once. */
export const longMs = 1_000_000_000;
export const coolDownMs = 60_000;
export const hourMs = 3_600_000;

export const agents = lines.map((scope, index) =>
  anAgent({ id: `agt_${index + 1}`, scope, vertical: index === 0 ? 'quality-inspection' : 'scheduling' }),
);
