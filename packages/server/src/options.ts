/** What the API is given, and the limits that it keeps. */

import type { Actor, LocalText, NewId, RecordPort, Scope } from '@andon/core';
import type { JobBus } from '@andon/queue';
import type { Runtime } from '@andon/runtime';
import type { Logger } from 'pino';

export interface ApiOptions {
  readonly record: RecordPort;
  /** Decides and stops; made with `performs: false` in a process that only serves the API. */
  readonly runtime: Pick<Runtime, 'decide' | 'pressStop' | 'resetStop' | 'standings' | 'plantMs' | 'notice'>;
  readonly bus: Pick<JobBus, 'list' | 'counts'>;
  /** Who may be named as the one who decides, presses or resets. */
  readonly people: readonly Actor[];
  readonly site: {
    readonly lines: readonly { readonly scope: Scope; readonly name: LocalText }[];
    readonly timeZone: string;
    readonly observeOnly: boolean;
  };
  /** `api`: this process serves the API alone; `all`: it performs as well. */
  readonly role: 'api' | 'all';
  readonly version: string;
  readonly log: Logger;
  /** 0 takes a free one. */
  readonly port: number;
  /** 127.0.0.1, ::1 or localhost; default 127.0.0.1. */
  readonly host?: string;
  /** Names requests, in the log and in their answers. */
  readonly newId: NewId;
}

export interface OpenApi {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Ends the event streams, lets running requests end for up to `limits.closeMs`, and leaves nothing open. Idempotent. */
  close(): Promise<void>;
}

export const limits = {
  /** Largest body of a request, in bytes. */
  bodyBytes: 64 * 1_024,
  /** How long a request may take to arrive, in ms. */
  requestMs: 30_000,
  /** How long running requests may take to end when closing, in ms. */
  closeMs: 3_000,
  /** How long the record may take to answer for the site to be healthy, in ms. */
  healthMs: 1_000,
  /** Rows of a page: unless the request says so, and at most. */
  pageRows: 50,
  mostPageRows: 200,
  /** Event streams at once. */
  streams: 64,
  /** Every how many ms the trail is read on while somebody follows it. */
  pollMs: 50,
  /** A stream that has nothing to tell says so every so many ms. */
  heartbeatMs: 15_000,
  /** A stream whose client takes nothing for so many ms is closed. */
  stallMs: 30_000,
  /** What a client is told to wait before it connects again, in ms. */
  retryMs: 1_000,
} as const;
