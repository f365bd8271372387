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

export function createCrew({ seed, constants }: CrewOptions): Crew {
  const by: ApprovalConstants = { ...approval, ...constants };
  const root = seededRandom(seed).fork('approvals');
  const appointments: Appointment[] = [];

  return {
    ask(proposal, nowMs) {
      const { material } = proposal.command;
      const chance = root.fork(material ?? `furnace ${proposal.createdMs}`).fork(proposal.revision);
      const missed = chance.next() < (material === null ? by.furnaceMissedShare : by.missedShare);
      const readMs = Math.round(chance.between(by.readingFromMs, by.readingToMs));
      const follows = chance.next() < by.followShare;
      // Whoever edited a proposal sees to it that a second person comes.
      if (missed && proposal.revision === 1) return;
      appointments.push({ proposal, dueMs: nowMs + readMs, follows });
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
