/** What the calls so far have shown. */

import type { Decide, RecordPort, Stamp } from '@andon/core';
import { startMs } from '../../src/builders.ts';
import type { Call } from './call.ts';
import type { Choices } from './choices.ts';

/** Makes the call of a kind of step; `null` when it only lets time pass. */
export type Make = (world: World, choices: Choices) => Call | null | Promise<Call | null>;

export class World {
  readonly model: RecordPort;
  nowMs = startMs;
  /** Plant time of the last claim. */
  lastClaimMs = startMs;
  readonly runTokens = new Map<string, number>();
  readonly lanes = new Map<string, { holder: string; token: number; over: boolean }>();
  readonly decisions: Decide[] = [];
  readonly closings: Call[] = [];
  readonly expirations: Call[] = [];
  readonly judgements: Call[] = [];
  #count = 0;

  constructor(model: RecordPort) {
    this.model = model;
  }

  count(): number {
    this.#count += 1;
    return this.#count;
  }

  at(): Stamp {
    return { plantMs: this.nowMs, wallMs: this.nowMs + 5 };
  }

  /** Learns from an answer what later calls need. */
  learn({ port, method, args }: Call, answer: unknown): void {
    if (port === 'runs' && method === 'lease' && isObject(answer)) {
      this.runTokens.set(args[0] as string, answer.token as number);
    }
    if (port === 'effects' && method === 'claim' && isObject(answer) && answer.kind === 'claimed') {
      this.lastClaimMs = this.nowMs;
    }
    if (port === 'lanes' && method === 'hold' && isObject(answer) && answer.kind === 'held') {
      this.lanes.set(args[0] as string, {
        holder: args[1] as string,
        token: answer.token as number,
        over: args[2] === 0,
      });
    }
    if (port === 'lanes' && method === 'release') {
      const lane = this.lanes.get(args[0] as string);
      if (lane && lane.holder === args[1]) this.lanes.set(args[0] as string, { ...lane, over: true });
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
