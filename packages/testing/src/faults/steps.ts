/** Between which two steps of the effect protocol a killed worker was, told from the record and from what the proxy saw. */

import type { OpenRecord } from '@andon/store';
import type { Seen, Sightings } from './sightings.ts';

export const steps = ['intent→claim', 'claim→send', 'send→read-back', 'read-back→settle', 'settle→outcome'] as const;
export type Step = (typeof steps)[number];

/** How many effects each step had under way. */
export type Caught = Readonly<Record<Step, number>>;

export interface UnderWay {
  readonly id: string;
  readonly state: string;
  /** Of its outcome; `null` before it settles. */
  readonly outcome: string | null;
}

/** Effects that are not at their end, the judgement of their outcome included. */
export async function underWay(record: OpenRecord): Promise<readonly UnderWay[]> {
  const { rows } = await record.pool.query<UnderWay>(
    `select e.id, e.state, o.state as outcome from effect e left join outcome o on o.effect_id = e.id
     where not e.terminal or o.state in ('open', 'offered')`,
  );
  return rows;
}

export function caughtAmong(
  effects: readonly UnderWay[],
  seen: Pick<Sightings, 'has'>,
  isReported: (effectId: string) => boolean,
): Caught {
  const caught = Object.fromEntries(steps.map((step) => [step, 0])) as Record<Step, number>;
  for (const effect of effects) {
    const step = stepOf(effect, (what) => seen.has(what, effect.id), isReported);
    if (step !== null) caught[step] += 1;
  }
  return caught;
}

/** `null` of one whose fate was being looked up already, and of one that waits for the laboratory, not for Andon. */
function stepOf(
  { id, state, outcome }: UnderWay,
  has: (what: Seen) => boolean,
  isReported: (effectId: string) => boolean,
): Step | null {
  if (state === 'intended') return 'intent→claim';
  if (state === 'claimed') {
    if (!has('sent')) return 'claim→send';
    return has('read-back') ? 'read-back→settle' : 'send→read-back';
  }
  return outcome !== null && isReported(id) ? 'settle→outcome' : null;
}

/** A kill counts once, for that of the steps it caught which has been hit least. */
export function countedFor(caught: Caught, sofar: Caught): Step | null {
  const hit = steps.filter((step) => caught[step] > 0);
  return hit.reduce<Step | null>((best, step) => (best === null || sofar[step] < sofar[best] ? step : best), null);
}

/** The step that is shortest of kills. */
export function shortest(sofar: Caught): Step {
  return steps.reduce((least, step) => (sofar[step] < sofar[least] ? step : least));
}
