import { describe, expect, it } from 'vitest';
import { MemoryPlant } from './memory.ts';
import type { Command } from './ports.ts';

const command = (over: Partial<Command> = {}): Command => ({
  key: 'eff_1',
  asset: 'a/furnace',
  target: 'a/furnace/setpoint',
  value: 1230,
  material: null,
  fence: 1,
  validUntil: 1_000,
  ...over,
});

describe('the mailbox', () => {
  it('takes a command once, and answers its second arrival as a duplicate', async () => {
    const plant = new MemoryPlant();
    expect(await plant.send(command())).toEqual({ kind: 'taken' });
    expect(await plant.send(command({ value: 1250 }))).toEqual({ kind: 'duplicate' });
    expect(plant.value('a/furnace/setpoint')).toBe(1230);
    expect(plant.arrivals).toHaveLength(2);
  });

  it('refuses a fence below the highest it saw, and what arrives after validUntil', async () => {
    const plant = new MemoryPlant();
    await plant.send(command({ fence: 2 }));
    expect(await plant.send(command({ key: 'eff_2', fence: 1 }))).toMatchObject({ code: 'stale-fence' });
    plant.plantMs = 1_001;
    expect(await plant.send(command({ key: 'eff_3', fence: 3 }))).toMatchObject({ code: 'expired' });
  });

  it('knows a key that it refused, and never takes it afterwards', async () => {
    const plant = new MemoryPlant();
    plant.plantMs = 1_001;
    await plant.send(command());
    expect(await plant.send(command({ validUntil: 5_000 }))).toEqual({ kind: 'duplicate' });
    expect(await plant.readBack({ ...command(), fence: 1 })).toMatchObject({ kind: 'refused', code: 'expired' });
  });

  it('lets no older command land once it was asked for a key', async () => {
    const plant = new MemoryPlant();
    expect(await plant.readBack({ ...command(), fence: 2 })).toEqual({ kind: 'absent' });
    expect(await plant.send(command({ fence: 1 }))).toMatchObject({ code: 'stale-fence' });
  });

  it('reads back what the plant made of the value', async () => {
    const plant = new MemoryPlant({ settle: (_, value) => Math.round((value as number) / 5) * 5 });
    await plant.send(command({ value: 1232 }));
    expect(await plant.readBack({ ...command(), fence: 1 })).toMatchObject({ kind: 'present', value: 1230 });
  });
});

describe('a link that is down', () => {
  it('throws at once and keeps nothing for later', async () => {
    const plant = new MemoryPlant();
    plant.setLink('down');
    expect(() => plant.send(command())).toThrowError(expect.objectContaining({ code: 'link.down' }));
    plant.setLink('up');
    expect(plant.arrivals).toEqual([]);
    expect(await plant.readBack({ ...command(), fence: 1 })).toEqual({ kind: 'absent' });
  });
});

describe('losses', () => {
  it('a lost acknowledgement leaves the command in the plant, a lost command does not', async () => {
    const plant = new MemoryPlant();
    plant.loseAcknowledgements = 1;
    await expect(plant.send(command())).rejects.toMatchObject({ code: 'link.timeout' });
    plant.loseCommands = 1;
    await expect(plant.send(command({ key: 'eff_2' }))).rejects.toMatchObject({ code: 'link.timeout' });
    expect(plant.arrivals).toHaveLength(1);
  });
});

it('tells its subscribers of what is published, until they leave', async () => {
  const plant = new MemoryPlant({ values: { 'a/x': 0 } });
  const leave = new AbortController();
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const { samples } of plant.subscribe(leave.signal)) seen.push(samples[0]?.value);
  })();
  await Promise.resolve();
  plant.publish({ 'a/x': 1 });
  plant.publish({ 'a/x': 2 });
  await new Promise((resolve) => setImmediate(resolve));
  leave.abort();
  await reading;
  expect(seen).toEqual([1, 2]);
});

it('answers a tag it does not know as bad, without a value', async () => {
  const [sample] = await new MemoryPlant().read(['a/none']);
  expect(sample).toMatchObject({ value: null, quality: 'bad', status: 'BadNodeIdUnknown' });
});
