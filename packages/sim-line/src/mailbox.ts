/**
 * The plant side of a command: a handshake mailbox as an L2 system or a PLC would run it. It trusts nobody: every
 * arrival is checked here, whatever was checked before it left.
 *
 * A key lives by this table (`lifeOfAKey`), which the code runs:
 *
 *   unseen  ──passed──▶ taken      answered `taken`, executed once
 *   unseen  ──failed──▶ refused    answered `refused` with the first check that failed
 *   taken   ──passed──▶ taken      answered `duplicate`, not executed
 *   refused ──passed──▶ refused    answered `duplicate`, not executed
 */

import type { Acknowledgement, Command, ReadBack, ReadBackQuery, SinkRefusal } from '@andon/connect';
import type { CommandLog } from './command-log.ts';
import { assets, targets } from './names.ts';
import { Disposition } from './payloads.ts';
import { furnace } from './physics.ts';
import type { PlantControls } from './plant.ts';

export interface Mailbox {
  /** One arrival: logged to disk, then executed or not, then answered. */
  arrive(command: Command): Acknowledgement;
  /** What became of a key. Raises the asset's fence to the asker's. */
  readBack(query: ReadBackQuery): ReadBack;
}

export interface MailboxOptions {
  readonly plant: PlantControls;
  readonly log: CommandLog;
  /** Names this run of the line in the log. */
  readonly session: string;
}

type KeyState = 'unseen' | 'taken' | 'refused';

interface Transition {
  readonly from: KeyState;
  readonly event: 'passed' | 'failed';
  readonly to: KeyState;
  readonly answer: Acknowledgement['kind'];
}

/** Every key's life. A key once seen never leaves its state. */
export const lifeOfAKey: readonly Transition[] = [
  { from: 'unseen', event: 'passed', to: 'taken', answer: 'taken' },
  { from: 'unseen', event: 'failed', to: 'refused', answer: 'refused' },
  { from: 'taken', event: 'passed', to: 'taken', answer: 'duplicate' },
  { from: 'taken', event: 'failed', to: 'taken', answer: 'duplicate' },
  { from: 'refused', event: 'passed', to: 'refused', answer: 'duplicate' },
  { from: 'refused', event: 'failed', to: 'refused', answer: 'duplicate' },
];

interface Refusal {
  readonly code: SinkRefusal;
  readonly message: string;
}

interface KnownKey {
  readonly state: Exclude<KeyState, 'unseen'>;
  readonly at: number;
  readonly refusal: Refusal | null;
}

interface Check {
  readonly code: SinkRefusal;
  /** The sentence when it fails, `null` when it passes. */
  readonly problem: (command: Command, plant: PlantControls, fence: number) => string | null;
}

/** In this order; the first that fails is the answer. */
export const checks: readonly Check[] = [
  {
    code: 'stale-fence',
    problem: ({ fence, asset }, _, highest) =>
      fence < highest ? `fence ${fence} is lower than ${highest}, already seen for ${asset}` : null,
  },
  {
    code: 'expired',
    problem: ({ validUntil }, plant) =>
      plant.plantMs() > validUntil ? `valid until ${validUntil}, and it is ${plant.plantMs()}` : null,
  },
  {
    code: 'not-writable',
    problem: ({ target, asset }) => (assetOf[target] === asset ? null : `${target} of ${asset} takes no commands`),
  },
  {
    code: 'local-control',
    problem: (_, plant) => (plant.remoteControl() ? null : 'people have the line in local control'),
  },
  { code: 'out-of-range', problem: ({ target, value }) => valueProblem(target, value) },
  {
    code: 'no-such-material',
    problem: ({ target, material }, plant) => {
      if (target !== targets.disposition) return null;
      return material !== null && plant.coil(material) !== null
        ? null
        : `no inspected coil ${material ?? '(none named)'}`;
    },
  },
  {
    code: 'interlock',
    problem: ({ target, material }, plant) =>
      target === targets.disposition && material !== null ? coilProblem(material, plant) : null,
  },
];

const assetOf: Readonly<Record<string, string>> = {
  [targets.furnaceSetpoint]: assets.furnace,
  [targets.disposition]: assets.inspection,
};

export function createMailbox({ plant, log, session }: MailboxOptions): Mailbox {
  const keys = new Map<string, KnownKey>();
  const fences = new Map<string, number>();
  let arrivals = 0;

  const highest = (asset: string): number => fences.get(asset) ?? Number.NEGATIVE_INFINITY;
  const raise = (asset: string, fence: number): void => void fences.set(asset, Math.max(fence, highest(asset)));

  return {
    arrive(command) {
      const known = keys.get(command.key);
      const refusal = known === undefined ? firstProblem(command, plant, highest(command.asset)) : null;
      const step = stepOf(known?.state ?? 'unseen', refusal === null ? 'passed' : 'failed');
      const answer: Acknowledgement =
        step.answer === 'refused' && refusal !== null
          ? { kind: 'refused', ...refusal }
          : { kind: step.answer as 'taken' };
      arrivals += 1;
      const at = plant.plantMs();
      log.append({ session, arrival: arrivals, plantMs: at, command, answer });
      raise(command.asset, command.fence);
      if (known === undefined) keys.set(command.key, { state: step.to as KnownKey['state'], at, refusal });
      if (answer.kind === 'taken') execute(command, plant);
      return answer;
    },
    readBack({ key, asset, target, material, fence }) {
      raise(asset, fence);
      const known = keys.get(key);
      if (known === undefined) return { kind: 'absent' };
      if (known.refusal !== null) return { kind: 'refused', ...known.refusal };
      return { kind: 'present', value: shown(target, material, plant), at: known.at };
    },
  };
}

function stepOf(from: KeyState, event: Transition['event']): Transition {
  return lifeOfAKey.find((row) => row.from === from && row.event === event) as Transition;
}

function firstProblem(command: Command, plant: PlantControls, highest: number): Refusal | null {
  for (const { code, problem } of checks) {
    const message = problem(command, plant, highest);
    if (message !== null) return { code, message };
  }
  return null;
}

function execute({ key, target, value, material }: Command, plant: PlantControls): void {
  if (target === targets.furnaceSetpoint) plant.setSetpoint(value as number, 'remote');
  else plant.dispose(material as string, value as Disposition, 'remote', key);
}

function shown(target: string, material: string | null, plant: PlantControls): unknown {
  if (target === targets.furnaceSetpoint) return plant.setpointC();
  return material === null ? null : (plant.coil(material)?.disposed?.disposition ?? null);
}

function valueProblem(target: string, value: unknown): string | null {
  if (target === targets.disposition) {
    return Disposition.safeParse(value).success ? null : `${String(value)} is not a disposition`;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'the set-point is not a number';
  return value >= furnace.minC && value <= furnace.maxC
    ? null
    : `${value} °C is outside ${furnace.minC}–${furnace.maxC} °C`;
}

/** A coil on a remote hold may still be sent on; anything else has left. */
function coilProblem(name: string, plant: PlantControls): string | null {
  const coil = plant.coil(name);
  if (coil === null || (coil.disposed === null && !coil.closed)) return null;
  if (coil.closed) return `${name} has left the line`;
  if (coil.disposed?.by === 'people')
    return `${coil.disposed.who} already disposed of ${name}: ${coil.disposed.disposition}`;
  return coil.disposed?.disposition === 'hold' ? null : `${name} is already on its way: ${coil.disposed?.disposition}`;
}
