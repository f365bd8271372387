/**
 * The line's tags as a reader meets them: the present sample of each, and what is waiting to be sent.
 *
 * While the command link is down, telemetry is lost and events wait (the plant stores and forwards them); nothing else
 * gets out.
 */

import type { LinkState, Sample, TagId } from '@andon/connect';

/** `telemetry` may be lost and stands for the present; an `event` tells of one coil and must arrive. */
export type TagKind = 'telemetry' | 'event';

export interface Board {
  link(): LinkState;
  setLink(state: LinkState, plantMs: number): void;
  publish(tag: TagId, value: unknown, plantMs: number, kind: TagKind): void;
  publishBad(tag: TagId, lastGood: unknown, status: string, plantMs: number): void;
  /** Sends the present value of every telemetry tag again. */
  republish(plantMs: number): void;
  /** The present value of each tag; telemetry is looked at now, so it carries the present time. */
  read(tags: readonly TagId[], plantMs: number): readonly Sample[];
  /** What was published since the last call. */
  drain(): readonly Sample[];
}

export function createBoard(): Board {
  const present = new Map<TagId, { sample: Sample; kind: TagKind }>();
  let link: LinkState = 'up';
  let outbox: Sample[] = [];
  let held: Sample[] = [];

  function put(sample: Omit<Sample, 'seq'>, kind: TagKind): void {
    const lost = link === 'down' && kind === 'telemetry';
    const before = present.get(sample.tag)?.sample.seq ?? 0;
    const numbered: Sample = { ...sample, seq: lost ? before : before + 1 };
    present.set(sample.tag, { sample: numbered, kind });
    if (link === 'up') outbox.push(numbered);
    else if (!lost) held.push(numbered);
  }

  const board: Board = {
    link: () => link,
    setLink(state, plantMs) {
      if (state === link) return;
      link = state;
      if (state === 'down') {
        // What was published since the last instant did not get out any more.
        held = outbox;
        outbox = [];
        return;
      }
      outbox.push(...held.map((sample) => ({ ...sample, receivedTs: plantMs })));
      held = [];
      board.republish(plantMs);
    },
    publish(tag, value, plantMs, kind) {
      put({ tag, value, quality: 'good', status: 'Good', sourceTs: plantMs, receivedTs: plantMs }, kind);
    },
    publishBad(tag, lastGood, status, plantMs) {
      put({ tag, value: null, lastGood, quality: 'bad', status, sourceTs: plantMs, receivedTs: plantMs }, 'telemetry');
    },
    republish(plantMs) {
      for (const { sample, kind } of [...present.values()]) {
        if (kind === 'telemetry' && sample.sourceTs < plantMs)
          put({ ...sample, sourceTs: plantMs, receivedTs: plantMs }, kind);
      }
    },
    read(tags, plantMs) {
      return tags.map((tag) => {
        const entry = present.get(tag);
        if (entry === undefined) return unknownTag(tag, plantMs);
        return entry.kind === 'event' ? entry.sample : { ...entry.sample, sourceTs: plantMs, receivedTs: plantMs };
      });
    },
    drain() {
      const batch = outbox;
      outbox = [];
      return batch;
    },
  };
  return board;
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
