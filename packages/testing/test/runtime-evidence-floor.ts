/** A floor on which dispositions are judged as they were proposed, with demands on evidence that few outcomes meet. */

import { type EvidencePolicy, type EvidenceState, outcomesNeeded, type Proposal } from '@andon/core';
import { aFloor, type Floor, type FloorOptions, floorVertical, inspector, only } from './runtime-floor.ts';

export const demands: EvidencePolicy = {
  targets: { advise: 0.7, approve: 0.75, veto: 0.8, autonomous: 0.85 },
  alpha: { reversible: 0.1, irreversible: 0.01 },
  maxUnverified: 1_000,
};

/** Right outcomes in a row that show *advise*, after so many demotions. */
export function neededForAdvise(demotions = 0): number {
  return outcomesNeeded(
    { successes: 0, failures: 0 },
    demands.targets.advise,
    demands.alpha.reversible / 2 ** demotions,
  );
}

export function judgedAsProposed(options: FloorOptions = {}): Promise<Floor> {
  return aFloor({ evidence: demands, vertical: floorVertical({ judges: 'proposal' }), ...options });
}

/** Dispositions are judged once they are executed, as without more said. */
export function judgedAsExecuted(options: FloorOptions = {}): Promise<Floor> {
  return aFloor({ evidence: demands, ...options });
}

let coils = 0;

/** One coil is disposed of and judged, so many times. */
export async function judge(floor: Floor, verdict: 'good' | 'bad' | 'harm', times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    coils += 1;
    await floor.wishDispose(`coil-${coils}`);
    await floor.report(`coil-${coils}`, verdict);
  }
}

/** Until the chart has had enough; answers how many it took. */
export async function judgeUntilLowered(floor: Floor): Promise<number> {
  for (let times = 1; times <= 50; times += 1) {
    await judge(floor, 'bad');
    if ((await floor.standingGrant()).lowered) return times;
  }
  throw new Error('50 wrong outcomes in a row lowered nothing');
}

/** What was counted in the only trial there is. */
export async function evidenceOf(floor: Floor): Promise<EvidenceState> {
  return only(await floor.record.evidence.list()).state;
}

/** What a person says instead of approving; an edit is to release. */
export function say(
  floor: Floor,
  kind: 'reject' | 'edit' | 'veto',
  { id: proposalId, revisionHash }: Pick<Proposal, 'id' | 'revisionHash'>,
): Promise<Proposal> {
  const params = { coil: 'coil-1', to: 'release' };
  return floor.runtime.decide({ proposalId, kind, revisionHash, by: inspector, reason: '', params });
}
