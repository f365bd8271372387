/**
 * What every part of the runtime is given. Nothing below reaches for a clock, a random source or the network itself.
 */

import type { ActionSink, TagCache } from '@andon/connect';
import type {
  Agent,
  Cap,
  Clock,
  EvidencePolicy,
  GrantSigner,
  NewId,
  PlantClock,
  RecordPort,
  Scope,
  Stamp,
} from '@andon/core';
import type { JobBus } from '@andon/queue';
import type { AnyAction, Vertical } from '@andon/sdk';
import type { Logger } from 'pino';
import type { Authority } from './authority.ts';
import type { RuntimeEvents } from './events.ts';

/** An agent with the code and the model that it runs. */
export interface LoadedAgent {
  readonly agent: Agent;
  readonly vertical: Vertical<never>;
  readonly model: unknown;
}

/** What the agent can do, as it is loaded; nothing where an earlier version could and this one cannot any more. */
export function knownAction({ vertical }: LoadedAgent, actionType: string): AnyAction | undefined {
  return Object.hasOwn(vertical.actions, actionType) ? vertical.actions[actionType] : undefined;
}

export interface RuntimeContext {
  readonly record: RecordPort;
  readonly bus: JobBus;
  readonly sink: ActionSink;
  readonly tags: TagCache;
  readonly clock: Clock;
  readonly plant: PlantClock;
  readonly newId: NewId;
  readonly log: Logger;
  /** Names this process in leases. */
  readonly holder: string;
  readonly authority: Authority;
  readonly signer: GrantSigner;
  /** On every action of the site, whatever is granted. */
  readonly caps: readonly Cap[];
  /** What the site demands of evidence. */
  readonly evidence: EvidencePolicy;
  readonly events: RuntimeEvents;
  readonly agents: ReadonlyMap<string, LoadedAgent>;
  readonly limits: RuntimeLimits;
}

export interface RuntimeLimits {
  /** How long a run may think before another process may take it, in ms of process time. */
  readonly runLeaseMs: number;
  /** How long a process keeps a line without renewing, in ms of process time. */
  readonly laneLeaseMs: number;
  /** How long the authority snapshot may be relied on, in ms of process time; at most 1 000. */
  readonly authorityLeaseMs: number;
  /** Every how many ms of process time the sweeper looks for what was forgotten. */
  readonly sweepMs: number;
}

export const defaultLimits: RuntimeLimits = {
  runLeaseMs: 30_000,
  laneLeaseMs: 5_000,
  authorityLeaseMs: 1_000,
  sweepMs: 5_000,
};

export function stamp({ plant, clock }: Pick<RuntimeContext, 'plant' | 'clock'>): Stamp {
  return { plantMs: plant.plantMs(), wallMs: clock.wallMs() };
}

export const andon = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' } as const;

/** The queue that carries the recovery of a line's acts. */
export function lineQueue(line: Scope): `line:${string}` {
  return `line:${line}`;
}

export function verticalQueue(vertical: string): `vertical:${string}` {
  return `vertical:${vertical}`;
}
