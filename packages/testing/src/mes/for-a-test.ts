/** A small MES and connectors to it, for as long as a test lasts. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type HttpConnector, type HttpConnectorOptions, openHttpConnector } from '@andon/connect';
import { readCommandLog } from '@andon/sim-line';
import { onTestFinished } from 'vitest';
import { Mes, type MesOptions } from './server.ts';

export const line = 'test/site/area/line';

/** A small MES, and what its log on disk says. */
export type MesOfATest = Mes & { readonly arrivals: () => readonly (readonly [key: string, answer: string])[] };

/** Listens, and has inspected the coils C1 to C9, or as many as are asked for. */
export async function aMes({
  coils = 9,
  ...options
}: Partial<MesOptions> & { readonly coils?: number } = {}): Promise<MesOfATest> {
  const folder = mkdtempSync(join(tmpdir(), 'andon-mes-'));
  const logFile = join(folder, 'mes.log');
  const mes = new Mes({ logFile, ...options });
  await mes.listen();
  onTestFinished(async () => {
    await mes.close();
    rmSync(folder, { recursive: true });
  });
  for (let coil = 1; coil <= coils; coil++) mes.inspect(line, `C${coil}`);
  const arrivals = () => readCommandLog(logFile).map(({ command, answer }) => [command.key, answer.kind] as const);
  return Object.assign(mes, { arrivals });
}

/** Asks often, so that a test sees changes soon, and is patient, so that a busy machine is none. */
export async function aConnector(url: string, options: Partial<HttpConnectorOptions> = {}): Promise<HttpConnector> {
  const connector = await openHttpConnector({ url, timeoutMs: 5_000, heartbeatMs: 50, pollMs: 10, ...options });
  onTestFinished(() => connector.close());
  return connector;
}

/** Resolves when the link is told to be in that state, from now on. */
export function told(connector: HttpConnector, state: 'up' | 'down'): Promise<unknown> {
  return new Promise((resolve) => {
    const leave = connector.onLink((now, why) => {
      if (now !== state) return;
      leave();
      resolve(why);
    });
  });
}

/** Puts coil C1 on hold. */
export const disposing = (key: string, change: Partial<Command> = {}): Command => ({
  key,
  asset: `${line}/yard`,
  target: `${line}/yard/disposition`,
  value: 'hold',
  material: 'C1',
  fence: 1,
  validUntil: Date.now() + 60_000,
  ...change,
});

export const query = ({ key, asset, target, material, fence }: Command) => ({ key, asset, target, material, fence });
