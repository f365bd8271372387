/**
 * Samples over HTTP: the present value of tags, and batches from where the last answer ended. The next question is put
 * only when the last batch was taken, so nothing piles up here.
 */

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isAndonError } from '@andon/core';
import type { Sample, SampleBatch, TagId, TagSource } from '../ports.ts';
import { batchesOf, samplesOf } from './answers.ts';
import { down } from './ask.ts';
import { backOffMs } from './back-off.ts';
import { Unfit } from './fields.ts';
import type { HttpAnswer } from './http-answer.ts';
import { understood } from './http-sink.ts';
import type { HttpLink } from './link.ts';
import { invalid } from './options.ts';

/** A batch says which run of the MES numbered it: after a restart there the same numbers mean other samples. */
export interface HttpBatch extends SampleBatch {
  readonly session: string;
}

export interface HttpSource extends TagSource {
  subscribe(signal: AbortSignal): AsyncIterable<HttpBatch>;
}

export type HttpSourceParts = Pick<HttpLink, 'settings' | 'asker' | 'watch' | 'clock' | 'changes' | 'closed'>;

/** Tags per question, so that its URL stays below what servers accept. */
const tagsPerQuestion = 50;

/** Where the last answer ended. */
interface Cursor {
  readonly session: string;
  readonly after: number;
  readonly etag: string | null;
}

export function httpSource({ settings, asker, watch, clock, changes, closed }: HttpSourceParts): HttpSource {
  async function ask(tags: readonly TagId[], path: string, signal?: AbortSignal): Promise<readonly Sample[]> {
    const query = new URLSearchParams(tags.map((tag): [string, string] => ['tag', tag]));
    const found = await understood(settings, asker.ask({ path: `${path}?${query}`, signal }), samplesOf);
    clock.is(found.plantMs);
    const byTag = new Map(found.samples.map((sample) => [sample.tag, sample]));
    return tags.map((tag) => byTag.get(tag) ?? unknownTag(tag, found.plantMs));
  }

  async function* batches(path: string, signal: AbortSignal): AsyncGenerator<HttpBatch> {
    let cursor: Cursor | null = null;
    let failures = 0;
    while (!signal.aborted) {
      if (watch.state() === 'down') await untilChange(changes, signal);
      else {
        try {
          const answer = await poll(path, cursor, signal);
          failures = 0;
          if (answer.status !== 304) {
            const told = batchesOf(answer);
            const known: number = cursor?.session === told.session ? cursor.after : Number.NEGATIVE_INFINITY;
            const fresh = told.batches.filter(({ seq }) => seq > known);
            cursor = { session: told.session, after: fresh.at(-1)?.seq ?? Math.max(known, 0), etag: answer.etag };
            for (const batch of fresh) {
              clock.isAtLeast(batch.plantMs);
              yield { ...batch, session: told.session };
            }
          }
          if (watch.handshake().longPollMs === 0) await delay(settings.pollMs, undefined, { signal });
        } catch (error) {
          if (signal.aborted) return;
          if (!isPassing(error)) throw invalid(`samples of ${settings.target}`, (error as Error).message, error);
          failures += 1;
          await delay(backOffMs(failures, settings.random), undefined, { signal }).catch(() => {});
        }
      }
    }
  }

  async function poll(path: string, cursor: Cursor | null, signal: AbortSignal): Promise<HttpAnswer> {
    const waitS = Math.ceil(watch.handshake().longPollMs / 1_000);
    const query = cursor && new URLSearchParams({ session: cursor.session, after: String(cursor.after) });
    const answer = await asker.ask({
      path: query ? `${path}?${query}` : path,
      headers: {
        ...(cursor?.etag && { 'if-none-match': cursor.etag }),
        ...(waitS > 0 && { prefer: `wait=${waitS}` }),
      },
      timeoutMs: waitS > 0 ? waitS * 1_000 + settings.timeoutMs : settings.timeoutMs,
      signal,
    });
    if (answer.status >= 500) throw down(settings, new Unfit('', `HTTP ${answer.status}`));
    return answer;
  }

  return {
    link: () => watch.state(),
    async read(tags, signal) {
      const path = watch.handshake().tags;
      if (path === null) throw invalid('handshake.tags', `${settings.target} does not answer for tags`);
      if (watch.state() === 'down') throw down(settings);
      const samples: Sample[] = [];
      for (let at = 0; at < tags.length; at += tagsPerQuestion) {
        samples.push(...(await ask(tags.slice(at, at + tagsPerQuestion), path, signal)));
      }
      return samples;
    },
    subscribe(signal) {
      const path = watch.handshake().samples;
      if (path === null) throw invalid('handshake.samples', `${settings.target} does not publish samples`);
      return batches(path, AbortSignal.any([signal, closed]));
    },
  };
}

/** The link's own troubles pass; an answer that nobody agreed on does not, and must be heard of. */
function isPassing(error: unknown): boolean {
  return isAndonError(error, 'link.down') || isAndonError(error, 'link.timeout');
}

async function untilChange(changes: EventTarget, signal: AbortSignal): Promise<void> {
  try {
    await once(changes, 'change', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function unknownTag(tag: TagId, plantMs: number): Sample {
  return {
    tag,
    value: null,
    quality: 'bad',
    status: 'BadNodeIdUnknown',
    sourceTs: plantMs,
    receivedTs: plantMs,
    seq: 0,
  };
}
