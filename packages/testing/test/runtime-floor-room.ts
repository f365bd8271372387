/**
 * The record that a floor stands on: in memory, or whatever a file of tests names before. Process time in it passes as
 * the floor's clock does.
 */

import type { RecordPort } from '@andon/core';
import { createMemoryRecord } from '../src/index.ts';

export interface Room {
  readonly record: RecordPort;
  /** Process time passes: leases come nearer to their ends. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** @param processMs the floor's clock */
export type OpenRoom = (processMs: () => number) => Room;

const nothing = async () => {};

export const inMemory: OpenRoom = (processMs) => ({
  record: createMemoryRecord({ processMs }),
  pass: nothing,
  close: nothing,
});

let nextRoom: () => Promise<OpenRoom> = async () => inMemory;

/** Every floor from now on stands on such a room. */
export function standOn(open: () => Promise<OpenRoom>): void {
  nextRoom = open;
}

export function aRoom(): Promise<OpenRoom> {
  return nextRoom();
}

let underWay = 0;

/** Counts what is asked and not answered, for `quiet`. */
export function watched(record: RecordPort): RecordPort {
  return everyMethod(record, async (_, ask) => {
    underWay += 1;
    try {
      return await ask();
    } finally {
      underWay -= 1;
    }
  });
}

/** Every promise that can settle without time has, and the record has answered everything. */
export async function quiet(): Promise<void> {
  do {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  } while (underWay > 0);
}

/** A record whose calls all go through `around`, told which it is: `grants.sign`. */
export function everyMethod(
  record: RecordPort,
  around: (call: string, ask: () => Promise<unknown>) => Promise<unknown>,
): RecordPort {
  const ports = Object.entries(record).map(([name, port]) => {
    const methods = Object.entries(port).map(([method, run]) => [
      method,
      (...args: unknown[]) =>
        around(`${name}.${method}`, () => (run as (...a: unknown[]) => Promise<unknown>)(...args)),
    ]);
    return [name, Object.fromEntries(methods)];
  });
  return Object.fromEntries(ports);
}
