/**
 * Main of the line's process. Its one argument is a `ProcessConfig` in JSON; `startLineProcess` writes it.
 */

import { randomUUID } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { asAndonError } from '@andon/core';
import { fileCommandLog } from './command-log.ts';
import { commandLogFile, infoFile, processLogFile, readInfo, socketPath, writeInfo } from './line-info.ts';
import { ProcessConfig } from './line-process.ts';
import { createLineServer } from './line-server.ts';
import { loadSteelPlates } from './steel-plates.ts';

async function main(): Promise<void> {
  const config = ProcessConfig.parse(JSON.parse(process.argv[2] ?? 'null'));
  const { dir, seed, scenario, coils, speed, dataDir, people, fouling, idleMs } = config;
  const session = randomUUID();
  const socket = socketPath(dir);
  const commandLog = commandLogFile(dir);
  const log = fileCommandLog(commandLog);
  let idle: NodeJS.Timeout | null = null;

  const server = createLineServer({
    session,
    log,
    seed,
    scenario,
    slabs: coils,
    regions: dataDir === null ? null : loadSteelPlates(dataDir, seed).serve,
    people,
    ...(fouling !== undefined && { fouling }),
    speed,
    monotonicMs: () => performance.now(),
    onClients: (count) => {
      if (idle !== null) clearTimeout(idle);
      idle = count === 0 ? setTimeout(leave, idleMs) : null;
    },
    // The answer is written first; the process goes once it is out.
    onShutdown: () => void setImmediate(leave),
  });
  const listener = createServer((stream) => server.accept(stream));

  function leave(): void {
    if (readInfo(dir)?.session === session) rmSync(infoFile(dir), { force: true });
    if (process.platform !== 'win32') rmSync(socket, { force: true });
    server.close();
    listener.close();
    log.close();
    process.exit(0);
  }

  if (process.platform !== 'win32') rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(socket, resolve);
  });
  if (process.platform !== 'win32') chmodSync(socket, 0o600);
  idle = setTimeout(leave, idleMs);
  process.once('SIGTERM', leave);
  writeInfo(dir, {
    pid: process.pid,
    socket,
    session,
    seed,
    scenario,
    coils,
    commandLog,
    processLog: processLogFile(dir),
  });
  process.send?.({ kind: 'ready' });
}

main().catch((error: unknown) => {
  const { message } = asAndonError(error);
  process.stderr.write(`${JSON.stringify({ event: 'line.failed', message })}\n`);
  process.exitCode = 1;
  if (process.send === undefined) process.exit();
  else process.send({ kind: 'failed', problem: message }, undefined, undefined, () => process.exit());
});
