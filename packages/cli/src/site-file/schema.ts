/** The shape of a site file. Every key that is not known is a mistake, and is named. */

import { locales } from '@andon/core';
import { z } from 'zod';
import type { Equipment, SiteAgent } from './definition.ts';
import type { PlantDefinition } from './plant.ts';

const localText = z.strictObject(Object.fromEntries(locales.map((locale) => [locale, z.string().min(1)])) as never);
const segment = z.string().regex(/^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/, {
  error: 'must be lower-case letters, digits, and single - _ . between them',
});
const tagPath = z.string().regex(/^[a-z0-9]+(?:[-_.][a-z0-9]+)*(?:\/[a-z0-9]+(?:[-_.][a-z0-9]+)*)*$/, {
  error: 'must be a path below the line in lower case, like furnace/temperature',
});
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'must be a time like 08:00' });
const isFunction = z.custom<never>((value) => typeof value === 'function', { error: 'must be a function' });

const equipment: z.ZodType<Equipment> = z.lazy(() =>
  z.strictObject({
    id: segment,
    name: localText.optional(),
    children: z.array(equipment).optional(),
    tags: z
      .record(tagPath, z.strictObject({ unit: z.string().optional(), writable: z.boolean().optional() }))
      .optional(),
  }),
) as never;

const vertical = z.custom<SiteAgent['vertical']>(
  (value) => {
    const { id, version, actions, triggers, brain } = (value ?? {}) as Record<string, unknown>;
    const named = typeof id === 'string' && typeof version === 'string';
    return named && Array.isArray(triggers) && typeof actions === 'object' && typeof brain === 'object';
  },
  { error: 'must be what defineVertical answers' },
);

const plant = z.custom<PlantDefinition>(
  (value) => {
    const { open, beside, examine, what } = (value ?? {}) as Record<string, unknown>;
    return [open, beside, examine].every((each) => typeof each === 'function') && typeof what === 'string';
  },
  { error: 'must be a plant: mes({ … }) or simulatedLine({ … })' },
);

const anchor = z
  .strictObject({
    file: z.string().min(1, { error: 'is empty' }).optional(),
    url: z
      .string()
      .refine(isAnchorUrl, { error: 'must be an address that begins with https:// or http://, without a password' })
      .optional(),
  })
  .refine(({ file, url }) => (file === undefined) !== (url === undefined), { error: 'says either file or url' });

const share = z.number({ error: 'must be a number' });

export const SiteShape = z.strictObject({
  name: localText.optional(),
  timeZone: z.string().refine(isTimeZone, { error: 'must be an IANA time zone, like Asia/Shanghai' }),
  equipment,
  plant,
  agents: z.array(
    z.strictObject({ vertical, on: z.string(), model: isFunction.optional(), commissionedBy: z.string() }),
  ),
  people: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'must be lower-case words joined by dashes' }),
        name: z.string().min(1, { error: 'is empty' }),
        roles: z.array(z.string().min(1, { error: 'is empty' })),
      }),
    )
    .min(1, { error: 'somebody must be there to decide and to stop' }),
  evidence: z
    .strictObject({
      targets: z.strictObject({ advise: share, approve: share, veto: share, autonomous: share }).optional(),
      alpha: z.strictObject({ reversible: share, irreversible: share }).optional(),
      maxUnverified: z.number().int().optional(),
    })
    .optional(),
  tariffs: z
    .strictObject({
      currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be a code of ISO 4217, like CNY' }),
      electricity: z
        .array(z.strictObject({ from: timeOfDay, to: timeOfDay, perKwh: z.number().min(0) }))
        .min(1, { error: 'needs at least one band' }),
    })
    .optional(),
  grantDays: z.number().int().min(1).max(366).optional(),
  audit: z.strictObject({ anchors: z.array(anchor).max(3, { error: 'three at most' }) }).optional(),
  api: z.strictObject({ port: z.number().int().min(0).max(65_535).optional() }).optional(),
});

function isAnchorUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
