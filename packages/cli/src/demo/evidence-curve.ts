/** How the evidence for each next level grew, told from the audit trail: one point with every outcome that was counted. */

import {
  type AuditEvent,
  alphaOf,
  type EvidencePolicy,
  type EvidenceStamp,
  nextLevel,
  outcomesNeeded,
} from '@andon/core';
import type { EvidencePoint } from './result.ts';

/** @param events of the trail, in order */
export function evidenceCurve(events: readonly AuditEvent[], policy: EvidencePolicy): readonly EvidencePoint[] {
  const tallies = new Map<string, { successes: number; failures: number }>();
  return events.flatMap(({ type, at, data }) => {
    const stamp = type === 'outcome.judged' ? (data.evidence as unknown as EvidenceStamp | null) : null;
    const next = stamp && nextLevel(stamp.level);
    if (!stamp || !next) return [];
    const { actionType, riskClass, demotions, level } = stamp;
    const key = [actionType, riskClass, demotions, level].join('/');
    const before = tallies.get(key) ?? { successes: 0, failures: 0 };
    const isRight = data.state === 'achieved';
    const tally = isRight
      ? { ...before, successes: before.successes + 1 }
      : { ...before, failures: before.failures + 1 };
    tallies.set(key, tally);
    const judged = tally.successes + tally.failures;
    const needed = outcomesNeeded(tally, policy.targets[next], alphaOf(policy, riskClass, demotions));
    return [{ at: new Date(at.plantMs).toISOString(), action: actionType, riskClass, level, judged, needed }];
  });
}
