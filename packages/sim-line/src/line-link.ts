/**
 * The client's end of the line's socket: a `TagSource` and an `ActionSink`, and the driver's seat.
 */

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type {
  Acknowledgement,
  ActionSink,
  Command,
  LinkState,
  ReadBack,
  ReadBackQuery,
  Sample,
  SampleBatch,
  SinkCapabilities,
  TagId,
  TagSource,
} from '@andon/connect';
import { AndonError } from '@andon/core';
import type { Account } from './account.ts';
import { batchFeed } from './batch-feed.ts';
import { line } from './names.ts';
import type { Disposition } from './payloads.ts';
import { questions } from './questions.ts';
import type { ToLine } from './wire.ts';
import { decode, FromLine, lineSplitter } from './wire.ts';

/** Faults that a test puts between client and line. Numbers count down as they strike. */
export interface FaultPlan {
  /** Swallow the acknowledgement of the next n commands: they were executed, and nobody hears of it. */
  loseAcks?: number;
  /** Lose the next n commands on the way: `send` succeeds, nothing arrives. */
  loseCommands?: number;
  /** Keep the next n commands on the way until `releaseHeld`: they arrive late. */
  holdCommands?: number;
}

export interface LineLinkOptions {
  /** Only a driver lets plant time pass, and there is one at a time. Default `driver`. */
  readonly role?: 'driver' | 'observer';
  /** How long to wait for any answer, process time. Default 2000. */
  readonly timeoutMs?: number;
  readonly faults?: FaultPlan;
}

export interface LineLink extends TagSource, ActionSink {
  /** Names this run of the line; batches and sample numbers belong to it. */
  readonly session: string;
  /** Plant time of the latest batch. */
  plantMs(): number;
  /** Lets plant time pass from batch `seq` to the next instant, or to `wakeAt` if that is sooner. Drivers only. */
  continue(seq: number, wakeAt: number | null): void;
  /** Plant time over real time; 0 or Infinity is flat out. */
  setSpeed(speed: number): Promise<void>;
  /** A person disposes of a coil at the line's own terminal. `false`: there is no such coil, or it has left. */
  personDisposes(coil: string, disposition: Disposition, person: string): Promise<boolean>;
  /** By ground truth: for the report only. */
  account(): Promise<Account>;
  /** Calls back once when the last coil has been judged, also when that was before. Returns the way to stop listening. */
  onEnd(listener: (account: Account) => void): () => void;
  /** Sends what `FaultPlan.holdCommands` kept. */
  releaseHeld(): void;
  /** Ends the line's process; resolves when it has let go of the link, or kept it for `timeoutMs` all the same. */
  shutdown(): Promise<void>;
  /** Leaves; the line waits for its next driver. */
  close(): void;
}

const capabilities: SinkCapabilities = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };

/**
 * Greets the line over a stream that is open.
 *
 * @throws AndonError('line.refused') | AndonError('link.down') | AndonError('link.timeout')
 */
export function openLineLink(stream: Duplex, options: LineLinkOptions = {}): Promise<LineLink> {
  const { role = 'driver', timeoutMs = 2000, faults = {} } = options;
  const asked = questions({ target: line, timeoutMs });
  const feed = batchFeed();
  const endListeners = new Set<(account: Account) => void>();
  const held: string[] = [];
  let ended: Account | null = null;
  let open = true;
  let linkUp = true;
  let plantMs = 0;

  const link = (): LinkState => (open && linkUp ? 'up' : 'down');
  const tell = (message: ToLine): void => void stream.write(`${JSON.stringify(message)}\n`);
  const refuseDown = (up: boolean): void => {
    if (!up) throw new AndonError('link.down', { target: line });
  };

  function hear(message: FromLine): void {
    switch (message.type) {
      case 'batch':
        plantMs = message.plantMs;
        linkUp = message.link === 'up';
        feed.push({ plantMs, seq: message.seq, samples: message.samples as Sample[] });
        break;
      case 'ack':
        if (!strikes(faults, 'loseAcks')) asked.answer(message.id, message.acknowledgement);
        break;
      case 'read-back':
        asked.answer(message.id, message.readBack);
        break;
      case 'samples':
        asked.answer(message.id, message.samples);
        break;
      case 'account':
        asked.answer(message.id, message.account);
        break;
      case 'done':
        asked.answer(message.id, message.done);
        break;
      case 'end':
        ended = message.account;
        feed.end();
        for (const listener of endListeners) listener(message.account);
        endListeners.clear();
        break;
      case 'welcome':
      case 'goodbye':
        break;
    }
  }

  function gone(): void {
    open = false;
    asked.abandon();
    feed.end();
  }

  function send(command: Command): Promise<Acknowledgement> {
    refuseDown(link() === 'up');
    return asked.ask<Acknowledgement>((id) => {
      const message: ToLine = { type: 'command', id, command: { ...command } };
      if (strikes(faults, 'loseCommands')) return;
      if (strikes(faults, 'holdCommands')) held.push(`${JSON.stringify(message)}\n`);
      else tell(message);
    });
  }

  function seat(session: string): LineLink {
    return {
      session,
      link,
      capabilities: () => capabilities,
      plantMs: () => plantMs,
      send,
      async readBack(query: ReadBackQuery, signal?: AbortSignal) {
        refuseDown(link() === 'up');
        return await asked.ask<ReadBack>((id) => tell({ type: 'read-back', id, query: { ...query } }), signal);
      },
      async read(tags: readonly TagId[], signal?: AbortSignal) {
        refuseDown(link() === 'up');
        return await asked.ask<readonly Sample[]>((id) => tell({ type: 'read', id, tags: [...tags] }), signal);
      },
      subscribe: (signal): AsyncIterable<SampleBatch> => feed.follow(signal),
      continue(seq, wakeAt) {
        refuseDown(open);
        feed.finish(seq);
        tell({ type: 'continue', seq, wakeAt });
      },
      async setSpeed(speed) {
        refuseDown(open);
        await asked.ask((id) => tell({ type: 'speed', id, speed: Number.isFinite(speed) ? speed : 0 }));
      },
      async personDisposes(coil, disposition, person) {
        refuseDown(open);
        return await asked.ask<boolean>((id) => tell({ type: 'person-disposes', id, coil, disposition, person }));
      },
      async account() {
        refuseDown(open);
        return await asked.ask<Account>((id) => tell({ type: 'account', id }));
      },
      onEnd(listener) {
        if (ended === null) endListeners.add(listener);
        else listener(ended);
        return () => void endListeners.delete(listener);
      },
      releaseHeld() {
        refuseDown(open);
        for (const text of held.splice(0)) stream.write(text);
      },
      async shutdown() {
        refuseDown(open);
        const closed = once(stream, 'close', { signal: AbortSignal.timeout(timeoutMs) });
        // Whoever goes on at once must not find the process still there. One that never lets go is not waited for.
        await Promise.all([asked.ask((id) => tell({ type: 'shutdown', id })), closed.catch(() => {})]);
      },
      close() {
        gone();
        stream.end();
      },
    };
  }

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stream.destroy();
      reject(new AndonError('link.timeout', { target: line, timeoutMs }));
    }, timeoutMs);
    const fail = (error: AndonError): void => {
      clearTimeout(timer);
      gone();
      reject(error);
    };
    stream.setEncoding('utf8');
    stream.on(
      'data',
      lineSplitter(
        (text) => {
          const message = decode(FromLine, text);
          if (message === null) return void stream.destroy();
          if (message.type === 'goodbye') {
            fail(new AndonError('line.refused', { problem: message.problem }));
            return void stream.destroy();
          }
          if (message.type !== 'welcome') return hear(message);
          clearTimeout(timer);
          plantMs = message.plantMs;
          linkUp = message.link === 'up';
          resolve(seat(message.session));
        },
        () => stream.destroy(),
      ),
    );
    const lost = (cause?: unknown): void => fail(new AndonError('link.down', { target: line }, { cause }));
    stream.on('error', lost);
    stream.on('end', () => lost());
    stream.on('close', () => lost());
    tell({ type: 'hello', role });
  });
}

/** Counts a fault down; `true` when it strikes now. */
function strikes(faults: FaultPlan, fault: keyof FaultPlan): boolean {
  const left = faults[fault] ?? 0;
  if (left <= 0) return false;
  faults[fault] = left - 1;
  return true;
}
