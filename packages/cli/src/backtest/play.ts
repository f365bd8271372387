/**
 * Plays a history through a rehearsal: the shipped brain, gate, judge and evidence, in the order of time. What was seen
 * comes at its time, a label when it was known, and what is due between two rows is due at its own instant. Nothing is
 * executed.
 */

import type { Sample } from '@andon/connect';
import { type EvidencePolicy, type EvidenceState, emptyEvidence, type RiskClass } from '@andon/core';
import {
  type JudgedOutcome,
  Rehearsal,
  type RehearsedChange,
  type RehearsedProposal,
  type Unfit,
} from '@andon/runtime';
import type { RecordedSample } from '@andon/sdk';
import type { LoadedModel } from '../site-file/definition.ts';
import type { Bench } from './judge.ts';
import type { HistoryRow } from './read-history.ts';

export interface PlayOptions extends Bench {
  readonly model: LoadedModel | null;
  readonly evidence: EvidencePolicy;
  /** In the order of time. */
  readonly rows: readonly HistoryRow[];
}

/** What the agent proposed about one row. */
export interface RowPlayed {
  readonly row: HistoryRow;
  readonly proposals: readonly RehearsedProposal[];
}

/** A level that changed, and the row whose label, or want of one, changed it. */
export interface PlayedChange extends RehearsedChange {
  readonly row: HistoryRow | null;
}

/** How far the evidence of an action had come after an outcome was counted. */
export interface EvidenceAt {
  readonly atMs: number;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly state: EvidenceState;
  readonly demotions: number;
}

export interface Played {
  /** In the order of time. */
  readonly rows: readonly RowPlayed[];
  readonly changes: readonly PlayedChange[];
  /** In the order in which they became known, or were given up. */
  readonly judged: readonly JudgedOutcome[];
  readonly unfit: readonly Unfit[];
  readonly evidence: readonly EvidenceAt[];
  readonly levels: ReturnType<Rehearsal['levels']>;
}

/** As good as sinks come: what a lesser one forbids is said beside the result. */
const sink = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };

type Moment =
  | { readonly kind: 'labels'; readonly atMs: number; readonly rows: HistoryRow[] }
  | { readonly kind: 'row'; readonly atMs: number; readonly row: HistoryRow };

export async function play(options: PlayOptions): Promise<Played> {
  const { vertical, history, scope, model, evidence } = options;
  const levels = { kind: 'climb', from: 'shadow' } as const;
  const rehearsal = new Rehearsal({
    vertical,
    scope,
    sink,
    evidence,
    levels,
    model: model as LoadedModel<never> | null,
  });
  const notes = new Notes(rehearsal);
  let seq = 0;

  for (const moment of momentsOf(options.rows)) {
    await passUntil(moment.atMs);
    if (moment.kind === 'row') {
      const { record } = moment.row;
      notes.proposed(moment.row, await show(moment.atMs, history.observed(record)));
    } else {
      const samples = moment.rows.flatMap(({ record, label }) => history.labelled(record, label as string));
      await show(moment.atMs, samples);
    }
  }
  await passUntil(Number.POSITIVE_INFINITY);
  return { ...notes.taken(), unfit: rehearsal.unfit(), levels: rehearsal.levels() };

  async function show(atMs: number, seen: readonly RecordedSample[]): Promise<readonly RehearsedProposal[]> {
    const samples = seen.map(({ tag, value }): Sample => {
      seq += 1;
      const times = { sourceTs: atMs, receivedTs: atMs };
      return { tag: `${scope}/${tag}`, value, quality: 'good', status: 'Good', seq, ...times };
    });
    const proposals = await rehearsal.ingest({ plantMs: atMs, seq, samples });
    notes.look(atMs);
    return proposals;
  }

  /** What falls due before an instant does so at its own, or a label that came too late would still be in time. */
  async function passUntil(atMs: number): Promise<void> {
    for (let dueMs = rehearsal.nextDue(); dueMs !== null && dueMs < atMs; dueMs = rehearsal.nextDue()) {
      await show(dueMs, []);
    }
  }
}

/**
 * In the order of time. At one instant what became known comes before what is decided, as on a line, and all of it at once:
 * an outcome that is due then is judged by any of it before it is given up.
 */
function momentsOf(rows: readonly HistoryRow[]): readonly Moment[] {
  const labels = new Map<number, Extract<Moment, { kind: 'labels' }>>();
  for (const row of rows) {
    if (row.labelMs === null) continue;
    const at = labels.get(row.labelMs);
    if (at) at.rows.push(row);
    else labels.set(row.labelMs, { kind: 'labels', atMs: row.labelMs, rows: [row] });
  }
  const seen = rows.map((row): Moment => ({ kind: 'row', atMs: row.record.seenMs, row }));
  return [...labels.values(), ...seen].sort((one, other) => one.atMs - other.atMs);
}

/** Notes down what the rehearsal tells, as it tells it. */
class Notes {
  readonly #rehearsal: Rehearsal<never>;
  readonly #rows: RowPlayed[] = [];
  readonly #rowOf = new Map<string, HistoryRow>();
  readonly #changes: PlayedChange[] = [];
  readonly #evidence: EvidenceAt[] = [];
  #judged = 0;

  constructor(rehearsal: Rehearsal<never>) {
    this.#rehearsal = rehearsal;
  }

  proposed(row: HistoryRow, proposals: readonly RehearsedProposal[]): void {
    this.#rows.push({ row, proposals });
    for (const { id } of proposals) this.#rowOf.set(id, row);
  }

  look(atMs: number): void {
    const judged = this.#rehearsal.judged();
    if (judged.length === this.#judged) return;
    const known = judged.slice(this.#judged);
    this.#judged = judged.length;
    for (const change of this.#rehearsal.changes().slice(this.#changes.length)) {
      const cause = known.findLast((one) => one.actionType === change.actionType && one.riskClass === change.riskClass);
      this.#changes.push({ ...change, row: (cause && this.#rowOf.get(cause.proposalId)) ?? null });
    }
    this.#count(known, atMs);
  }

  taken(): Pick<Played, 'rows' | 'changes' | 'judged' | 'evidence'> {
    const [rows, changes, evidence] = [this.#rows, this.#changes, this.#evidence];
    return { rows, changes, evidence, judged: this.#rehearsal.judged() };
  }

  /** Of each action that something became known of, where its evidence stands now. */
  #count(known: readonly JudgedOutcome[], atMs: number): void {
    const subjects = new Map(known.map((one) => [`${one.actionType}/${one.riskClass}`, one]));
    const trials = this.#rehearsal.evidence();
    for (const { actionType, riskClass } of subjects.values()) {
      const held = this.#rehearsal.levels().find((one) => one.actionType === actionType && one.riskClass === riskClass);
      const demotions = this.#demotionsOf(actionType, riskClass);
      const trial = trials.find(
        (one) => one.actionType === actionType && one.riskClass === riskClass && one.demotions === demotions,
      );
      const state = trial?.state ?? emptyEvidence(held?.level ?? 'shadow');
      this.#evidence.push({ atMs, actionType, riskClass, state, demotions });
    }
  }

  #demotionsOf(actionType: string, riskClass: RiskClass): number {
    return this.#changes.filter(
      (one) => one.actionType === actionType && one.riskClass === riskClass && one.why.code.startsWith('demoted.'),
    ).length;
  }
}
