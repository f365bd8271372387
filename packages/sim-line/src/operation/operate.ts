/**
 * Runs the line to its end under one way of operating it: the pure world, an agent in rehearsal, and the crew. What the
 * agent proposes goes through the shipped brain and gate; what leaves goes through the mailbox, whose checks are the
 * plant's own. Nobody here is shown the truth.
 *
 * At *advise* people do as without an agent: what they make of advice is not modelled.
 */

import type { Authorisation, EvidencePolicy, Json } from '@andon/core';
import {
  type HeldLevel,
  type JudgedOutcome,
  NO_STOP,
  Rehearsal,
  type RehearsalLevels,
  type RehearsalOptions,
  type RehearsedChange,
  type RehearsedProposal,
} from '@andon/runtime';
import type { Books } from '../account.ts';
import { memoryCommandLog } from '../command-log.ts';
import type { LineConstants } from '../constants.ts';
import { createMailbox, type Mailbox } from '../mailbox.ts';
import { line, tags } from '../names.ts';
import { type SurfaceClass, VisualCheck } from '../payloads.ts';
import type { World, WorldOptions } from '../plant.ts';
import { createWorld } from '../world.ts';
import { type Appointment, type ApprovalConstants, answerTo, type Crew, createCrew } from './crew.ts';
import { type DecisionCounts, figuresOf } from './figures.ts';
import type { Operation, OperationFigures } from './types.ts';

export interface OperateOptions<M>
  extends Pick<WorldOptions, 'seed' | 'scenario' | 'slabs' | 'regions' | 'fouling'>,
    Pick<RehearsalOptions<M>, 'vertical' | 'model'> {
  readonly evidence: EvidencePolicy;
  readonly levels: RehearsalLevels;
  /** Other values than the line's, and than the crew's, for studies of sensitivity. */
  readonly constants?: Partial<LineConstants>;
  readonly approval?: Partial<ApprovalConstants>;
}

export interface Operated {
  readonly figures: OperationFigures;
  /** For reading the figures under other prices: `figuresOf(books, people, lastedMs, economics)`. */
  readonly books: Books;
  readonly people: DecisionCounts;
  readonly lastedMs: number;
  /** At the end. */
  readonly levels: readonly HeldLevel[];
  readonly changes: readonly RehearsedChange[];
  readonly outcomes: readonly JudgedOutcome[];
}

/** What the mailbox can do: it reads back and checks key, fence and deadline. */
const mailboxTraits = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true } as const;

/** The levels of an agent under each operation. */
export function levelsOf(operation: Operation): RehearsalLevels {
  if (operation === 'manual') return { kind: 'fixed', of: () => 'shadow' };
  if (operation === 'copilot') return { kind: 'fixed', of: () => 'approve' };
  return {
    kind: 'fixed',
    of: (action, riskClass) => (action === 'dispose' && riskClass === 'reversible' ? 'autonomous' : 'approve'),
  };
}

/** @throws AndonError('scenario.unknown') */
export async function operate<M>(options: OperateOptions<M>): Promise<Operated> {
  const { seed, scenario, slabs, regions, fouling, constants, vertical, model, evidence, levels } = options;
  const world = createWorld({
    ...{ seed, scenario, slabs, people: 'crew' },
    ...(regions !== undefined && { regions }),
    ...(fouling !== undefined && { fouling }),
    ...(constants !== undefined && { constants }),
  });
  const link = world.link;
  const rehearsal = new Rehearsal<M>({ vertical, model, scope: line, sink: mailboxTraits, evidence, levels, link });
  const crew = createCrew({ seed, ...(options.approval && { constants: options.approval }) });
  const shift = new Shift({ world, rehearsal, crew });
  for (let at: number | null = world.startMs; at !== null; at = shift.nextAt()) await shift.instant(at);
  const books = world.truth.books();
  const lastedMs = world.plantMs() - world.startMs;
  const { people } = shift;
  return {
    figures: figuresOf(books, people, lastedMs),
    books,
    people,
    lastedMs,
    levels: rehearsal.levels(),
    changes: rehearsal.changes(),
    outcomes: rehearsal.judged(),
  };
}

interface Shifted<M> {
  readonly world: World;
  readonly rehearsal: Rehearsal<M>;
  readonly crew: Crew;
}

/** Everybody at work on one line, instant by instant. */
class Shift<M> {
  readonly #world: World;
  readonly #rehearsal: Rehearsal<M>;
  readonly #crew: Crew;
  readonly #mailbox: Mailbox;
  readonly #looks = new Map<string, SurfaceClass>();
  /** Veto windows by proposal. */
  readonly #windows = new Map<string, { readonly proposal: RehearsedProposal; readonly closesAtMs: number }>();
  readonly #counts = { decided: 0, letStand: 0, decisions: 0 };
  #batches = 0;
  #fence = 0;

  constructor({ world, rehearsal, crew }: Shifted<M>) {
    this.#world = world;
    this.#rehearsal = rehearsal;
    this.#crew = crew;
    this.#mailbox = createMailbox({ plant: world, log: memoryCommandLog(), session: 'rehearsal' });
  }

  get people(): DecisionCounts {
    return this.#counts;
  }

  /** The next instant at which anybody has something to do; `null` once the line has come to its end. */
  nextAt(): number | null {
    const next = this.#world.nextAt();
    if (next === null) return null;
    const windows = [...this.#windows.values()].map(({ closesAtMs }) => closesAtMs);
    const dues = [this.#rehearsal.nextDue(), this.#crew.nextDue(), ...windows].filter((ms) => ms !== null);
    return Math.min(next, ...dues);
  }

  async instant(at: number): Promise<void> {
    const samples = this.#world.advanceTo(at);
    this.#batches += 1;
    for (const sample of samples) {
      if (sample.tag === tags.visualCheck) this.#remember(VisualCheck.parse(sample.value));
    }
    const batch = { plantMs: this.#world.plantMs(), seq: this.#batches, samples };
    for (const proposal of await this.#rehearsal.ingest(batch)) this.#takeUp(proposal, at);
    this.#closeWindows(at);
    for (let due = this.#crew.takeDue(at); due !== null; due = this.#crew.takeDue(at)) this.#decide(due, at);
  }

  #remember({ coil, class: look }: VisualCheck): void {
    this.#looks.set(coil, look);
  }

  #takeUp(proposal: RehearsedProposal, nowMs: number): void {
    const { verdict } = proposal;
    if (verdict.kind === 'execute') this.#send(proposal, { kind: 'standing', ...stampOf(proposal) });
    if (verdict.kind === 'veto-window') this.#windows.set(proposal.id, { proposal, closesAtMs: verdict.closesAtMs });
    if (verdict.kind === 'await-approval' || verdict.kind === 'veto-window') this.#crew.ask(proposal, nowMs);
  }

  #closeWindows(nowMs: number): void {
    for (const { proposal, closesAtMs } of [...this.#windows.values()]) {
      if (closesAtMs > nowMs) continue;
      this.#windows.delete(proposal.id);
      this.#send(proposal, { kind: 'window-closed', ...stampOf(proposal) });
    }
  }

  #decide(appointment: Appointment, nowMs: number): void {
    const { proposal } = appointment;
    const { verdict, command, revision } = proposal;
    const inWindow = verdict.kind === 'veto-window';
    if (inWindow && !this.#windows.has(proposal.id)) return;
    if (nowMs > proposal.approvalUntilMs) return;
    const look = command.material === null ? null : (this.#looks.get(command.material) ?? null);
    const answer = answerTo(appointment, look);
    if (revision === 1) this.#counts.decided += 1;
    if (revision === 1 && answer.kind === 'approve') this.#counts.letStand += 1;
    // Nobody has to say that a window may close.
    if (inWindow && answer.kind === 'approve') return;
    this.#counts.decisions += 1;
    if (answer.kind === 'approve') {
      this.#send(proposal, { kind: 'approval', by: 'crew', ...stampOf(proposal) });
    } else if (inWindow || answer.kind === 'reject') {
      this.#windows.delete(proposal.id);
      this.#rehearsal.rejected(proposal);
    } else {
      const edited = this.#rehearsal.edited(proposal, { ...proposal.params, disposition: answer.disposition });
      if (edited.verdict.kind !== 'refuse') this.#crew.ask(edited, nowMs);
    }
  }

  /** Gate again, then the link and the mailbox's own checks: what they refuse, people do themselves. */
  #send(proposal: RehearsedProposal, authorisation: Authorisation): void {
    if (this.#rehearsal.permits(proposal, authorisation).kind !== 'execute' || this.#world.link() === 'down') return;
    const { id: key, command, notAfterMs: validUntil } = proposal;
    const { material, target, asset } = command;
    const before: Json = material === null ? this.#world.setpointC() : null;
    this.#fence += 1;
    const fence = this.#fence;
    if (this.#mailbox.arrive({ key, ...command, fence, validUntil }).kind !== 'taken') return;
    const seen = this.#mailbox.readBack({ key, asset, target, material, fence });
    this.#rehearsal.executed(proposal, { before, after: seen.kind === 'present' ? seen.value : null });
  }
}

function stampOf({ revisionHash }: RehearsedProposal) {
  return { revisionHash, stopEpoch: NO_STOP };
}
