/** Commands over HTTP: POST under the effect's key, and GET to find out what became of it. */

import type { Acknowledgement, ActionSink, Command, ReadBack, ReadBackQuery } from '../ports.ts';
import { acknowledgementOf, readBackOf } from './answers.ts';
import { type Asker, answerTo, down, noAnswer } from './ask.ts';
import { Unfit } from './fields.ts';
import type { LinkWatch } from './link-watch.ts';
import { type HttpSettings, invalid } from './options.ts';
import type { ReadyConnections } from './ready-connections.ts';

export interface HttpParts {
  readonly settings: HttpSettings;
  readonly asker: Asker;
  readonly watch: LinkWatch;
  readonly connections: ReadyConnections;
}

export function httpSink({ settings, asker, watch, connections }: HttpParts): ActionSink {
  return {
    link: () => (watch.state() === 'up' && connections.count() > 0 ? 'up' : 'down'),
    capabilities: () => watch.handshake().capabilities,
    send(command: Command): Promise<Acknowledgement> {
      if (watch.state() === 'down') throw down(settings);
      const { asset, target, material, value } = command;
      const body = Buffer.from(JSON.stringify({ asset, target, material, value }));
      const headers = {
        'idempotency-key': encodeURIComponent(command.key),
        'andon-fence': String(command.fence),
        'andon-valid-until': new Date(command.validUntil).toISOString(),
        'content-length': String(body.length),
      };
      const request = connections.take();
      if (request === null) throw down(settings);
      for (const [name, text] of Object.entries(headers)) request.setHeader(name, text);
      // The socket is attached, so this hands the bytes to it before it returns.
      request.end(body);
      return understood(settings, answerTo(request, settings), acknowledgementOf);
    },
    async readBack({ key, asset, target, material, fence }: ReadBackQuery, signal?: AbortSignal): Promise<ReadBack> {
      const { capabilities, commands } = watch.handshake();
      if (!capabilities.readBack) throw invalid('capabilities.readBack', `${settings.target} offers no read-back`);
      if (watch.state() === 'down') throw down(settings);
      const query = new URLSearchParams({ asset, target, ...(material !== null && { material }) });
      const path = `${commands}/${encodeURIComponent(key)}?${query}`;
      const asked = asker.ask({ path, headers: { 'andon-fence': String(fence) }, signal });
      return await understood(settings, asked, (answer) => readBackOf(answer, fence));
    },
  };
}

/** An answer that nobody agreed on is as good as none: whether the far end acted is then not known. */
export async function understood<A, T>(settings: HttpSettings, asked: Promise<A>, read: (answer: A) => T): Promise<T> {
  try {
    return read(await asked);
  } catch (error) {
    throw error instanceof Unfit ? noAnswer(settings, error) : error;
  }
}
