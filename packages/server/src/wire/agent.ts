/** Agents, and where each kind of their actions stands. */

import { type Agent, type Cap, type Grant, heldLevel, type Standing } from '@andon/core';
import { z } from 'zod';
import { actor, because, level, list, localText, named, plantMs, riskClass, said, scope } from './basics.ts';

const cap = named('Cap', z.object({ source: z.string(), level, because }));

const counts = { successes: z.number(), failures: z.number(), target: z.number(), alpha: z.number() };
const basis = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('commissioning') }),
  z.object({ kind: z.literal('renewal') }),
  z.object({ kind: z.literal('evidence'), ...counts }),
  z.object({ kind: z.literal('rehearsal'), source: z.string(), ...counts }),
]);

/** Without its signature, which proves nothing to who does not hold the key. */
const grant = named(
  'Grant',
  z.object({
    id: z.string(),
    level,
    fingerprint: z.string(),
    revision: z.number(),
    signedBy: list(actor),
    reason: z.string(),
    basis,
    notAfterMs: plantMs,
    lowered: z.object({ to: level, because, by: actor, atMs: plantMs }).nullable(),
    demotions: z.number(),
  }),
);

const nextLevel = z.object({
  level,
  target: z.number(),
  alpha: z.number(),
  judged: z.number(),
  successes: z.number(),
  failures: z.number(),
  needed: z.number(),
  lowerBound: z.number(),
  passed: z.boolean(),
  possible: z.boolean(),
});

const standing = named(
  'Standing',
  z.object({
    actionType: z.string(),
    riskClass,
    /** What the grant says, as far as it was not lowered; `off` without one. */
    held: level,
    /** What holds now: the lowest of all caps. */
    level,
    binding: cap,
    caps: list(cap),
    ceiling: level,
    grant: grant.nullable(),
    next: nextLevel.nullable(),
    drift: z.object({ sum: z.number(), limit: z.number() }).nullable(),
    unverified: z.object({ count: z.number(), limit: z.number() }),
    lowers: list(localText),
  }),
);

export const agent = named(
  'Agent',
  z.object({
    id: z.string(),
    scope,
    vertical: z.string(),
    version: z.string(),
    fingerprint: z.string(),
    /** Empty where this process does not know what the agent can do. */
    actions: list(standing),
  }),
);

export function toAgent(from: Agent, standings: readonly Standing[]): z.output<typeof agent> {
  return { ...from, actions: standings.filter(({ agentId }) => agentId === from.id).map(toStanding) };
}

function toStanding(from: Standing): z.output<typeof standing> {
  const held = from.grant === null ? 'off' : heldLevel(from.grant);
  return { ...from, held, binding: toCap(from.binding), caps: from.caps.map(toCap), grant: toGrant(from.grant) };
}

function toCap(from: Cap): z.output<typeof cap> {
  return { ...from, because: said(from.because) };
}

function toGrant(from: Grant | null): z.output<typeof grant> | null {
  return from && { ...from, lowered: from.lowered && { ...from.lowered, because: said(from.lowered.because) } };
}
