/** Checks requests by their Zod schemas, and says what does not fit in the reader's language. */

import { AndonError, type Locale } from '@andon/core';
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';

/** What does not fit in one part of a request. Fastify adds which part it is. */
export class Unfit extends Error {
  readonly issues: readonly z.core.$ZodIssue[];
  /** Set by Fastify. */
  validationContext?: string;

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('the request does not fit its schema');
    this.name = 'Unfit';
    this.issues = issues;
  }
}

export const checkRequests: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data: unknown) => {
    // The sentences of some issues tell what was found.
    const parsed = schema.safeParse(data, { reportInput: true });
    return parsed.success ? { value: parsed.data } : { error: new Unfit(parsed.error.issues) };
  };
};

export interface FieldProblem {
  /** `body.by`, `query.limit` … */
  readonly path: string;
  readonly problem: string;
}

export function problemsOf({ issues, validationContext = 'body' }: Unfit, locale: Locale): readonly FieldProblem[] {
  const part = parts[validationContext] ?? validationContext;
  return issues.map((issue) => ({ path: [part, ...issue.path].join('.'), problem: sentence(issue, locale) }));
}

export function unfitError(problems: readonly FieldProblem[]): AndonError {
  return new AndonError('request.invalid', { ...problems[0] });
}

const parts: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', headers: 'header' };

const chinese = z.locales.zhCN().localeError;

function sentence(issue: z.core.$ZodIssue, locale: Locale): string {
  if (locale === 'en') return issue.message;
  const told = chinese(issue as z.core.$ZodRawIssue);
  return (typeof told === 'string' ? told : told?.message) ?? issue.message;
}
