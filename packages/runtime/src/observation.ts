/**
 * Observations: what an agent saw when a sample set it off, as the run stores it and as the brain gets it back. Nothing
 * here knows of the record, so that what rehearses an agent observes in the same way as what runs it.
 */

import type { Sample, TagCache } from '@andon/connect';
import type { Json, JsonObject, Reading, Scope } from '@andon/core';
import type { Observation, Trigger } from '@andon/sdk';
import { z } from 'zod';

const StoredReading = z.object({
  value: z.unknown(),
  quality: z.enum(['good', 'uncertain', 'bad', 'stale']),
  status: z.string(),
  sourceTs: z.number(),
});

/** As a run holds it, so that whichever process takes the run sees what was seen. */
export const StoredObservation = z.object({
  scope: z.string(),
  plantMs: z.number(),
  material: z.string().nullable(),
  trigger: z.object({ tag: z.string(), reading: StoredReading }),
  readings: z.record(z.string(), StoredReading),
});

export interface Observing {
  readonly tags: Pick<TagCache, 'latest'>;
  readonly scope: Scope;
  readonly trigger: Trigger;
  /** The one that set it off, and the material that it is about. */
  readonly sample: Sample;
  readonly material: string | null;
  readonly plantMs: number;
}

/** The material that a run would be about; `null` when the sample sets nothing off. Throws what the trigger throws. */
export function setOff(trigger: Trigger, value: unknown): { readonly material: string | null } | null {
  return trigger.where(value) ? { material: trigger.materialOf(value) } : null;
}

/** What the trigger and its tags show now. */
export function observe({ tags, scope, trigger, sample, material, plantMs }: Observing): JsonObject {
  const readings: Record<string, Reading> = {};
  for (const tag of trigger.reads) {
    const latest = tags.latest(`${scope}/${tag}`);
    if (latest) readings[tag] = readingOf(latest);
  }
  return {
    scope,
    plantMs,
    material,
    trigger: { tag: trigger.tag, reading: readingOf(sample) as unknown as Json },
    readings: readings as unknown as Json,
  };
}

/** The observation as a brain takes it. */
export function recall(stored: JsonObject): Observation {
  const { readings, ...rest } = StoredObservation.parse(stored);
  return { ...rest, reading: (tag) => readings[tag] ?? null };
}

export function readingOf({ value, quality, status, sourceTs }: Sample): Reading {
  return { value, quality, status, sourceTs };
}
