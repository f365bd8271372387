/** The API of a site, from the process that acts or from one beside it. */

import { randomUUID } from 'node:crypto';
import { isAndonError, type LocalText } from '@andon/core';
import type { JobBus } from '@andon/queue';
import type { Runtime } from '@andon/runtime';
import type { ApiOptions, OpenApi } from '@andon/server';
import type { OpenRecord } from '@andon/store';
import type { Logger } from 'pino';
import type { SiteBeside } from '../site/attach.ts';
import { version } from '../version.ts';

export interface ApiPlace {
  /** 0 takes a free one. */
  readonly port: number;
  /** Take a free port where that one is in use, instead of ending the start. */
  readonly elseFree: boolean;
}

export interface ServeApiOptions {
  readonly place: ApiPlace;
  readonly role: ApiOptions['role'];
  readonly site: Pick<SiteBeside, 'people' | 'lines' | 'timeZone'>;
  readonly observeOnly: boolean;
  readonly record: OpenRecord;
  readonly runtime: Runtime;
  readonly bus: JobBus;
  readonly log: Logger;
}

/** @throws AndonError api.port-in-use | api.port-refused */
export async function serveApi({ place, site, observeOnly, ...given }: ServeApiOptions): Promise<OpenApi> {
  // Loaded only where it is served.
  const { openApi } = await import('@andon/server');
  const { people, lines, timeZone } = site;
  const open = (port: number) =>
    openApi({
      ...given,
      people,
      site: { lines, timeZone, observeOnly },
      version,
      port,
      newId: (kind) => `${kind}_${randomUUID()}`,
    });
  try {
    return await open(place.port);
  } catch (error) {
    if (!place.elseFree || !isAndonError(error, 'api.port-in-use')) throw error;
    return open(0);
  }
}

export function apiText(url: string): LocalText {
  return { en: `API on ${url}, for this machine only`, 'zh-CN': `API 位于 ${url}，仅限本机访问` };
}
