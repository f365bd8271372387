/**
 * A rehearsal: the way of a decision in memory, in the order of plant time, without record, queue or sink. It uses the
 * brain, the gate, the judge and the counting that a line would use, so operations can be compared and a plant's records
 * replayed before anything is let near the plant.
 *
 * ```
 * ingest(batch) ─▶ judge what is due ─▶ brain ─▶ gate ─▶ proposals with verdicts
 *                                                          │ whoever rehearses decides
 *                       permits(proposal, authorisation) ◀─┘ gate again ─▶ executed(proposal, …)
 * ```
 *
 * It knows no stop and no signature: those are people's, and a rehearsal has none.
 */

import { type SampleBatch, TagCache } from '@andon/connect';
import {
  type Authorisation,
  because,
  type Cap,
  type Evidence,
  type EvidenceStamp,
  gate,
  isAndonError,
  type Level,
  type RiskClass,
  type Verdict,
} from '@andon/core';
import { actionOf, fingerprintOf, type Judgement, type Prepared, type Proposed, prepare, rulesOf } from '@andon/sdk';
import { readingsOf } from '../gate-state.ts';
import { observe, recall, setOff } from '../observation.ts';
import { Acts } from './acts.ts';
import { Licences } from './licences.ts';
import { type OpenOutcome, OpenOutcomes } from './outcomes.ts';
import type {
  Executed,
  HeldLevel,
  JudgedOutcome,
  RehearsalOptions,
  RehearsedChange,
  RehearsedProposal,
  Unfit,
} from './types.ts';

export class Rehearsal<M = unknown> {
  readonly #options: RehearsalOptions<M>;
  readonly #fingerprint: string;
  readonly #tags: TagCache;
  readonly #licences: Licences;
  readonly #acts = new Acts();
  readonly #outcomes: OpenOutcomes;
  readonly #judged: JudgedOutcome[] = [];
  readonly #unfit: Unfit[] = [];
  readonly #seen = new Set<string>();
  /** Proposals that only an act can show right, and that nobody has decided on. */
  readonly #awaiting = new Map<string, RehearsedProposal>();
  #plantMs = 0;
  #proposals = 0;

  constructor(options: RehearsalOptions<M>) {
    const { vertical, model, scope, sink, evidence: policy, levels } = options;
    const untyped = vertical as RehearsalOptions<never>['vertical'];
    this.#options = options;
    this.#fingerprint = fingerprintOf(untyped, model?.digest ?? null);
    this.#tags = new TagCache(options.link);
    const agent = { agentId: `${vertical.id}@${scope}`, fingerprint: this.#fingerprint };
    this.#licences = new Licences({ ...agent, scope, vertical: untyped, sink, policy, levels });
    this.#outcomes = new OpenOutcomes({
      vertical: untyped,
      scope,
      readings: readingsOf(this.#tags),
      known: (outcome, judgement, nowMs) => this.#learn(outcome, judgement, nowMs),
    });
  }

  /**
   * Takes in what the plant shows at one instant: judges what that judges, then lets the agent propose. Repeating a
   * batch is safe. Rejects with what the brain throws.
   */
  async ingest(batch: SampleBatch): Promise<readonly RehearsedProposal[]> {
    this.#plantMs = Math.max(this.#plantMs, batch.plantMs);
    this.#tags.update(batch.samples);
    for (const sample of batch.samples) this.#outcomes.offer(sample, this.#plantMs);
    this.#outcomes.takeDue(this.#plantMs);
    this.#expire();
    const proposals: RehearsedProposal[] = [];
    for (const sample of batch.samples) {
      for (const observation of this.#observations(sample)) {
        for (const proposed of await this.#decide(observation)) {
          const proposal = this.#propose(proposed, observation.material);
          if (proposal !== null) proposals.push(proposal);
        }
      }
    }
    return proposals;
  }

  /** Plant time at which something is due that no sample tells of; `null` when nothing is. */
  nextDue(): number | null {
    const outcome = this.#outcomes.nextDue();
    const expiries = [...this.#awaiting.values()].map(({ approvalUntilMs }) => approvalUntilMs + 1);
    return outcome === null && expiries.length === 0
      ? null
      : Math.min(outcome ?? Number.POSITIVE_INFINITY, ...expiries);
  }

  /**
   * The gate again, as right before a send: whether what was authorised may leave now. Asked with an approval, somebody
   * has decided: the proposal does not expire any more.
   */
  permits(proposal: RehearsedProposal, authorisation: Authorisation): Verdict {
    if (authorisation.kind === 'approval') this.#awaiting.delete(proposal.id);
    return this.#gate(proposal, authorisation);
  }

  /** Told when the act is in the plant. Ask `permits` before. */
  executed(proposal: RehearsedProposal, { before, after }: Executed): void {
    this.#awaiting.delete(proposal.id);
    const nowMs = this.#plantMs;
    const act = this.#acts.add(proposal, nowMs);
    const stamp = this.#judges(proposal) === 'effect' && proposal.revision === 1 ? proposal.made : null;
    this.#outcomes.add(proposal, { act, stamp, before, after }, nowMs);
    if (proposal.made === null || typeof after !== 'number' || !this.#isBreach(proposal, after)) return;
    const why = (level: Level) => because('demoted.breach', { value: after, level });
    this.#licences.harmed(proposal.made, nowMs, why, nowMs);
  }

  /**
   * A person said no. What only an act can show was not shown, and counts so; as does what nobody decides on in time,
   * which needs no telling.
   */
  rejected(proposal: RehearsedProposal): void {
    this.#awaiting.delete(proposal.id);
    if (this.#judges(proposal) !== 'effect' || proposal.revision !== 1) return;
    this.#note(proposal, { of: 'effect', stamp: proposal.made, state: 'unjudged', reasons: [] });
    if (proposal.made !== null) this.#licences.count(proposal.made, 'not-shown', this.#plantMs);
  }

  /**
   * A person wrote what it should be instead; the gate judges that from the start.
   *
   * @throws AndonError('proposal.invalid') when the parameters do not fit
   */
  edited(proposal: RehearsedProposal, params: unknown): RehearsedProposal {
    const { actionType: action, reasons, evidence, createdMs, command, id, made } = proposal;
    const about = { scope: this.#options.scope, material: command.material, nowMs: createdMs };
    const prepared = prepare(this.#vertical(), { action, params, reasons, evidence }, about);
    this.rejected(proposal);
    return this.#gated(prepared, { id, createdMs, made, revision: proposal.revision + 1 });
  }

  levels(): readonly HeldLevel[] {
    return this.#licences.held();
  }

  /** In order of plant time. */
  changes(): readonly RehearsedChange[] {
    return this.#licences.changes();
  }

  evidence(): readonly Evidence[] {
    return this.#licences.evidence();
  }

  judged(): readonly JudgedOutcome[] {
    return this.#judged;
  }

  unfit(): readonly Unfit[] {
    return this.#unfit;
  }

  #vertical() {
    return this.#options.vertical as RehearsalOptions<never>['vertical'];
  }

  /** What the sample sets off, as each run would see it. */
  #observations(sample: SampleBatch['samples'][number]) {
    const { scope, vertical } = this.#options;
    const triggers = vertical.triggers.filter((trigger) => `${scope}/${trigger.tag}` === sample.tag);
    if (triggers.length === 0 || sample.value === null || this.#seen.has(`${sample.tag}/${sample.seq}`)) return [];
    this.#seen.add(`${sample.tag}/${sample.seq}`);
    return triggers.flatMap((trigger) => {
      const about = setOff(trigger, sample.value);
      if (about === null) return [];
      const stored = observe({ tags: this.#tags, scope, trigger, sample, ...about, plantMs: this.#plantMs });
      return [recall(stored)];
    });
  }

  async #decide(observation: ReturnType<typeof recall>): Promise<readonly Proposed[]> {
    const { vertical, model } = this.#options;
    return vertical.brain.decide({
      observation,
      model: model?.value as M,
      propose: (action, params, details) => ({ action, params, ...details }),
      signal: neverAborted,
    });
  }

  #propose(proposed: Proposed, material: string | null): RehearsedProposal | null {
    const nowMs = this.#plantMs;
    const about = { scope: this.#options.scope, material, nowMs };
    let prepared: Prepared;
    try {
      prepared = prepare(this.#vertical(), proposed, about);
    } catch (error) {
      if (!isAndonError(error, 'proposal.invalid')) throw error;
      const reason = because('params.invalid', {
        path: String(error.details.path),
        problem: String(error.details.problem),
      });
      this.#unfit.push({ atMs: nowMs, action: proposed.action, because: reason });
      return null;
    }
    this.#proposals += 1;
    const stamp = this.#stampOf(prepared);
    const base = { id: `prp_${this.#proposals}`, revision: 1, createdMs: nowMs, made: stamp };
    const proposal = this.#gated(prepared, base);
    if (proposal.verdict.kind !== 'refuse' && this.#judges(proposal) === 'proposal') {
      this.#outcomes.add(proposal, { act: null, stamp, before: null, after: null }, nowMs);
    }
    if (proposal.verdict.kind === 'await-approval' && this.#judges(proposal) === 'effect') {
      this.#awaiting.set(proposal.id, proposal);
    }
    return proposal;
  }

  #expire(): void {
    for (const proposal of [...this.#awaiting.values()]) {
      if (proposal.approvalUntilMs < this.#plantMs) this.rejected(proposal);
    }
  }

  #gated(
    { rules: _, ...prepared }: Prepared,
    base: Pick<RehearsedProposal, 'id' | 'revision' | 'createdMs' | 'made'>,
  ): RehearsedProposal {
    return { ...prepared, ...base, verdict: this.#gate(prepared, null) };
  }

  #gate(proposal: Omit<Prepared, 'rules'>, authorisation: Authorisation | null): Verdict {
    const { scope, sink } = this.#options;
    const { actionType, riskClass } = proposal;
    const nowMs = this.#plantMs;
    return gate({
      proposal,
      rules: rulesOf(actionOf(this.#vertical(), actionType), scope),
      state: {
        stop: null,
        stopEpoch: NO_STOP,
        grant: this.#licences.grantFor(actionType, riskClass),
        fingerprint: this.#fingerprint,
        sink,
        caps: this.#exposureCaps(actionType),
        readings: readingsOf(this.#tags),
        recent: this.#acts.recent(proposal, nowMs),
      },
      authorisation,
      nowMs,
    });
  }

  #exposureCaps(actionType: string): readonly Cap[] {
    const count = this.#acts.unverified(actionType);
    const limit = this.#options.evidence.maxUnverified;
    if (count < limit) return [];
    return [
      {
        source: 'exposure',
        level: 'approve',
        because: because('exposure.unverified', { count, limit, level: 'approve' }),
      },
    ];
  }

  /** Whether the plant holds a value outside the limits of the parameter that the command wrote. */
  #isBreach({ actionType, params, command }: RehearsedProposal, after: number): boolean {
    const limits = actionOf(this.#vertical(), actionType).envelope.numbers ?? [];
    return limits.some(({ param, min, max }) => params[param] === command.value && (after < min || after > max));
  }

  #judges({ actionType }: Pick<Prepared, 'actionType'>): 'proposal' | 'effect' {
    return actionOf(this.#vertical(), actionType).verify.judges ?? 'effect';
  }

  #stampOf({ actionType, riskClass }: { actionType: string; riskClass: RiskClass }): EvidenceStamp | null {
    return this.#licences.stampFor(actionType, riskClass);
  }

  /** One outcome became known. What it lowers is lowered first, then it is counted: the order that the record keeps. */
  #learn({ proposal, act, evidence: stamp }: OpenOutcome, judgement: Judgement | null, nowMs: number): void {
    if (act !== null) this.#acts.judged(act);
    if (judgement?.kind === 'critical' && act !== null && proposal.revision === 1 && proposal.made !== null) {
      const what = judgement.reasons[0]?.text.en ?? 'the judge gave no reason.';
      const why = (level: Level) => because('demoted.critical', { level, what });
      this.#licences.harmed(proposal.made, act.atMs, why, nowMs);
    }
    const state = judgement?.kind ?? 'unjudged';
    this.#note(proposal, { of: act === null ? 'proposal' : 'effect', stamp, state, reasons: judgement?.reasons ?? [] });
    if (stamp === null) return;
    const result = state === 'achieved' ? 'right' : state === 'unjudged' ? 'not-shown' : 'wrong';
    this.#licences.count(stamp, result, nowMs);
  }

  #note(
    { id: proposalId, actionType, riskClass }: RehearsedProposal,
    { stamp, ...known }: Pick<JudgedOutcome, 'of' | 'state' | 'reasons'> & { readonly stamp: EvidenceStamp | null },
  ): void {
    const countsAt = stamp?.level ?? null;
    this.#judged.push({ proposalId, actionType, riskClass, countsAt, ...known, judgedMs: this.#plantMs });
  }
}

/** The epoch of a line on which nobody ever pressed a stop; an authorisation carries it. */
export const NO_STOP = 0;

const neverAborted = new AbortController().signal;
