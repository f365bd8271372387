/** The heartbeat: the handshake, or what is wrong with it in words that name what to change. */

import type { AndonError } from '@andon/core';
import { isAndonError } from '@andon/core';
import { type Asker, down, isCertificateProblem } from './ask.ts';
import type { FarClock } from './far-clock.ts';
import { Unfit } from './fields.ts';
import { type Handshake, handshakeOf, handshakePath, plantTimeOf } from './handshake.ts';
import type { HttpAnswer } from './http-answer.ts';
import { type HttpSettings, invalid } from './options.ts';

export interface GreetParts {
  readonly settings: HttpSettings;
  readonly asker: Asker;
  /** Set by an answer that says what time it is there. */
  readonly clock: FarClock;
}

/** @throws AndonError('config.invalid') | AndonError('link.down') | AndonError('link.timeout') */
export async function greet({ settings, asker, clock }: GreetParts, signal?: AbortSignal): Promise<Handshake> {
  const given = settings.handshake;
  const path = given?.alive ?? handshakePath;
  let answer: HttpAnswer;
  try {
    answer = await asker.ask({ path, signal });
  } catch (error) {
    throw named(error, path);
  }
  if (answer.status < 200 || answer.status >= 300) throw statusProblem(settings, path, answer.status);
  if (given) return given;
  if (answer.type !== 'application/json') {
    throw invalid('url', `${path} answers ${answer.type ?? 'no content type'} and not application/json`);
  }
  try {
    const handshake = handshakeOf(answer.json);
    const plantMs = plantTimeOf(answer.json);
    if (plantMs !== null) clock.is(plantMs);
    return handshake;
  } catch (error) {
    throw named(error, path);
  }
}

function named(error: unknown, path: string): unknown {
  if (error instanceof Unfit) {
    const at = error.path === '' ? '' : ` at ${error.path}`;
    return invalid('url', `${path} answers no handshake${at}: ${error.problem}`, error);
  }
  if (isAndonError(error, 'link.down')) {
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (isCertificateProblem(code))
      return invalid('tls', `the certificate of the far end does not check: ${code}`, error);
  }
  return error;
}

function statusProblem(settings: HttpSettings, path: string, status: number): AndonError {
  if (status === 401 || status === 403) return invalid('credentials', `the far end refuses them: HTTP ${status}`);
  if (status >= 300 && status < 400) {
    return invalid('url', `it redirects (HTTP ${status}), which is not followed: name the place it leads to`);
  }
  if (status >= 500) return down(settings, new Unfit('', `HTTP ${status}`));
  return invalid('url', `there is no ${path}: HTTP ${status}`);
}
