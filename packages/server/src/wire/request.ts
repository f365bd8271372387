/** What requests may say. What is not known is refused: a name written wrongly would otherwise do nothing, unseen. */

import { z } from 'zod';
import { limits } from '../options.ts';

export const nothing = z.strictObject({});

export const id = z.string().min(1).max(200);
export const byId = z.strictObject({ id });

export const limit = z.coerce.number().int().min(1).max(limits.mostPageRows).default(limits.pageRows);

/** Why somebody did it, in their words. */
export const reason = z.string().max(2_000).default('');
