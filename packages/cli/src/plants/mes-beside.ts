/**
 * A MES read beside the process that acts. People must be able to stop agents also where it cannot be read from, so that is
 * no error here: what needs its values is refused by the gate, for want of data, and it is asked again now and then.
 */

import type { HttpReader } from '@andon/connect';
import { AndonError, asAndonError, type Clock, isAndonError, type LocalText } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { OpenPlantOptions, PlantBeside } from '../site-file/plant.ts';

export interface BesideMesOptions {
  readonly opening: Pick<OpenPlantOptions, 'tags' | 'log'>;
  readonly schema: string;
  /** Greets it with the credential that reads. */
  readonly open: () => Promise<HttpReader>;
  readonly clock: Clock;
}

/** From one attempt that failed to the next, in ms of process time. */
const AGAIN_MS = 5_000;

export async function besideMes({ opening, schema, open, clock }: BesideMesOptions): Promise<PlantBeside> {
  const { log } = opening;
  let triedMs = 0;
  const look = async (): Promise<Seen> => {
    triedMs = clock.monotonicMs();
    try {
      return { kind: 'read', reader: await open() };
    } catch (error) {
      log.warn({ err: error }, 'plant.unseen');
      return { kind: 'unseen', why: asAndonError(error) };
    }
  };
  let seen = await look();
  return {
    source: {
      link: () => (seen.kind === 'read' ? seen.reader.source.link() : 'down'),
      async read(tags, signal) {
        if (seen.kind === 'unseen') throw seen.why;
        return seen.reader.source.read(tags, signal);
      },
      async *subscribe(signal) {
        if (seen.kind === 'read') yield* seen.reader.source.subscribe(signal);
      },
    },
    schema,
    // As late as here, as far as anybody knows, until it was heard once.
    plantMs: () => (seen.kind === 'read' ? timeOf(seen.reader) : clock.wallMs()),
    async takeIn(runtime) {
      if (seen.kind === 'unseen' && clock.monotonicMs() - triedMs >= AGAIN_MS) seen = await look();
      if (seen.kind === 'read') await takeIn(seen.reader, opening, runtime);
    },
    said: seen.kind === 'read' ? null : cannotBeRead(seen.why),
    close() {
      if (seen.kind === 'read') seen.reader.close();
    },
  };
}

type Seen =
  | { readonly kind: 'read'; readonly reader: HttpReader }
  | { readonly kind: 'unseen'; readonly why: AndonError };

function cannotBeRead(why: AndonError): LocalText {
  return {
    en: `The MES cannot be read from here, so nothing that needs its values can be approved; stopping works. ${why.sentence('en')}`,
    'zh-CN': `此处无法读取 MES，需要其数据的动作无法确认；停止智能体仍然有效。${why.sentence('zh-CN')}`,
  };
}

/** Told before the reader was handed out, so it is known. */
export function timeOf(reader: Pick<HttpReader, 'plantMs'>): number {
  const plantMs = reader.plantMs();
  if (plantMs === null) throw new AndonError('internal.defect', { what: 'a MES without a time was taken' });
  return plantMs;
}

/** Time, and what it shows. What is not answered now comes later; until then the gate refuses for want of data. */
export async function takeIn(
  reader: HttpReader,
  { tags, log }: BesideMesOptions['opening'],
  runtime: Pick<Runtime, 'ingest'>,
): Promise<void> {
  const samples = [];
  if (reader.handshake().tags !== null && reader.source.link() === 'up') {
    try {
      // The others it has never shown.
      samples.push(...(await reader.source.read(tags)).filter(({ seq }) => seq > 0));
    } catch (error) {
      if (!isAndonError(error, 'link.down') && !isAndonError(error, 'link.timeout')) throw error;
      log.warn({ err: error }, 'plant.unread');
    }
  }
  await runtime.ingest(reader.session(), { plantMs: timeOf(reader), seq: 0, samples });
}
