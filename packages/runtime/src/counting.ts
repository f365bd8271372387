/**
 * Counting a judged outcome. Drift lowers the grant before the outcome is judged: whoever counts again after a process
 * died in between finds another trial under way, so the level falls once and no count is lost.
 */

import {
  because,
  type Counted,
  type CountedResult,
  countOutcome,
  demotedTo,
  type EvidenceUpdate,
  emptyEvidence,
  heldLevel,
  type Outcome,
} from '@andon/core';
import { andon, type RuntimeContext, stamp } from './context.ts';
import { grantNow, lowerGrant } from './demotion.ts';

export type Judged = 'achieved' | 'missed' | 'critical' | 'unjudged';

const results: Readonly<Record<Judged, CountedResult>> = {
  achieved: 'right',
  missed: 'wrong',
  critical: 'wrong',
  unjudged: 'not-shown',
};

export interface Count extends Pick<Counted, 'passed'> {
  readonly update: EvidenceUpdate;
}

/** What the judgement makes of the evidence; `null` where the outcome says nothing of the agent. */
export async function count(
  context: RuntimeContext,
  { agentId, evidence: made }: Pick<Outcome, 'agentId' | 'evidence'>,
  judged: Judged,
): Promise<Count | null> {
  if (!made) return null;
  const { fingerprint, actionType, riskClass, demotions, level: madeAt } = made;
  const subject = { agentId, fingerprint, actionType, riskClass, demotions };
  for (;;) {
    const standing = await grantNow(context, subject);
    // A grant whose signature does not hold is none.
    const grant = standing && context.signer.holds(standing) ? standing : null;
    const held = grant ? heldLevel(grant) : 'off';
    const kept = await context.record.evidence.get(subject);
    const { state, passed, drifted } = countOutcome({
      state: kept?.state ?? emptyEvidence(held),
      madeAt,
      held,
      result: results[judged],
      sameTrial: grant?.fingerprint === fingerprint && grant.demotions === demotions,
      policy: context.evidence,
      riskClass,
      demotions,
      nowMs: stamp(context).plantMs,
    });
    if (!drifted || !grant) return { update: { subject, revision: kept?.revision ?? 0, state }, passed };
    const to = demotedTo(held);
    const why = because('demoted.drift', { sum: rounded(drifted.sum), limit: rounded(drifted.limit), level: to });
    await lowerGrant(context, grant, { to, because: why, by: andon });
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
