/**
 * The scripted shift crew: they see what an inspector sees, never the truth, and decide in plant time. Whoever watches
 * may take the inspector's seat instead.
 */

import type { SampleBatch } from '@andon/connect';
import { type Actor, isAndonError, type Json, type Proposal } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { answerByLook, attentionOf, tags, VisualCheck } from '@andon/sim-line';
import type { Logger } from 'pino';
import { someoneWith } from '../site/people.ts';
import type { EditField, SeatAnswer, View } from '../view/view.ts';
import type { Notebook } from './notebook.ts';

const LOOK_AGAIN_MS = 30_000;
const OFFERED_MS = 15_000;

interface Appointment {
  readonly proposalId: string;
  readonly revision: number;
  readonly who: Actor;
  readonly attention: ReturnType<typeof attentionOf>;
  readonly dueMs: number;
}

interface Answer {
  readonly kind: 'approve' | 'edit' | 'reject' | 'veto';
  readonly reason: string;
  readonly params?: Readonly<Record<string, Json>>;
}

export interface CrewOptions {
  readonly runtime: Pick<Runtime, 'events' | 'plantMs' | 'decide'>;
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  readonly seed: number;
  readonly view: View;
  readonly log: Logger;
  /** What the inspectors saw so far, also before Andon was killed. */
  readonly notebook: Notebook;
  /** Looks a proposal up as it stands now. */
  readonly proposal: (id: string) => Promise<Proposal | null>;
  readonly fields: (proposal: Proposal) => readonly EditField[];
  /** Called when the viewer asks for a stop in the middle of a question. */
  readonly stop: (by: Actor) => Promise<void>;
}

export class Crew {
  readonly #options: CrewOptions;
  readonly #appointments: Appointment[] = [];
  /** Whether the viewer holds the inspector's seat: offered once, kept while they answer. */
  #seated = true;

  constructor(options: CrewOptions) {
    this.#options = options;
    options.runtime.events.on('proposal.made', (proposal) => this.expect(proposal));
    options.runtime.events.on('decision.made', (decision, proposal) => {
      if (decision.kind === 'edit') this.expect(proposal, decision.at.plantMs);
    });
  }

  /** What the inspectors see as coils pass. */
  observe(batch: SampleBatch): void {
    for (const sample of batch.samples) {
      if (sample.tag !== tags.visualCheck) continue;
      const look = VisualCheck.safeParse(sample.value);
      if (look.success) this.#options.notebook.note(look.data);
    }
  }

  /**
   * Puts a proposal on somebody's list. When they come to it depends on the proposal alone, so a crew that takes it up
   * after Andon was killed decides when it would have decided anyway.
   *
   * @param sinceMs plant time at which this revision was there to read
   */
  expect(proposal: Proposal, sinceMs = proposal.createdMs): void {
    if (proposal.state !== 'awaiting-approval' && proposal.state !== 'veto-window') return;
    const { people, peopleAt, runtime, seed } = this.#options;
    const { id: proposalId, revision } = proposal;
    if (this.#appointments.some((known) => known.proposalId === proposalId && known.revision === revision)) return;
    const author = people.find((person) => person.id === proposal.author.id);
    const who = someoneWith(people, proposal.decidedByRole, peopleAt, author);
    const { material } = proposal.command;
    const attention = attentionOf({ seed }, { material, createdMs: proposal.createdMs, revision });
    const firstMs = sinceMs + attention.readMs;
    const looksMissed = Math.max(0, Math.ceil((runtime.plantMs() - firstMs) / LOOK_AGAIN_MS));
    this.#appointments.push({ proposalId, revision, who, attention, dueMs: firstMs + looksMissed * LOOK_AGAIN_MS });
  }

  nextDue(): number | null {
    return this.#appointments.reduce<number | null>(
      (soonest, { dueMs }) => (soonest === null || dueMs < soonest ? dueMs : soonest),
      null,
    );
  }

  /** Decides one thing that is due. `false` when nothing is. */
  async act(): Promise<boolean> {
    const nowMs = this.#options.runtime.plantMs();
    const due = this.#appointments
      .filter(({ dueMs }) => dueMs <= nowMs)
      .sort((a, b) => a.dueMs - b.dueMs || (a.proposalId < b.proposalId ? -1 : 1))[0];
    if (!due) return false;
    this.#appointments.splice(this.#appointments.indexOf(due), 1);
    const proposal = await this.#options.proposal(due.proposalId);
    if (proposal?.state === 'awaiting-approval') await this.#decide(due, proposal, nowMs);
    else if (proposal?.state === 'veto-window') await this.#watch(due, proposal);
    return true;
  }

  async #decide(due: Appointment, proposal: Proposal, nowMs: number): Promise<void> {
    const asked = await this.#ask(due, proposal);
    if (asked === 'not-now') {
      this.#appointments.push({ ...due, dueMs: nowMs + LOOK_AGAIN_MS });
      return;
    }
    // What nobody comes to in time, the line's own people do themselves.
    const answer = asked ?? (due.attention.missed ? null : this.#answer(due, proposal));
    if (answer) await this.#say(due, proposal, answer);
  }

  /** Somebody sees what is going to leave, and keeps it from leaving where it goes against their own look. */
  async #watch(due: Appointment, proposal: Proposal): Promise<void> {
    const asked = await this.#ask(due, proposal);
    if (asked === 'not-now') return; // a stop was pressed: it does not leave anyway
    if (asked?.kind === 'approve') await this.#say(due, proposal, asked);
    const answer = asked ?? (due.attention.missed ? null : this.#answer(due, proposal));
    if (answer && answer.kind !== 'approve') await this.#say(due, proposal, { kind: 'veto', reason: answer.reason });
  }

  async #say(due: Appointment, proposal: Proposal, answer: Answer): Promise<void> {
    const { runtime, log } = this.#options;
    try {
      await runtime.decide({
        proposalId: proposal.id,
        kind: answer.kind,
        revisionHash: proposal.revisionHash,
        by: due.who,
        reason: answer.reason,
        ...(answer.params && { params: { ...proposal.params, ...answer.params } }),
      });
    } catch (error) {
      // Refused decisions are part of the story (too late, a stop in between); anything else is not.
      if (!isAndonError(error) || error.code === 'internal.defect') throw error;
      log.info({ proposalId: proposal.id, code: error.code }, 'decision.refused');
    }
  }

  /** Asks whoever watches, first revisions only: an edit is for a second person. */
  async #ask(due: Appointment, proposal: Proposal): Promise<Answer | 'not-now' | null> {
    const { view, fields, stop } = this.#options;
    if (proposal.revision > 1) return null;
    if (view.takeSeatRequest()) this.#seated = true;
    if (!this.#seated) return null;
    // In a veto window it may leave at once or not at all.
    const editable = proposal.state === 'awaiting-approval' ? fields(proposal) : [];
    const answer: SeatAnswer | null = await view.ask(proposal, editable, OFFERED_MS);
    if (answer === null) {
      this.#seated = false;
      return null;
    }
    if (answer.kind === 'stop') {
      // Whoever stops agents does not approve what they wanted in the same breath.
      await stop(due.who);
      return 'not-now';
    }
    return { ...answer, reason: 'decided at the terminal' };
  }

  #answer({ attention }: Appointment, proposal: Proposal): Answer {
    const { material } = proposal.command;
    if (material === null) return { kind: 'approve', reason: 'inside the envelope, and the reasons hold' };
    const look = this.#options.notebook.look(material);
    if (attention.follows || look === null) return { kind: 'approve', reason: 'on the agent’s word' };
    const reason = `visual check: ${look}`;
    const answer = answerByLook(String(proposal.command.value), look, proposal.revision);
    return answer.kind === 'edit'
      ? { kind: 'edit', reason, params: { disposition: answer.disposition } }
      : { ...answer, reason };
  }
}

/**
 * Every deciding role takes two people: who edits a proposal does not approve it.
 *
 * @throws AndonError('config.invalid') naming the role that is short of people
 */
export function checkCrew(people: readonly Actor[], at: string, verticals: readonly Vertical<never>[]): void {
  const actions = verticals.flatMap((vertical) => Object.values(vertical.actions));
  for (const role of new Set(actions.map(({ decidedBy }) => decidedBy))) {
    someoneWith(people, role, at, someoneWith(people, role, at));
  }
}
