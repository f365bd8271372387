/** A text of numbers as benchmarks are written, with the line and column of each for messages. */

import { AndonError } from '@andon/sdk';

export interface Token {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Of its first character, from 1. */
  readonly column: number;
}

/** A text is larger than any instance that can be planned. */
const mostCharacters = 32 * 1024 * 1024;

/**
 * Lines that hold something, cut at blanks. What stands behind a `#` is a comment.
 *
 * @param file  how to call it in an error
 * @throws AndonError('schedule.text') when there is nothing, or too much
 */
export function tokenLines(text: string, file: string): readonly (readonly Token[])[] {
  if (text.length > mostCharacters) refuseText(file, null, `it is longer than ${mostCharacters} characters`);
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, at) =>
      [...line.replace(/#.*/, '').matchAll(/\S+/g)].map((found) => ({
        text: found[0],
        line: at + 1,
        column: found.index + 1,
      })),
    )
    .filter((tokens) => tokens.length > 0);
  if (lines.length === 0) refuseText(file, null, 'it is empty');
  return lines;
}

/** @throws AndonError('schedule.text') naming line and column, when it is not a whole number from `least` to `most` */
export function numberOf(token: Token, file: string, what: string, least: number, most: number): number {
  const value = Number(token.text);
  // Times are often written as 12.0 by programs.
  if (!/^[+-]?\d+(?:\.0*)?$/.test(token.text) || !Number.isSafeInteger(value)) {
    refuseText(file, token, `"${token.text}" is not a whole number, and ${what} belongs here`);
  }
  if (value < least || value > most) {
    refuseText(file, token, `${what} is ${value}, and must be from ${least} to ${most}`);
  }
  return value;
}

/** @param at  the place; `null` for the file as a whole, which is line 1, column 1 */
export function refuseText(file: string, at: Token | null, problem: string): never {
  throw new AndonError('schedule.text', { file, line: at?.line ?? 1, column: at?.column ?? 1, problem });
}

/** The place right behind a line's last token, where something is missing. */
export function endOf(tokens: readonly Token[]): Token {
  const last = tokens.at(-1) as Token;
  return { text: '', line: last.line, column: last.column + last.text.length };
}
