/**
 * Questions that are open on a link. Each gets one answer, or a time-out in process time; a link that closes leaves them
 * unanswered, and whether the far end acted is then not known.
 */

import { AndonError } from '@andon/core';

export interface Questions {
  /** Calls `put` with the question's number in this very tick. @throws AndonError('link.timeout') by the promise */
  ask<T>(put: (id: number) => void, signal?: AbortSignal): Promise<T>;
  answer(id: number, value: unknown): void;
  /** No answer will come any more. */
  abandon(): void;
}

interface Open {
  readonly settle: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

export function questions({ target, timeoutMs }: { readonly target: string; readonly timeoutMs: number }): Questions {
  const open = new Map<number, Open>();
  let last = 0;
  const noAnswer = (): AndonError => new AndonError('link.timeout', { target, timeoutMs });

  return {
    ask<T>(put: (id: number) => void, signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted();
      last += 1;
      const id = last;
      const promise = new Promise<T>((resolve, reject) => {
        const aborted = (): void => entry.fail(signal?.reason);
        const timer = setTimeout(() => entry.fail(noAnswer()), timeoutMs);
        const done = (): void => {
          open.delete(id);
          clearTimeout(timer);
          signal?.removeEventListener('abort', aborted);
        };
        const entry: Open = {
          settle: (value) => {
            done();
            resolve(value as T);
          },
          fail: (error) => {
            done();
            reject(error);
          },
        };
        open.set(id, entry);
        signal?.addEventListener('abort', aborted, { once: true });
      });
      put(id);
      return promise;
    },
    answer(id, value) {
      open.get(id)?.settle(value);
    },
    abandon() {
      for (const entry of [...open.values()]) entry.fail(noAnswer());
    },
  };
}
