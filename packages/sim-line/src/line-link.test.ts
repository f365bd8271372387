import type { Command, Sample, SampleBatch } from '@andon/connect';
import { isAndonError } from '@andon/core';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryCommandLog } from './command-log.ts';
import { runFlatOut } from './flat-out.ts';
import type { FaultPlan, LineLink } from './line-link.ts';
import type { LocalLine, LocalLineOptions } from './local-line.ts';
import { startLocalLine } from './local-line.ts';
import { assets, tags, targets } from './names.ts';
import type { InspectionResult } from './payloads.ts';
import { plantStartMs } from './physics.ts';

const lines: LocalLine[] = [];
afterEach(() => {
  for (const line of lines.splice(0)) line.close();
});

function local(options: Partial<LocalLineOptions> = {}): LocalLine {
  const line = startLocalLine({ seed: 1, scenario: 'baseline', slabs: 6, ...options });
  lines.push(line);
  return line;
}

const never = new AbortController().signal;
const setpoint = (key: string, change: Partial<Command> = {}): Command => ({
  key,
  asset: assets.furnace,
  target: targets.furnaceSetpoint,
  value: 1200,
  material: null,
  fence: 1,
  validUntil: plantStartMs + 100 * 3_600_000,
  ...change,
});
const query = ({ key, asset, target, material, fence }: Command) => ({ key, asset, target, material, fence });

/** Drives until `until` says so, or to the end; the batch that met it is left unfinished. */
async function drive(link: LineLink, until: (batch: SampleBatch) => boolean = () => false): Promise<SampleBatch[]> {
  const seen: SampleBatch[] = [];
  for await (const batch of link.subscribe(never)) {
    seen.push(batch);
    if (until(batch)) break;
    link.continue(batch.seq, null);
  }
  return seen;
}

async function codeOf(attempt: () => unknown): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    return isAndonError(error) ? error.code : String(error);
  }
}

describe('the link to a line', () => {
  it('brings what the world publishes, sample by sample, and the account at the end', async () => {
    const samples: Sample[] = [];
    const { account } = runFlatOut({
      seed: 1,
      scenario: 'baseline',
      slabs: 6,
      policy: (sample) => void samples.push(sample),
    });
    const link = await local().connect();
    const ends: unknown[] = [];
    link.onEnd((result) => void ends.push(result));
    const batches = await drive(link);
    expect(batches.flatMap((batch) => batch.samples)).toEqual(samples);
    expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, index) => index + 1));
    expect(ends).toEqual([account]);
    expect(await link.account()).toEqual(account);
    link.onEnd((result) => void ends.push(result));
    expect(ends).toHaveLength(2);
  });

  it('executes a command at the instant it stands at, readable at once', async () => {
    const link = await local().connect();
    await drive(link, ({ seq }) => seq === 3);
    expect(await link.send(setpoint('k1', { value: 1163 }))).toEqual({ kind: 'taken' });
    const [sample] = await link.read([tags.furnaceSetpoint]);
    expect(sample).toMatchObject({ value: 1165, sourceTs: link.plantMs() });
    expect(await link.readBack(query(setpoint('k1')))).toEqual({ kind: 'present', value: 1165, at: link.plantMs() });
    expect(await link.readBack(query(setpoint('k2')))).toEqual({ kind: 'absent' });
    expect(link.capabilities()).toEqual({
      readBack: true,
      honoursKey: true,
      honoursFence: true,
      checksValidUntil: true,
    });
  });

  it('has one driver at a time; observers see the same batches and cannot let time pass', async () => {
    const line = local();
    const driver = await line.connect();
    expect(await codeOf(() => line.connect())).toBe('line.refused');
    const observer = await line.connect({ role: 'observer' });
    const first = await drive(observer, () => true);
    observer.continue(1, null);
    const driven = await drive(driver, ({ seq }) => seq === 2);
    expect(driven[0]).toEqual(first[0]);
    driver.close();
    expect(driver.link()).toBe('down');
    expect(observer.link()).toBe('up');
  });

  it('gives a driver who comes back the batch that was left unfinished', async () => {
    const line = local();
    const first = await line.connect();
    const before = await drive(first, ({ seq }) => seq === 5);
    first.close();
    const second = await line.connect();
    expect(second.session).toBe(first.session);
    const [again] = await drive(second, () => true);
    expect(again).toEqual(before.at(-1));
  });

  it('throws at once while the simulated link is down, and nothing arrives', async () => {
    const log = memoryCommandLog();
    const link = await local({ scenario: 'link-loss', slabs: 20, log }).connect();
    const window = await drive(link, () => link.link() === 'down');
    expect(window.at(-1)?.plantMs).toBe(plantStartMs + 25 * 60_000);
    expect(() => link.send(setpoint('k1'))).toThrow(/link .* is down/);
    expect(await codeOf(() => link.readBack(query(setpoint('k1'))))).toBe('link.down');
    expect(await codeOf(() => link.read([tags.heartbeat]))).toBe('link.down');
    link.continue(window.at(-1)?.seq ?? 0, null);
    await drive(link, () => link.link() === 'up');
    expect(await link.readBack(query(setpoint('k1')))).toEqual({ kind: 'absent' });
    expect(log.entries).toHaveLength(0);
  });

  it('throws at once when the socket is gone', async () => {
    const line = local();
    const link = await line.connect();
    line.close();
    await drive(link);
    expect(link.link()).toBe('down');
    expect(() => link.send(setpoint('k1'))).toThrow(/is down/);
    expect(await codeOf(() => link.account())).toBe('link.down');
  });

  it('does not know what became of a command whose acknowledgement was lost; read-back does', async () => {
    const faults: FaultPlan = { loseAcks: 1 };
    const log = memoryCommandLog();
    const link = await local({ log }).connect({ faults, timeoutMs: 20 });
    await drive(link, () => true);
    expect(await codeOf(() => link.send(setpoint('k1')))).toBe('link.timeout');
    expect(await link.readBack(query(setpoint('k1')))).toMatchObject({ kind: 'present', value: 1200 });
    expect(await link.send(setpoint('k1'))).toEqual({ kind: 'duplicate' });
    expect(log.entries.map(({ answer }) => answer.kind)).toEqual(['taken', 'duplicate']);
  });

  it('tells a command lost on the way from one that arrives late', async () => {
    const faults: FaultPlan = { loseCommands: 1, holdCommands: 1 };
    const log = memoryCommandLog();
    const link = await local({ log }).connect({ faults, timeoutMs: 20 });
    await drive(link, () => true);
    expect(await codeOf(() => link.send(setpoint('lost')))).toBe('link.timeout');
    expect(await codeOf(() => link.send(setpoint('late', { fence: 2 })))).toBe('link.timeout');
    expect(await link.readBack(query(setpoint('late', { fence: 3 })))).toEqual({ kind: 'absent' });
    link.releaseHeld();
    expect(await link.send(setpoint('late', { fence: 3 }))).toEqual({ kind: 'duplicate' });
    expect(log.entries.map(({ command, answer }) => [command.key, answer.kind])).toEqual([
      ['late', 'refused'],
      ['late', 'duplicate'],
    ]);
  });

  it('lets a person dispose of a coil at the line; a command then comes too late', async () => {
    const link = await local().connect();
    let coil = '';
    await drive(link, ({ samples }) => {
      const result = samples.find(({ tag }) => tag === tags.inspectionResult);
      coil = (result?.value as InspectionResult | undefined)?.coil ?? '';
      return result !== undefined;
    });
    expect(await link.personDisposes('C999999', 'scrap', 'Li Na')).toBe(false);
    expect(await link.personDisposes(coil, 'rework', 'Li Na')).toBe(true);
    const command = setpoint('k1', {
      asset: assets.inspection,
      target: targets.disposition,
      value: 'release',
      material: coil,
    });
    expect(await link.send(command)).toMatchObject({ kind: 'refused', code: 'interlock' });
    const [shown] = await link.read([tags.disposition]);
    expect(shown?.value).toMatchObject({ coil, disposition: 'rework', by: 'people', who: 'Li Na' });
  });

  it('ends a subscription when its signal fires, and rejects a question that was given up', async () => {
    const link = await local().connect();
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { seq } of link.subscribe(stop.signal)) {
      seen.push(seq);
      stop.abort();
    }
    expect(seen).toEqual([1]);
    await expect(link.read([tags.heartbeat], stop.signal)).rejects.toThrow(/abort/i);
  });

  it('changes speed while it runs', async () => {
    const link = await local({ speed: 1 }).connect();
    await link.setSpeed(Number.POSITIVE_INFINITY);
    expect((await drive(link)).length).toBeGreaterThan(20);
  });
});
