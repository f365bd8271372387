import type { Command } from '@andon/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryCommandLog } from './command-log.ts';
import { checks, createMailbox, lifeOfAKey } from './mailbox.ts';
import { assets, tags, targets } from './names.ts';
import { furnace, minuteMs, plantStartMs } from './physics.ts';
import { createWorld } from './world.ts';

/** A mailbox before a world that has run to `minute`; the first coil is inspected in the fifth. */
function plant({ minute = 5, scenario = 'baseline' } = {}) {
  const world = createWorld({ seed: 1, scenario, slabs: 20 });
  world.advanceTo(plantStartMs + minute * minuteMs);
  const log = memoryCommandLog();
  return { world, log, mailbox: createMailbox({ plant: world, log, session: 'test' }) };
}

const coil = 'C000001';
const setpoint = (change: Partial<Command> = {}): Command => ({
  key: 'k1',
  asset: assets.furnace,
  target: targets.furnaceSetpoint,
  value: 1200,
  material: null,
  fence: 1,
  validUntil: plantStartMs + 24 * 60 * minuteMs,
  ...change,
});
const disposition = (change: Partial<Command> = {}): Command =>
  setpoint({ asset: assets.inspection, target: targets.disposition, value: 'release', material: coil, ...change });
const question = ({ key, asset, target, material, fence }: Command) => ({ key, asset, target, material, fence });

describe('the mailbox', () => {
  it('takes a set-point, and shows what the plant made of it', () => {
    const { mailbox, world } = plant();
    const command = setpoint({ value: 1163 });
    expect(mailbox.arrive(command)).toEqual({ kind: 'taken' });
    expect(mailbox.readBack(question(command))).toEqual({ kind: 'present', value: 1165, at: world.plantMs() });
  });

  it('takes a disposition of an inspected coil', () => {
    const { mailbox, world } = plant();
    const command = disposition();
    expect(mailbox.arrive(command)).toEqual({ kind: 'taken' });
    expect(mailbox.readBack(question(command))).toMatchObject({ kind: 'present', value: 'release' });
    expect(world.coil(coil)?.disposed).toMatchObject({ disposition: 'release', by: 'remote', who: 'k1' });
  });

  it.each([
    ['a fence lower than one it has seen', 'stale-fence', setpoint({ fence: 0 }), {}],
    ['a command past its time', 'expired', setpoint({ validUntil: plantStartMs }), {}],
    ['a target that takes no commands', 'not-writable', setpoint({ target: tags.furnaceTemperature }), {}],
    ['a target of another asset', 'not-writable', setpoint({ asset: assets.inspection, fence: 9 }), {}],
    ['anything in local control', 'local-control', setpoint(), { minute: 25, scenario: 'operator-local' }],
    ['a set-point above the envelope', 'out-of-range', setpoint({ value: furnace.maxC + 0.1 }), {}],
    ['a set-point below the envelope', 'out-of-range', setpoint({ value: furnace.minC - 0.1 }), {}],
    ['a set-point that is no number', 'out-of-range', setpoint({ value: '1200' }), {}],
    ['a set-point that is not finite', 'out-of-range', setpoint({ value: Number.NaN }), {}],
    ['a disposition that does not exist', 'out-of-range', disposition({ value: 'ship' }), {}],
    ['a coil that was never inspected', 'no-such-material', disposition({ material: 'C000015' }), {}],
    ['a disposition of nothing', 'no-such-material', disposition({ material: null }), {}],
    ['a coil that people disposed of', 'interlock', disposition(), { minute: 21 }],
    ['a coil that the laboratory has judged', 'interlock', disposition(), { minute: 60 }],
  ] as const)('refuses %s', (_, code, command, where) => {
    const { mailbox, world } = plant(where);
    mailbox.arrive(setpoint({ key: 'earlier', fence: 1 }));
    const before = { setpoint: world.setpointC(), disposed: world.coil(coil)?.disposed };
    const refused = { kind: 'refused', code, message: expect.any(String) };
    expect(mailbox.arrive(command)).toEqual(refused);
    expect(mailbox.readBack(question(command))).toEqual(refused);
    expect({ setpoint: world.setpointC(), disposed: world.coil(coil)?.disposed }).toEqual(before);
  });

  it('executes a key once, whatever the second arrival says', () => {
    const { mailbox, world } = plant();
    mailbox.arrive(setpoint({ value: 1200 }));
    expect(mailbox.arrive(setpoint({ value: 1250, fence: 2 }))).toEqual({ kind: 'duplicate' });
    expect(world.setpointC()).toBe(1200);
    mailbox.arrive(setpoint({ key: 'k2', value: 9999, fence: 2 }));
    expect(mailbox.arrive(setpoint({ key: 'k2', value: 1250, fence: 2 }))).toEqual({ kind: 'duplicate' });
    expect(world.setpointC()).toBe(1200);
  });

  it('keeps fences apart per asset, and takes an equal one', () => {
    const { mailbox } = plant();
    expect(mailbox.arrive(setpoint({ fence: 7 })).kind).toBe('taken');
    expect(mailbox.arrive(disposition({ key: 'k2', fence: 1 })).kind).toBe('taken');
    expect(mailbox.arrive(setpoint({ key: 'k3', fence: 7 })).kind).toBe('taken');
  });

  it('lets no older command land after a read-back found its key absent', () => {
    const { mailbox, world } = plant();
    const late = setpoint({ fence: 3, value: 1250 });
    expect(mailbox.readBack(question({ ...late, fence: 4 }))).toEqual({ kind: 'absent' });
    expect(mailbox.arrive(late)).toMatchObject({ kind: 'refused', code: 'stale-fence' });
    expect(world.setpointC()).toBe(furnace.habitC);
  });

  it('lets a remote hold be lifted, and nothing else', () => {
    const { mailbox, world } = plant();
    expect(mailbox.arrive(disposition({ key: 'a', value: 'hold' })).kind).toBe('taken');
    expect(mailbox.arrive(disposition({ key: 'b', value: 'rework' })).kind).toBe('taken');
    expect(mailbox.arrive(disposition({ key: 'c', value: 'release' }))).toMatchObject({ code: 'interlock' });
    expect(world.coil(coil)?.disposed?.disposition).toBe('rework');
  });

  it('logs every arrival before it is executed, also the refused and the doubled', () => {
    const { world } = plant();
    const seenAtLog: number[] = [];
    const log = memoryCommandLog();
    const spying = {
      ...log,
      append: (entry: Parameters<typeof log.append>[0]) => {
        seenAtLog.push(world.setpointC());
        log.append(entry);
      },
    };
    const mailbox = createMailbox({ plant: world, log: spying, session: 's' });
    mailbox.arrive(setpoint({ value: 1250 }));
    mailbox.arrive(setpoint({ value: 1250 }));
    mailbox.arrive(setpoint({ key: 'k2', value: 1 }));
    expect(seenAtLog).toEqual([furnace.habitC, 1250, 1250]);
    expect(log.entries.map(({ arrival, answer }) => [arrival, answer.kind])).toEqual([
      [1, 'taken'],
      [2, 'duplicate'],
      [3, 'refused'],
    ]);
  });

  it('has a row for every state and event, and never leaves a state but unseen', () => {
    for (const from of ['unseen', 'taken', 'refused'] as const) {
      for (const event of ['passed', 'failed'] as const) {
        const rows = lifeOfAKey.filter((row) => row.from === from && row.event === event);
        expect(rows).toHaveLength(1);
        if (from !== 'unseen') expect(rows[0]).toMatchObject({ to: from, answer: 'duplicate' });
      }
    }
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
  });

  it('keeps the set-point in the envelope under any sequence of arrivals, and executes no key twice', () => {
    const anyCommand = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      value: fc.oneof(fc.double(), fc.integer({ min: 1100, max: 1300 }), fc.string(), fc.constant(null)),
      fence: fc.integer({ min: 0, max: 5 }),
      target: fc.constantFrom(targets.furnaceSetpoint, targets.disposition, tags.heartbeat),
      asset: fc.constantFrom(assets.furnace, assets.inspection),
      material: fc.constantFrom(null, coil, 'C999999'),
      validUntil: fc.constantFrom(plantStartMs, plantStartMs + 60 * minuteMs),
    });
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const { mailbox, world, log } = plant();
        for (const command of commands) {
          mailbox.arrive(command);
          expect(world.setpointC()).toBeGreaterThanOrEqual(furnace.minC);
          expect(world.setpointC()).toBeLessThanOrEqual(furnace.maxC);
          expect(world.setpointC() % furnace.stepC).toBe(0);
        }
        const taken = log.entries.filter(({ answer }) => answer.kind === 'taken').map(({ command }) => command.key);
        expect(new Set(taken).size).toBe(taken.length);
        expect(log.entries).toHaveLength(commands.length);
      }),
    );
  });
});
