/** Runs, and everything that came of one. */

import type { Effect, WholeRun } from '@andon/core';
import { z } from 'zod';
import { because, json, jsonObject, list, named, plantMs, riskClass, said, scope, stamp } from './basics.ts';
import { command, decision, outcomePlan, proposal, toProposal } from './proposal.ts';

const fields = {
  id: z.string(),
  agentId: z.string(),
  vertical: z.string(),
  fingerprint: z.string(),
  triggerKey: z.string(),
  plantMs,
  state: z.enum(['queued', 'leased', 'done', 'failed']),
  attempts: z.number(),
  wake: z.number(),
};

/** Without what it saw. */
export const listedRun = named('ListedRun', z.object(fields));
const run = named('Run', z.object({ ...fields, observation: jsonObject }));

const authorisation = z.object({
  kind: z.enum(['approval', 'window-closed', 'standing']),
  /** Name of who approved. */
  by: z.string().optional(),
  revisionHash: z.string(),
  stopEpoch: z.number(),
});

const effect = named(
  'Effect',
  z.object({
    id: z.string(),
    proposalId: z.string(),
    agentId: z.string(),
    actionType: z.string(),
    riskClass,
    params: jsonObject,
    revisionHash: z.string(),
    line: scope,
    command,
    grantId: z.string(),
    grantRevision: z.number(),
    authorisation,
    intendedMs: plantMs,
    notAfterMs: plantMs,
    state: z.enum([
      'intended',
      'claimed',
      'verified',
      'clamped',
      'accepted',
      'rejected',
      'refused',
      'expired',
      'unknown',
    ]),
    fence: z.number(),
    seq: z.number(),
    wake: z.number(),
    because: because.nullable(),
    before: json,
    after: json,
    needsPerson: z.boolean(),
    settledMs: plantMs.nullable(),
  }),
);

const outcome = named(
  'Outcome',
  outcomePlan.extend({
    id: z.string(),
    proposalId: z.string(),
    effectId: z.string().nullable(),
    agentId: z.string(),
    state: z.enum(['open', 'offered', 'achieved', 'missed', 'critical', 'unjudged']),
    sample: jsonObject.nullable(),
    finding: jsonObject.nullable(),
    judgedMs: plantMs.nullable(),
    wake: z.number(),
  }),
);

export const wholeRun = named(
  'WholeRun',
  z.object({
    run,
    error: jsonObject.nullable(),
    endedAt: stamp.nullable(),
    proposals: list(proposal),
    decisions: list(decision),
    effects: list(effect),
    outcomes: list(outcome),
  }),
);

export function toWholeRun(from: WholeRun): z.output<typeof wholeRun> {
  return { ...from, proposals: from.proposals.map(toProposal), effects: from.effects.map(toEffect) };
}

function toEffect(from: Effect): z.output<typeof effect> {
  return { ...from, because: from.because && said(from.because) };
}
