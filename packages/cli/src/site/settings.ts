/**
 * What the environment says. Everything is checked before anything starts.
 */

import { resolve } from 'node:path';
import { AndonError, chooseLocale, type Locale } from '@andon/core';
import { z } from 'zod';

export interface Settings {
  /** Folder with the record, the queue and the logs. */
  readonly home: string;
  /** A PostgreSQL of the site's, `null` for the private one. */
  readonly databaseUrl: string | null;
  /** A Redis or Valkey of the site's, `null` to look for one on PATH. */
  readonly redisUrl: string | null;
  /** Where the API listens on this machine, 0 for a free one; `null`: as the site file says. */
  readonly apiPort: number | null;
  readonly locale: Locale;
}

const filled = z.string().min(1, { error: 'it is empty' });

const Environment = z.object({
  ANDON_HOME: filled.optional(),
  ANDON_DATABASE_URL: filled
    .regex(/^postgres(?:ql)?:\/\//, { error: 'it must begin with postgres:// or postgresql://' })
    .optional(),
  ANDON_REDIS_URL: filled.regex(/^rediss?:\/\//, { error: 'it must begin with redis:// or rediss://' }).optional(),
  ANDON_API_PORT: filled
    .regex(/^\d{1,5}$/, { error: 'it must be a port, 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'it must be a port, 0 to 65535' })
    .optional(),
});

/**
 * @param language of `--lang`, before ANDON_LANG and the system's
 * @throws AndonError('config.invalid') naming the variable
 */
export function readSettings(environment: NodeJS.ProcessEnv, language?: string): Settings {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AndonError('config.invalid', { path: issue?.path.join('.') ?? '?', problem: issue?.message ?? '?' });
  }
  const { ANDON_HOME, ANDON_DATABASE_URL, ANDON_REDIS_URL, ANDON_API_PORT } = parsed.data;
  return {
    home: resolve(ANDON_HOME ?? '.andon'),
    databaseUrl: ANDON_DATABASE_URL ?? null,
    redisUrl: ANDON_REDIS_URL ?? null,
    apiPort: ANDON_API_PORT ?? null,
    locale: localeOf(environment, language),
  };
}

export function localeOf(environment: NodeJS.ProcessEnv, language?: string): Locale {
  return chooseLocale(language, environment.ANDON_LANG, environment.LC_ALL, environment.LANG);
}
