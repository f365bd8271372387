/**
 * What a MES says of itself at `/.well-known/andon-sink`. What it does not claim it does not have, and the gate caps
 * whatever leaves through it.
 */

import type { SinkCapabilities } from '../ports.ts';
import { type Fields, fieldsOf, localPathOf, textOf, timeOf, Unfit, wholeOf } from './fields.ts';

export const handshakePath = '/.well-known/andon-sink';

/** The version of the agreement in docs/how-to/write-to-your-mes.md. */
const agreement = 1;

export interface Handshake {
  /** Names this run of the MES; sample numbers belong to it. */
  readonly session: string;
  readonly capabilities: SinkCapabilities;
  /** Path that takes commands, and below which a key is read back. */
  readonly commands: string;
  /** Path that answers the present value of tags; `null`: it has none. */
  readonly tags: string | null;
  /** Path that answers batches of samples; `null`: it has none. */
  readonly samples: string | null;
  /** How long it holds a question for samples back until there are some, in ms; 0: it answers at once. */
  readonly longPollMs: number;
}

/** @throws Unfit */
export function handshakeOf(json: unknown): Handshake {
  const document = fieldsOf(json, '');
  if (document.andonSink !== agreement) throw new Unfit('andonSink', `it is not ${agreement}`);
  return {
    session: textOf(document.session, 'session'),
    capabilities: {
      readBack: claim(document, 'readBack'),
      honoursKey: claim(document, 'honoursKey'),
      honoursFence: claim(document, 'honoursFence'),
      checksValidUntil: claim(document, 'checksValidUntil'),
    },
    commands: localPathOf(document.commands, 'commands'),
    tags: optionalPath(document, 'tags'),
    samples: optionalPath(document, 'samples'),
    longPollMs: document.longPollMs === undefined ? 0 : wholeOf(document.longPollMs, 'longPollMs'),
  };
}

/**
 * The MES's own clock, where it tells it with the handshake.
 *
 * @throws Unfit
 */
export function plantTimeOf(json: unknown): number | null {
  const { plantTime } = fieldsOf(json, '');
  return plantTime === undefined || plantTime === null ? null : timeOf(plantTime, 'plantTime');
}

function claim(document: Fields, name: keyof SinkCapabilities): boolean {
  const claimed = document[name] ?? false;
  if (typeof claimed !== 'boolean') throw new Unfit(name, 'it is neither true nor false');
  return claimed;
}

function optionalPath(document: Fields, name: string): string | null {
  return document[name] === undefined || document[name] === null ? null : localPathOf(document[name], name);
}
