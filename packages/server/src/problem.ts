/** Errors as they go out: `application/problem+json` (RFC 9457), from the catalogue. */

import { STATUS_CODES } from 'node:http';
import { AndonError, isAndonError, type Locale } from '@andon/core';
import { z } from 'zod';
import { limits } from './options.ts';
import { type FieldProblem, problemsOf, Unfit, unfitError } from './unfit.ts';
import { list, named } from './wire/basics.ts';

export const PROBLEM_TYPE = 'application/problem+json';

const problem = named(
  'Problem',
  z.object({
    /** `urn:andon:problem:<code>` */
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** The sentence of the catalogue, in the language asked for. */
    detail: z.string(),
    code: z.string(),
    /** Where the request itself does not fit. */
    errors: list(z.object({ path: z.string(), problem: z.string() })).optional(),
  }),
);
export type Problem = z.output<typeof problem>;

/** What every route may answer besides. */
export const problems = {
  '4xx': { description: 'It cannot be done as asked', content: { [PROBLEM_TYPE]: { schema: problem } } },
  '5xx': { description: 'Something that is needed is not there', content: { [PROBLEM_TYPE]: { schema: problem } } },
};

/** Everything that a route may answer which answers with JSON. */
export function answering<T extends z.ZodType>(schema: T) {
  return { 200: { description: 'As asked', content: { 'application/json': { schema } } }, ...problems };
}

export function toProblem(error: AndonError, locale: Locale, errors?: readonly FieldProblem[]): Problem {
  const { code, status } = error;
  return {
    type: `urn:andon:problem:${code}`,
    title: STATUS_CODES[status] ?? code,
    status,
    detail: error.sentence(locale),
    code,
    ...(errors && { errors }),
  };
}

/**
 * What to answer to whatever was thrown. What is no error of the catalogue, or a defect, is told by the request's id
 * alone: what it says is for the log.
 */
export function problemFor(error: unknown, locale: Locale, request: { id: string; mediaType: string }): Problem {
  if (error instanceof Unfit) {
    const found = problemsOf(error, locale);
    return toProblem(unfitError(found), locale, found);
  }
  const ours = isAndonError(error) ? error : fromFastify(error, request.mediaType);
  if (ours && ours.code !== 'internal.defect') return toProblem(ours, locale);
  return toProblem(new AndonError('internal.defect', { what: request.id }), locale);
}

/** Those of Fastify that a request brings about. */
function fromFastify(error: unknown, mediaType: string): AndonError | null {
  const { statusCode, message } = (error ?? {}) as { readonly statusCode?: unknown; readonly message?: unknown };
  switch (statusCode) {
    case 413:
      return new AndonError('request.too-large', { most: limits.bodyBytes });
    case 415:
      return new AndonError('request.media-type', { type: mediaType });
    case 400:
      return new AndonError('request.malformed', { problem: message });
    default:
      return null;
  }
}
