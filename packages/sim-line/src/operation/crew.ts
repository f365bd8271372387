/**
 * The crew that an agent asks: when they come to a proposal, and what they say. They know what was published, never the
 * truth. What nobody comes to in time, the line's own people do themselves (`people: 'crew'` of the world).
 *
 * Every draw belongs to one coil, or to one look at the furnace, so that the same seed brings the same people to each
 * operation.
 */

import type { RehearsedProposal } from '@andon/runtime';
import type { SurfaceClass } from '../payloads.ts';
import { approval } from '../people.ts';
import { seededRandom } from '../random.ts';
import { answerByLook, type CrewAnswer } from './crew-rule.ts';

/** How people come to proposals; `approval` holds the values that ship. */
export type ApprovalConstants = Readonly<Record<keyof typeof approval, number>>;

export interface CrewOptions {
  readonly seed: number;
  readonly constants?: Partial<ApprovalConstants>;
}

export interface Appointment {
  readonly proposal: RehearsedProposal;
  readonly dueMs: number;
  /** Decides on the agent's word, without a look of their own. */
  readonly follows: boolean;
}

export interface Crew {
  /** A proposal waits for people from now on. */
  ask(proposal: RehearsedProposal, nowMs: number): void;
  nextDue(): number | null;
  /** Takes out the first that is due. */
  takeDue(nowMs: number): Appointment | null;
}

/** How people come to one proposal. */
export interface Attention {
  /** Nobody comes to it in time. */
  readonly missed: boolean;
  /** From the moment that it waits until somebody has read it, ms. */
  readonly readMs: number;
  readonly follows: boolean;
}

/** The same for the same seed and proposal, whoever asks and how often. */
export function attentionOf(
  { seed, constants }: CrewOptions,
  {
    material,
    createdMs,
    revision,
  }: { readonly material: string | null; readonly createdMs: number; readonly revision: number },
): Attention {
  const by: ApprovalConstants = { ...approval, ...constants };
  const chance = seededRandom(seed)
    .fork('approvals')
    .fork(material ?? `furnace ${createdMs}`)
    .fork(revision);
  const missed = chance.next() < (material === null ? by.furnaceMissedShare : by.missedShare);
  const readMs = Math.round(chance.between(by.readingFromMs, by.readingToMs));
  const follows = chance.next() < by.followShare;
  // Whoever edited a proposal sees to it that a second person comes.
  return { missed: missed && revision === 1, readMs, follows };
}

export function createCrew(options: CrewOptions): Crew {
  const appointments: Appointment[] = [];

  return {
    ask(proposal, nowMs) {
      const { createdMs, revision, command } = proposal;
      const { missed, readMs, follows } = attentionOf(options, { material: command.material, createdMs, revision });
      if (!missed) appointments.push({ proposal, dueMs: nowMs + readMs, follows });
    },
    nextDue: () => appointments.reduce<number | null>((next, { dueMs }) => Math.min(next ?? dueMs, dueMs), null),
    takeDue(nowMs) {
      const [first] = appointments.filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
      if (first === undefined) return null;
      appointments.splice(appointments.indexOf(first), 1);
      return first;
    },
  };
}

/** @param look what the inspector saw of the coil; `null` for none, as about the furnace */
export function answerTo({ proposal, follows }: Appointment, look: SurfaceClass | null): CrewAnswer {
  if (follows || look === null) return { kind: 'approve' };
  return answerByLook(String(proposal.command.value), look, proposal.revision);
}
