/** What a MES may be asked for in a site file, and everything that is wrong with it, each with the path of its key. */

import {
  checkHttpOptions,
  type HttpCredentials,
  type HttpHandshake,
  type HttpSourceOptions,
  type HttpTls,
} from '@andon/connect';
import { isAndonError } from '@andon/core';
import { z } from 'zod';
import type { SiteProblem } from '../site-file/site.ts';

export interface MesOptions {
  /** Scheme, host and port alone: `https://mes.harbin.example:8443`. Plain http only to this machine. */
  readonly url: string;
  /** Header and secret with which it answers handshake, tags and samples. */
  readonly read: HttpCredentials;
  /** Header and secret with which it takes commands and says what became of them. Not looked up by a site that observes. */
  readonly write: HttpCredentials;
  /** Certificate of the works, as PEM; where the MES asks who we are, our certificate and its key. */
  readonly tls?: MesTls;
  /** What it offers, for a MES that does not serve `/.well-known/andon-sink`. */
  readonly handshake?: HttpHandshake;
  /** How long to wait for any answer, in ms of process time. Default 2 000. */
  readonly timeoutMs?: number;
  /** Every how many ms of process time it is asked whether it lives. Default 1 000. */
  readonly heartbeatMs?: number;
  /** Pause between polls for samples where it offers no long poll, in ms of process time. Default 500. */
  readonly pollMs?: number;
  /** Connections that stand open for commands: the number of lines that act, and one more. Default 4. */
  readonly readyConnections?: number;
  /** How old such a connection may become, in ms; below the MES's own idle limit. Default 4 000. */
  readonly readyForMs?: number;
  /** The longest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number;
}

export type MesTls = Pick<HttpTls, 'ca' | 'cert' | 'key' | 'servername' | 'minVersion'>;

/** Which of its two credentials. */
export type MesAccess = 'read' | 'write';

const text = z.string({ error: 'must be a text' });
const path = text.regex(/^\//, { error: 'must be a path like /tags' });
const whole = z.int({ error: 'must be a whole number above 0' }).min(1, { error: 'must be a whole number above 0' });
const claim = z.boolean({ error: 'must be true or false' });
const given = z.custom<never>((value) => value !== undefined && value !== null, { error: 'is empty' });

const credentials = z.strictObject(
  {
    header: text.regex(/^[\w-]+$/, { error: 'must be the name of a header, like authorization' }),
    secret: text.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
      error:
        'must be the name of a secret, lower-case words joined by dashes: mes-read; the secret itself stands elsewhere',
    }),
  },
  { error: "must be { header: 'authorization', secret: 'name-of-a-secret' }" },
);

const Options = z.strictObject(
  {
    url: text,
    read: credentials,
    write: credentials,
    tls: z
      .strictObject({
        ca: given.optional(),
        cert: given.optional(),
        key: given.optional(),
        servername: text.optional(),
        minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).optional(),
      })
      .optional(),
    handshake: z
      .strictObject({
        session: text,
        capabilities: z.strictObject({
          readBack: claim,
          honoursKey: claim,
          honoursFence: claim,
          checksValidUntil: claim,
        }),
        commands: path,
        tags: path.nullable(),
        samples: path.nullable(),
        longPollMs: z.int().min(0),
        alive: path,
      })
      .optional(),
    timeoutMs: whole.optional(),
    heartbeatMs: whole.optional(),
    pollMs: whole.optional(),
    readyConnections: whole.optional(),
    readyForMs: whole.optional(),
    maxAnswerBytes: whole.optional(),
  },
  { error: 'must be mes({ url, read, write })' },
);

/** Nothing is opened, and no secret is looked up. */
export function mesProblems(options: unknown): readonly SiteProblem[] {
  const checked = Options.safeParse(options);
  if (checked.success) return connectorProblems(checked.data as MesOptions);
  return checked.error.issues.flatMap((issue) => {
    const at = ['plant', ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...at, key].join('.'), problem: 'there is no such key' }));
    }
    return [{ path: at.join('.'), problem: issue.message }];
  });
}

/** Why a site with it could not show that it only observes; that keeps nobody from letting it write. */
export function mesWarnings({ read, write }: Partial<MesOptions>): readonly SiteProblem[] {
  if (read?.secret === undefined || read.secret !== write?.secret) return [];
  const problem =
    'it is the secret that reads too, so --observe-only cannot show that nothing could be written, and is refused: ask for two';
  return [{ path: 'plant.write.secret', problem }];
}

/** What the connector is told, with one of the two credentials. */
export function httpOptions(options: MesOptions, access: MesAccess, secrets: HttpSourceOptions['secrets']) {
  const { read, write, ...common } = options;
  return { ...common, credentials: access === 'read' ? read : write, ...(secrets && { secrets }) };
}

/** The connector's name for an option, as the path of the key in the file. */
export function keyOf(connectorPath: string, access: MesAccess): string {
  const [first = '', ...below] = connectorPath.split('.');
  return ['plant', first === 'credentials' ? access : first, ...below].join('.');
}

/** What the connector itself demands: http only to this machine, an address without a path. */
function connectorProblems(options: MesOptions): readonly SiteProblem[] {
  try {
    checkHttpOptions(httpOptions(options, 'read', () => null));
    return [];
  } catch (error) {
    if (!isAndonError(error, 'config.invalid')) throw error;
    return [{ path: keyOf(String(error.details.path), 'read'), problem: String(error.details.problem) }];
  }
}
