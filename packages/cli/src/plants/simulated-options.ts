/** What a simulated line may be asked for. */

import { AndonError } from '@andon/core';
import { z } from 'zod';

const MAX_COILS = 17_000;

const Options = z.strictObject({
  seed: z.number().int().min(0),
  coils: z.number().int().min(1).max(MAX_COILS),
  scenario: z.string(),
  speed: z.number().min(1).max(10_000),
  begin: z.enum(['shadow', 'approve']),
});

/** @throws AndonError('config.invalid') naming the option */
export function checkSimulated(options: unknown): z.infer<typeof Options> {
  const checked = Options.safeParse(options);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const path = `plant: simulatedLine.${issue?.path.join('.')}`;
  throw new AndonError('config.invalid', { path, problem: issue?.message ?? 'it does not fit' });
}
