import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SampleBatch } from '@andon/connect';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countDoubled, readCommandLog } from './command-log.ts';
import { runFlatOut } from './flat-out.ts';
import type { LineInfo } from './line-info.ts';
import { socketPath } from './line-info.ts';
import type { LineLink } from './line-link.ts';
import type { LineProcessOptions } from './line-process.ts';
import { connectLine, findLineProcess, startLineProcess } from './line-process.ts';
import { assets, targets } from './names.ts';
import { plantStartMs } from './physics.ts';

let dir = '';
const started: LineInfo[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'andon-line-'));
});
afterEach(async () => {
  for (const { pid } of started.splice(0)) {
    if (alive(pid)) process.kill(pid, 'SIGTERM');
    await gone(pid);
  }
  rmSync(dir, { recursive: true, force: true });
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = (pid: number) => vi.waitUntil(() => !alive(pid), { timeout: 10_000, interval: 10 });

async function start(change: Partial<LineProcessOptions> = {}): Promise<LineInfo> {
  const info = await startLineProcess({ dir, seed: 1, scenario: 'baseline', coils: 4, speed: 0, ...change });
  started.push(info);
  return info;
}

async function driveTo(link: LineLink, seq: number): Promise<SampleBatch> {
  for await (const batch of link.subscribe(new AbortController().signal)) {
    if (batch.seq === seq) return batch;
    link.continue(batch.seq, null);
  }
  throw new Error(`the line ended before batch ${seq}`);
}

const command = (key: string) => ({
  key,
  asset: assets.furnace,
  target: targets.furnaceSetpoint,
  value: 1200,
  material: null,
  fence: 1,
  validUntil: plantStartMs + 100 * 3_600_000,
});

describe('the line process', () => {
  it('rolls what the same options roll in this process: people and dirt on the camera included', async () => {
    const options = {
      seed: 7,
      scenario: 'baseline',
      people: 'crew',
      fouling: { firstMin: 0, lengthMin: 30, everyMin: 60 },
    } as const;
    const link = await connectLine(await start({ ...options, coils: 30 }));
    for await (const batch of link.subscribe(new AbortController().signal)) link.continue(batch.seq, null);
    const account = await link.account();
    link.close();
    expect(account).toEqual(runFlatOut({ ...options, slabs: 30 }).account);
    expect(account).not.toEqual(runFlatOut({ ...options, slabs: 30, fouling: null }).account);
  });

  it('outlives a client that was killed, keeps its batch for the next, and logs each arrival once', async () => {
    const info = await start();
    expect(await findLineProcess(dir)).toEqual(info);

    const program = `
      import { connectLine } from ${JSON.stringify(new URL('./line-process.ts', import.meta.url).href)};
      const link = await connectLine({ socket: ${JSON.stringify(info.socket)} });
      for await (const batch of link.subscribe(new AbortController().signal)) {
        if (batch.seq === 3) {
          const answer = await link.send(${JSON.stringify(command('k1'))});
          process.stdout.write(JSON.stringify({ answer, batch }) + '\\n');
        } else link.continue(batch.seq, null);
      }`;
    const client = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    client.stdout.on('data', (chunk) => (printed += String(chunk)));
    await vi.waitUntil(() => printed.includes('\n'), { timeout: 10_000, interval: 10 });
    const { answer, batch } = JSON.parse(printed);
    expect(answer).toEqual({ kind: 'taken' });
    client.kill('SIGKILL');
    await once(client, 'exit');

    const link = await vi.waitUntil(() => connectLine(info).catch(() => null), { timeout: 10_000, interval: 10 });
    const again = await driveTo(link as LineLink, 3);
    expect(again).toEqual(batch);
    expect(await (link as LineLink).send(command('k2'))).toEqual({ kind: 'taken' });
    const entries = readCommandLog(info.commandLog);
    expect(entries.map((entry) => entry.command.key)).toEqual(['k1', 'k2']);
    expect(new Set(entries.map(({ session }) => session))).toEqual(new Set([info.session]));
    expect(countDoubled(entries)).toBe(0);

    const ended = new Promise((resolve) => (link as LineLink).onEnd(resolve));
    for await (const next of (link as LineLink).subscribe(new AbortController().signal))
      (link as LineLink).continue(next.seq, null);
    expect(await ended).toMatchObject({ slabs: 4 });
    await (link as LineLink).shutdown();
    await gone(info.pid);
    expect(await findLineProcess(dir)).toBeNull();
  });

  it('runs once per folder, and starts again where one was killed', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'line.running' });
    process.kill(first.pid, 'SIGKILL');
    await gone(first.pid);
    expect(await findLineProcess(dir)).toBeNull();
    const second = await start();
    expect(second.session).not.toBe(first.session);
    expect(await findLineProcess(dir)).toEqual(second);
  });

  it('says why it did not start', async () => {
    await expect(start({ scenario: 'sunny-day' })).rejects.toMatchObject({ code: 'scenario.unknown' });
    await expect(start({ dataDir: join(dir, 'nowhere') })).rejects.toThrow(/did not start: .*cannot be read/);
    await expect(start({ coils: 0 })).rejects.toMatchObject({ code: 'line.failed' });
  });

  it('ends by itself when nobody is connected for long', async () => {
    const info = await start({ idleMs: 50 });
    await gone(info.pid);
    expect(() => readFileSync(join(dir, 'line.json'))).toThrow();
  });

  it('drops a client that does not speak the protocol, and goes on', async () => {
    const info = await start();
    const rude = createConnection(info.socket);
    let heard = '';
    rude.on('data', (chunk) => (heard += String(chunk)));
    rude.write('{"type":"open-sesame"}\n');
    await once(rude, 'close');
    expect(heard).toContain('goodbye');
    const link = await connectLine(info);
    expect((await driveTo(link, 2)).seq).toBe(2);
    link.close();
  });

  it('keeps its socket path short enough for every Unix', () => {
    expect(socketPath('/short', 'linux')).toBe('/short/line.sock');
    const long = socketPath(`/${'very-long/'.repeat(20)}`, 'linux');
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(103);
    expect(socketPath(`/${'very-long/'.repeat(20)}`, 'linux')).toBe(long);
    expect(socketPath('C:\\home', 'win32')).toMatch(/^\\\\\.\\pipe\\andon-line-/);
  });
});
