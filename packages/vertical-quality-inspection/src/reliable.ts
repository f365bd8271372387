/** The one way to a value of the line: reliable, fresh and of the shape that is expected, or nothing. */

import type { Observation, Reading } from '@andon/sdk';
import type { z } from 'zod';

/**
 * @param maxAgeMs how old it may be, in plant time
 * @returns `null` when the reading is not good, too old, missing or of another shape
 */
export function reliable<S extends z.ZodType>(
  reading: Reading | null,
  schema: S,
  { nowMs, maxAgeMs }: { readonly nowMs: number; readonly maxAgeMs: number },
): z.infer<S> | null {
  if (reading?.quality !== 'good') return null;
  const fresh = nowMs - reading.sourceTs <= maxAgeMs;
  if (!fresh) return null;
  return schema.safeParse(reading.value).data ?? null;
}

/** `reliable` for a tag of an observation. */
export function reliableTag<S extends z.ZodType>(
  observation: Observation,
  tag: string,
  schema: S,
  maxAgeMs: number,
): z.infer<S> | null {
  return reliable(observation.reading(tag), schema, { nowMs: observation.plantMs, maxAgeMs });
}
