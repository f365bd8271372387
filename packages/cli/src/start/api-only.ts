/**
 * The API in a process of its own, beside the one that runs the agents: on the same machine, or on another one that
 * reaches the same database and queue. It decides and stops, and performs nothing.
 */

import { mkdirSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import { type Attached, besideOf, openBeside, siteThatRuns, type Whereabouts, whereaboutsOf } from '../site/attach.ts';
import { readRunFile } from '../site/run-file.ts';
import type { Settings } from '../site/settings.ts';
import type { Site } from '../site-file/site.ts';
import { type ApiPlace, serveApi } from './serve-api.ts';

export interface ApiOnlyOptions {
  readonly settings: Settings;
  readonly site: Site;
  /** Where no site runs in this home; else the running one knows. */
  readonly observeOnly: boolean;
  readonly place: ApiPlace;
  readonly signal: AbortSignal;
}

export interface ApiOnly {
  readonly url: string;
  /** Follows the plant, so that whoever decides is held against what it shows now; resolves when the signal fires. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const EVERY_MS = 1_000;

/** @throws AndonError site.not-running | api.port-in-use, and whatever keeps record, queue or plant from being reached */
export async function serveBeside({ settings, site, observeOnly, place, signal }: ApiOnlyOptions): Promise<ApiOnly> {
  mkdirSync(settings.home, { recursive: true });
  const running = readRunFile(settings.home);
  const where = running ? whereaboutsOf(running) : whereIsSaid(settings, site, observeOnly);
  const beside = running ? await siteThatRuns(running, settings) : besideOf(site);
  const attached = await openBeside(settings, beside, where);
  try {
    const { record, runtime, bus, log } = attached;
    const given = { place, role: 'api', site: beside, observeOnly: where.observeOnly } as const;
    const api = await serveApi({ ...given, record, runtime, bus, log });
    return {
      url: api.url,
      run: () => follow(attached, signal),
      async close() {
        await api.close();
        await attached.close();
      },
    };
  } catch (error) {
    await attached.close().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

/** Where nothing runs in this home, the environment says where the record and the jobs are. */
function whereIsSaid({ home, databaseUrl, redisUrl }: Settings, site: Site, observeOnly: boolean): Whereabouts {
  if (databaseUrl === null) throw new AndonError('site.not-running', { home });
  if (redisUrl === null) {
    const problem = 'where agents run elsewhere, their Redis or Valkey has to be named as well';
    throw new AndonError('config.invalid', { path: 'ANDON_REDIS_URL', problem });
  }
  const queue = { kind: 'redis', connection: redisUrl } as const;
  return { databaseUrl, schema: null, queue, evidence: site.evidence, observeOnly };
}

async function follow({ plant, runtime, log }: Attached, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(EVERY_MS, undefined, { signal })) {
      await plant.takeIn(runtime).catch((error: unknown) => log.warn({ err: error }, 'plant.unread'));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
