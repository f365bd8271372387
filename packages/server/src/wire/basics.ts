/**
 * The parts that answers are made of. What is in the record goes out under the names that it has there: `…Ms` is plant
 * time in ms since the epoch, unless it stands in a stamp. What people read goes out in every language.
 */

import { type Because, type Json, type LocalText, levels, type Scope, say } from '@andon/core';
import { z } from 'zod';

/** Schemas that the document names, so that a client has one type for each. */
export const namedSchemas = z.registry<{ id: string; [key: string]: unknown }>();

export function named<T extends z.ZodType>(id: string, schema: T): T {
  namedSchemas.add(schema, { id });
  return schema;
}

export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** Whatever a vertical or a plant put there. */
export const json = z.unknown() as z.ZodType<Json>;
export const jsonObject = z.record(z.string(), json) as unknown as z.ZodType<{ readonly [key: string]: Json }>;

export const scope = z.string() as z.ZodType<Scope>;
export const level = z.enum(levels);
export const riskClass = z.enum(['reversible', 'irreversible']);
export const plantMs = z.number();

export const localText = named('LocalText', z.object({ en: z.string(), 'zh-CN': z.string() }));
export const stamp = named('Stamp', z.object({ plantMs: z.number(), wallMs: z.number() }));
export const actor = named(
  'Actor',
  z.object({
    id: z.string(),
    name: z.string(),
    roles: list(z.string()),
    authenticatedBy: z.enum(['local', 'system']),
  }),
);

export const because = named(
  'Because',
  z.object({
    code: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** The same, as a sentence. */
    text: localText,
  }),
);

/** A reason with its sentence, as it goes out. */
export function said(reason: Because): Because & { readonly text: LocalText } {
  return { ...reason, text: { en: say(reason, 'en'), 'zh-CN': say(reason, 'zh-CN') } };
}
