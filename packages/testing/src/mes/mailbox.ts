/**
 * The part of the small MES that decides: coils, their dispositions, and what became of every key. It shares no code
 * with the connector, so that it can testify about it. Every arrival is on disk before it is executed or answered.
 */

import type { Acknowledgement, Command, ReadBack, ReadBackQuery, SinkCapabilities, SinkRefusal } from '@andon/connect';
import type { CommandLog } from '@andon/sim-line';

export const dispositions = ['release', 'hold', 'rework', 'downgrade', 'scrap'] as const;

/** What every disposition is written to, below the asset. */
export const dispositionTarget = 'yard/disposition';

export interface MailboxOptions {
  readonly log: CommandLog;
  /** Names this run in the log. */
  readonly session: string;
  /** The MES's own clock, in ms since the epoch: here it is plant time. */
  readonly nowMs: () => number;
  /** What it honours; what it does not, it is not asked about, and does not look at. */
  readonly honours: SinkCapabilities;
}

type Refusal = { readonly code: SinkRefusal; readonly message: string };
type Fate = Exclude<ReadBack, { kind: 'absent' }>;

export class Mailbox {
  readonly #options: MailboxOptions;
  /** Coils that were inspected, each with the disposition that stands. */
  readonly #coils = new Map<string, string | null>();
  readonly #fates = new Map<string, Fate>();
  readonly #fences = new Map<string, number>();
  #arrivals = 0;

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  /** A coil came out of inspection and waits for its disposition. */
  inspect(coil: string): void {
    if (!this.#coils.has(coil)) this.#coils.set(coil, null);
  }

  /** The disposition that stands; `null`: none yet; `undefined`: no such coil. */
  disposition(coil: string): string | null | undefined {
    return this.#coils.get(coil);
  }

  fence(asset: string): number {
    return this.#fences.get(asset) ?? 0;
  }

  arrive(command: Command): Acknowledgement {
    const { log, session, nowMs, honours } = this.#options;
    const plantMs = nowMs();
    const before = honours.honoursKey ? this.#fates.get(command.key) : undefined;
    const refusal = before === undefined ? this.#refusal(command, plantMs) : null;
    const answer: Acknowledgement =
      before !== undefined
        ? { kind: 'duplicate', became: before }
        : refusal === null
          ? { kind: 'taken' }
          : { kind: 'refused', ...refusal };
    this.#arrivals += 1;
    log.append({ session, arrival: this.#arrivals, plantMs, command, answer });
    this.#raise(command.asset, command.fence);
    if (answer.kind === 'duplicate') return answer;
    if (answer.kind === 'taken') this.#coils.set(command.material as string, command.value as string);
    const fate: Fate = answer.kind === 'taken' ? { kind: 'present', value: command.value, at: plantMs } : answer;
    this.#fates.set(command.key, fate);
    return answer;
  }

  /** Raises the asset's fence to the asker's first: after `absent`, nothing older may land. */
  readBack({ key, asset, material, fence }: Omit<ReadBackQuery, 'target'>): ReadBack {
    this.#raise(asset, fence);
    const fate = this.#fates.get(key);
    if (fate === undefined) return { kind: 'absent' };
    // What the coil is on now, which another command may have changed.
    return fate.kind === 'present' ? { ...fate, value: this.#coils.get(material ?? '') ?? null } : fate;
  }

  #raise(asset: string, fence: number): void {
    this.#fences.set(asset, Math.max(fence, this.fence(asset)));
  }

  /** In this order; the first that fails is the answer. */
  #refusal({ asset, target, material, value, fence, validUntil }: Command, plantMs: number): Refusal | null {
    const { honoursFence, checksValidUntil } = this.#options.honours;
    if (honoursFence && fence < this.fence(asset)) {
      return { code: 'stale-fence', message: `fence ${fence} is lower than ${this.fence(asset)}, already seen` };
    }
    if (checksValidUntil && plantMs > validUntil) return { code: 'expired', message: 'it arrived after its time' };
    if (!target.endsWith(dispositionTarget)) return { code: 'not-writable', message: `${target} takes no commands` };
    if (!dispositions.some((known) => known === value)) {
      return { code: 'out-of-range', message: `${JSON.stringify(value)} is not a disposition` };
    }
    const standing = material === null ? undefined : this.#coils.get(material);
    if (standing === undefined) return { code: 'no-such-material', message: `no inspected coil ${material}` };
    return standing === null || standing === 'hold'
      ? null
      : { code: 'interlock', message: `${material} has left: ${standing}` };
  }
}
