/**
 * A MES over HTTP as a site's plant. It is read with one credential and written with another: a site that observes looks
 * up the first alone, and opens nothing that could send. Its clock is plant time.
 */

import { type HttpConnector, type HttpReader, openHttpConnector, openHttpSource } from '@andon/connect';
import { AndonError, isAndonError, type LocalText } from '@andon/core';
import { systemClock } from '../site/clock.ts';
import type { OpenPlant, OpenPlantOptions, PlantDefinition } from '../site-file/plant.ts';
import { demandSecret } from '../site-file/secrets.ts';
import { besideMes, takeIn, timeOf } from './mes-beside.ts';
import { examineMes } from './mes-examine.ts';
import { followMes } from './mes-follow.ts';
import { httpOptions, keyOf, type MesAccess, type MesOptions, mesProblems, mesWarnings } from './mes-options.ts';

export type { MesOptions, MesTls } from './mes-options.ts';

/** One MES, one record. */
const schema = 'andon';

/** What is wrong with the options is said by `andon check`, and when the site is loaded. */
export function mes(options: MesOptions): PlantDefinition {
  const problems = mesProblems(options);
  const target = URL.parse(String(options?.url))?.host ?? '?';
  const sameSecret = options?.read?.secret === options?.write?.secret;
  const writeSecret = options?.write?.secret;
  return {
    what: `MES at ${target}`,
    // Where one secret does both, there is none that only writing takes.
    writeSecrets: sameSecret || writeSecret === undefined ? [] : [writeSecret],
    problems,
    warnings: mesWarnings(options ?? {}),

    async open(opening): Promise<OpenPlant> {
      const { home, observeOnly, secrets } = opening;
      const [first] = problems;
      if (first) throw new AndonError('config.invalid', { ...first });
      if (observeOnly && sameSecret) {
        const problem = `"${writeSecret}" is named in plant.read too, so whoever reads could write. Ask for a second one, or start without --observe-only`;
        throw new AndonError('config.invalid', { path: 'plant.write.secret', problem });
      }
      const readValue = demandSecret(secrets, home, options.read.secret, 'plant.read.secret');
      const writeValue = observeOnly ? null : demandSecret(secrets, home, options.write.secret, 'plant.write.secret');
      const reader = await openReader(options, opening);
      let writer: HttpConnector | null = null;
      try {
        if (!observeOnly) writer = await opened(openHttpConnector(httpOptions(options, 'write', secrets)), 'write');
      } catch (error) {
        reader.close();
        throw error;
      }
      return {
        source: reader.source,
        sink: writer?.sink ?? null,
        schema,
        facts: { url: options.url, session: reader.session() },
        plantMs: () => timeOf(reader),
        takeIn: (runtime) => takeIn(reader, opening, runtime),
        resumed: async ({ agents }) => ((await agents.list()).length > 0 ? goesOn : null),
        said: readValue === writeValue ? sameValue : null,
        stage: null,
        follow: ({ runtime, view, log, signal }) => {
          const links = writer ? { read: reader, write: writer } : { read: reader };
          return followMes({ target, reader, links, runtime, view, log, signal, clock: systemClock });
        },
        account: null,
        async close() {
          writer?.close();
          reader.close();
        },
      };
    },

    beside: (opening) => besideMes({ opening, schema, open: () => openReader(options, opening), clock: systemClock }),

    examine: (opening) => examineMes(target, opening, () => openReader(options, opening)),
  };
}

/** @throws AndonError config.invalid with the path of the key | link.down | link.timeout */
async function openReader(
  options: MesOptions,
  { home, secrets, tags }: Pick<OpenPlantOptions, 'home' | 'secrets' | 'tags'>,
): Promise<HttpReader> {
  demandSecret(secrets, home, options.read.secret, 'plant.read.secret');
  const reader = await opened(openHttpSource(httpOptions(options, 'read', secrets)), 'read');
  try {
    const handshake = reader.handshake();
    if (handshake.samples === null) {
      throw wrong('it publishes no samples (samples in its handshake), so nothing would set an agent off');
    }
    // Any question about tags tells the time; about one that is not there as well.
    if (reader.plantMs() === null && handshake.tags !== null) await reader.source.read([tags[0] ?? 'plant-time']);
    if (reader.plantMs() === null) throw wrong('it tells no time: its handshake needs plantTime, or tags');
    return reader;
  } catch (error) {
    reader.close();
    throw error;
  }
}

const wrong = (problem: string) => new AndonError('config.invalid', { path: 'plant.url', problem });

/** Says which key of the file is meant. */
async function opened<T>(opening: Promise<T>, access: MesAccess): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (!isAndonError(error, 'config.invalid')) throw error;
    const path = keyOf(String(error.details.path), access);
    throw new AndonError('config.invalid', { ...error.details, path }, { cause: error });
  }
}

const goesOn: LocalText = {
  en: 'The record of this site goes on from an earlier start.',
  'zh-CN': '本站点的记录从上次启动处继续。',
};

const sameValue: LocalText = {
  en: 'The MES is read and written with the same credential, so --observe-only could not show that nothing can be written. Ask for a second one.',
  'zh-CN': '读取与写入 MES 使用同一凭据，因此 --observe-only 无法证明不可写入。请申请第二个凭据。',
};
