/** Proposals and what people said to them. */

import type { Decision, Proposal, ProposalState } from '@andon/core';
import { z } from 'zod';
import {
  actor,
  because,
  json,
  jsonObject,
  level,
  list,
  localText,
  named,
  plantMs,
  riskClass,
  said,
  scope,
  stamp,
} from './basics.ts';

/** Those that a proposal can be found in; `new` is where it comes from. */
export const proposalStates = [
  'refused',
  'shadowed',
  'advised',
  'awaiting-approval',
  'veto-window',
  'authorised',
  'rejected',
  'vetoed',
  'expired',
] as const satisfies readonly ProposalState[];

/** Those that wait for people. */
export const openStates = ['awaiting-approval', 'veto-window'] as const satisfies readonly ProposalState[];

export const decisionKinds = ['approve', 'edit', 'reject', 'veto'] as const satisfies readonly Decision['kind'][];

export const command = z.object({
  asset: scope,
  target: z.string(),
  value: json,
  material: z.string().nullable(),
});

const verdict = z.object({
  kind: z.enum(['refuse', 'shadow', 'advise', 'await-approval', 'veto-window', 'execute']),
  because,
  level,
  binding: z.string(),
  /** Of a veto window alone. */
  closesAtMs: plantMs.optional(),
});

const evidenceStamp = z.object({
  fingerprint: z.string(),
  actionType: z.string(),
  riskClass,
  demotions: z.number(),
  level,
  proposed: jsonObject.optional(),
});

export const outcomePlan = z.object({
  tag: z.string().nullable(),
  material: z.string().nullable(),
  dueMs: plantMs,
  horizonMs: plantMs,
  evidence: evidenceStamp.nullable(),
});

export const proposal = named(
  'Proposal',
  z.object({
    id: z.string(),
    runId: z.string(),
    agentId: z.string(),
    revision: z.number(),
    revisionHash: z.string(),
    author: actor,
    actionType: z.string(),
    riskClass,
    params: jsonObject,
    command,
    reasons: list(z.object({ code: z.string(), text: localText, evidence: jsonObject.optional() })),
    evidence: jsonObject,
    expected: localText,
    createdMs: plantMs,
    notAfterMs: plantMs,
    approvalUntilMs: plantMs,
    decidedByRole: z.string(),
    verdict,
    state: z.enum(['new', ...proposalStates]),
    stopEpoch: z.number(),
    grantId: z.string().nullable(),
    made: evidenceStamp.optional(),
  }),
);

export const decision = named(
  'Decision',
  z.object({
    id: z.string(),
    proposalId: z.string(),
    kind: z.enum(decisionKinds),
    revisionHash: z.string(),
    by: actor,
    reason: z.string(),
    at: stamp,
  }),
);

export function toProposal(from: Proposal): z.output<typeof proposal> {
  return { ...from, verdict: { ...from.verdict, because: said(from.verdict.because) } };
}
