/**
 * Living with a MES in real time. Two things happen, never at the same moment: a batch of samples is taken in as it comes,
 * and once a second plant time goes on by the MES's own clock, so that deadlines pass also while nothing is published.
 * Nothing here waits for a run or an effect to settle: a plant does not wait.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { HttpBatch, HttpReader } from '@andon/connect';
import { type AndonError, asAndonError, type Clock, type LocalText } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { Logger } from 'pino';
import type { FollowOptions } from '../site-file/plant.ts';
import type { MesAccess } from './mes-options.ts';

export interface FollowMesOptions {
  /** Host and port, for people. */
  readonly target: string;
  readonly reader: Pick<HttpReader, 'source' | 'session' | 'plantMs'>;
  /** Whatever may go down and is told of. */
  readonly links: Readonly<Partial<Record<MesAccess, Pick<HttpReader, 'onLink'>>>>;
  readonly runtime: Pick<Runtime, 'ingest' | 'notice' | 'events'>;
  readonly view: Pick<FollowOptions['view'], 'batch' | 'note'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Waits for so many ms of process time, or until the signal fires. Default the platform's. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const TICK_MS = 1_000;
/** Between two subscriptions, the first of which ended with an error; doubled each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A subscription that held for so long was a good one. */
const HELD_MS = 60_000;

/** Resolves when the signal has fired and what was under way is done, or when the source was closed. */
export async function followMes(options: FollowMesOptions): Promise<void> {
  const { signal, links } = options;
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const turn = oneAtATime();
  const deaf = tellLinks(options, links);
  try {
    await Promise.all([
      takeBatches(options, turn).finally(() => ended.abort()),
      passTime({ ...options, signal: until }, turn),
    ]);
  } finally {
    deaf();
  }
}

/**
 * The source itself outlasts a link that goes down. What ends it is an answer that nobody agreed on, and a record that
 * cannot be written: then it is asked from the start again, since a sample that was not taken in must not be lost.
 */
async function takeBatches(options: FollowMesOptions, turn: Turn): Promise<void> {
  const { target, reader, runtime, view, log, signal, clock, wait = realWait } = options;
  let session: string | null = null;
  let failures = 0;
  const take = async (batch: HttpBatch): Promise<void> => {
    if (session !== null && session !== batch.session) {
      log.info({ target, from: session, to: batch.session }, 'plant.restarted');
      view.note(restarted(target));
    }
    session = batch.session;
    // What waited there was published long ago; what comes of it happens now.
    view.batch({ ...batch, plantMs: reader.plantMs() ?? batch.plantMs });
    await runtime.ingest(batch.session, batch);
  };
  while (!signal.aborted) {
    const beganMs = clock.monotonicMs();
    try {
      for await (const batch of reader.source.subscribe(signal)) await turn(() => take(batch));
      return;
    } catch (error) {
      if (signal.aborted) return;
      failures = clock.monotonicMs() - beganMs > HELD_MS ? 1 : failures + 1;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      log.error({ target, err: error, failures, pauseMs }, 'plant.subscription-ended');
      if (failures === 1) view.note(subscriptionEnded(target, asAndonError(error)));
      await wait(pauseMs, signal);
    }
  }
}

async function passTime(options: FollowMesOptions, turn: Turn): Promise<void> {
  const { reader, runtime, view, signal, wait = realWait } = options;
  while (!signal.aborted) {
    await wait(TICK_MS, signal);
    if (signal.aborted) return;
    try {
      await turn(async () => {
        const plantMs = reader.plantMs();
        if (plantMs !== null) {
          const nothing = { plantMs, seq: 0, samples: [] };
          view.batch(nothing);
          await runtime.ingest(reader.session(), nothing);
        }
        await runtime.notice();
      });
    } catch (error) {
      // A record that cannot be written now may be written in a second; what may leave does not depend on this.
      runtime.events.tell('trouble', 'plant-time', error);
    }
  }
}

/** Tells when the MES is there and when not, once for all links together. Answers the way to stop listening. */
function tellLinks({ target, view, log }: FollowMesOptions, links: FollowMesOptions['links']): () => void {
  const down = new Set<string>();
  const leave = Object.entries(links).map(([access, link]) =>
    link.onLink((state, why) => {
      const were = down.size;
      if (state === 'down') {
        down.add(access);
        log.warn({ target, access, err: why }, 'link.down');
        if (were === 0 && why !== null) view.note(gone(target, why));
        return;
      }
      down.delete(access);
      log.info({ target, access }, 'link.up');
      if (were > 0 && down.size === 0) view.note(back(target));
    }),
  );
  return () => {
    for (const one of leave) one();
  };
}

type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Each work begins when the one before it has ended, however it ended. */
function oneAtATime(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

async function realWait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

function gone(target: string, { code, details }: AndonError): LocalText {
  // Of credentials that are refused, for instance, somebody has to do something.
  const why = details.problem === undefined ? code : `${code}: ${details.problem}`;
  return {
    en: `The MES at ${target} is not there (${why}): nothing is sent until it is back.`,
    'zh-CN': `无法连接 ${target} 的 MES（${why}）：恢复之前不发送任何指令。`,
  };
}

function back(target: string): LocalText {
  return { en: `The MES at ${target} is back.`, 'zh-CN': `${target} 的 MES 已恢复连接。` };
}

function restarted(target: string): LocalText {
  return {
    en: `The MES at ${target} was started anew; what it shows is taken from its beginning.`,
    'zh-CN': `${target} 的 MES 已重新启动，从头读取其数据。`,
  };
}

function subscriptionEnded(target: string, why: AndonError): LocalText {
  return {
    en: `Samples of ${target} could not be taken in; they are asked for again. ${why.sentence('en')}`,
    'zh-CN': `无法读入 ${target} 的数据，将重新请求。${why.sentence('zh-CN')}`,
  };
}
