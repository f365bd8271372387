/**
 * The record and the job bus of a site, opened on servers that run.
 */

import { AndonError, type CheckpointSigner } from '@andon/core';
import { type JobBus, type JobBusBackend, openJobBus } from '@andon/queue';
import { type OpenRecord, openRecord, Sealer } from '@andon/store';
import type { Logger } from 'pino';
import type { Anchors } from './anchors.ts';
import { systemClock } from './clock.ts';
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
  /** Not given: another process signs them. */
  readonly checkpoints?: {
    /** Which log it is, where none was signed before. */
    readonly origin: string;
    readonly signer: CheckpointSigner;
    /** Closed with the record, after the last checkpoint. */
    readonly anchors: Anchors;
  };
}

export async function openSiteRecord({
  databaseUrl,
  schema,
  queue,
  log,
  checkpoints,
}: SiteRecordOptions): Promise<SiteRecord> {
  const undo = new Undo();
  try {
    let sealer: Sealer | null = null;
    const record = await openRecord({ url: databaseUrl, schema, onWrite: () => sealer?.nudge() });
    undo.push(() => record.close());
    const onError = (error: unknown) => log.error({ where: 'sealer', err: error }, 'trouble');
    const { audit } = record;
    if (checkpoints) {
      const { anchors } = checkpoints;
      undo.push(() => anchors.close());
      // One that could not be written, or was made right before the end.
      const last = await audit.lastCheckpoint();
      if (last) anchors.take(last);
    }
    const running = new Sealer({
      ...{ audit, onError },
      ...(checkpoints && {
        checkpoints: {
          ...{ audit, origin: checkpoints.origin, sign: checkpoints.signer.sign, wallMs: systemClock.wallMs },
          onCheckpoint: (made) => checkpoints.anchors.take(made),
        },
      }),
    });
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
