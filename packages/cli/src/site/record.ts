/**
 * The record and the job bus of a site, opened on servers that run.
 */

import { AndonError } from '@andon/core';
import { type JobBus, type JobBusBackend, openJobBus } from '@andon/queue';
import { type OpenRecord, openRecord, Sealer } from '@andon/store';
import type { Logger } from 'pino';
import { Undo } from './undo.ts';

export interface SiteRecord {
  readonly record: OpenRecord;
  readonly bus: JobBus;
  readonly sealer: Sealer;
  close(): Promise<void>;
}

export interface SiteRecordOptions {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly queue: JobBusBackend;
  readonly log: Logger;
}

export async function openSiteRecord({ databaseUrl, schema, queue, log }: SiteRecordOptions): Promise<SiteRecord> {
  const undo = new Undo();
  try {
    let sealer: Sealer | null = null;
    const record = await openRecord({ url: databaseUrl, schema, onWrite: () => sealer?.nudge() });
    undo.push(() => record.close());
    const onError = (error: unknown) => log.error({ where: 'sealer', err: error }, 'trouble');
    const running = new Sealer({ audit: record.audit, onError });
    sealer = running;
    undo.push(() => running.stop());
    const bus = await openJobBus({
      backend: queue,
      onError: (error, where) => log.error({ where, err: error }, 'trouble'),
    });
    undo.push(() => bus.close());
    return { record, bus, sealer: running, close: () => undo.run() };
  } catch (error) {
    await undo.run().catch(() => {});
    throw error instanceof AndonError
      ? error
      : new AndonError('internal.defect', { what: String(error) }, { cause: error });
  }
}
