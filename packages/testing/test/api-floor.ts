/** The HTTP API over a test's shop floor: its record, a bus in this process, one agent at work, and its people. */

import { type Actor, type Json, lineOf, type RecordPort } from '@andon/core';
import { type ApiOptions, type OpenApi, openApi } from '@andon/server';
import { onTestFinished } from 'vitest';
import { countingIds } from '../src/index.ts';
import { Floor, inspector, mill, processOwner, second, shiftLead } from './runtime-floor.ts';
import { aRoom } from './runtime-floor-room.ts';

export const people: readonly Actor[] = [inspector, second, shiftLead, processOwner];

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ApiFloor {
  readonly floor: Floor;
  readonly api: OpenApi;
  /** Lines of the log. */
  readonly logged: readonly LogLine[];
  close(): Promise<void>;
}

/** @param record stands around the one of the floor, for what the API alone asks */
export async function anApi(
  over: Partial<ApiOptions> = {},
  around: (record: RecordPort) => RecordPort = (record) => record,
): Promise<ApiFloor> {
  const floor = new Floor({}, await aRoom());
  await floor.hire();
  await floor.runtime.start();
  const logged: LogLine[] = [];
  const opening = openApi({
    record: around(floor.record),
    runtime: floor.runtime,
    bus: floor.bus,
    people,
    site: {
      lines: [{ scope: lineOf(mill), name: { en: 'Strip 1', 'zh-CN': '一号线' } }],
      timeZone: 'Asia/Shanghai',
      observeOnly: false,
    },
    role: 'all',
    version: '0.1.0',
    log: logInto(logged),
    port: 0,
    newId: countingIds(),
    ...over,
  });
  const api = await opening.catch(async (error) => {
    await floor.close();
    throw error;
  });
  const close = async () => {
    await api.close();
    await floor.close();
  };
  return { floor, api, logged, close };
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What pino offers to those who log; each child's own fields are in its lines. */
export function logInto(lines: LogLine[], bound: object = {}): ApiOptions['log'] {
  const methods = levels.map((level) => [
    level,
    (fields: object, event: string) => lines.push({ level, event, fields: { ...bound, ...fields } }),
  ]);
  const child = (more: object) => logInto(lines, { ...bound, ...more });
  return { ...Object.fromEntries(methods), level: 'trace', silent: () => {}, child };
}

/** Until the test is over. */
export async function serve(...args: Parameters<typeof anApi>): Promise<ApiFloor> {
  const served = await anApi(...args);
  onTestFinished(() => served.close());
  return served;
}

/** @typeParam T what the test expects of it */
export async function bodyOf<T>(response: Response | Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

export const posting = (body: Json, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
