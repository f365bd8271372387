/**
 * Outcomes that are not known yet, and how they become known: by the vertical's own `verify`, when the sample or the
 * time comes; at the horizon they are given up.
 */

import type { Sample } from '@andon/connect';
import type { EvidenceStamp, OutcomePlan, Readings } from '@andon/core';
import { actionOf, type Judgement, type Vertical } from '@andon/sdk';
import { planOutcome } from '../outcome-plan.ts';
import { LOOK_AGAIN_MS } from '../outcomes.ts';
import type { Act } from './acts.ts';
import type { RehearsedProposal } from './types.ts';

export interface OpenOutcome extends OutcomePlan {
  readonly proposal: RehearsedProposal;
  /** `null` when it judges what was proposed, executed or not. */
  readonly act: Act | null;
  readonly before: unknown;
  readonly after: unknown;
}

export interface OpenOutcomesOptions {
  readonly vertical: Vertical<never>;
  readonly scope: string;
  readonly readings: Readings;
  /** Told what became known; `null` is given up. */
  readonly known: (outcome: OpenOutcome, judgement: Judgement | null, nowMs: number) => void;
}

export class OpenOutcomes {
  readonly #options: OpenOutcomesOptions;
  #open: OpenOutcome[] = [];

  constructor(options: OpenOutcomesOptions) {
    this.#options = options;
  }

  /** @param sinceMs when the proposal was made or the act was done */
  add(
    proposal: RehearsedProposal,
    opening: { act: Act | null; stamp: EvidenceStamp | null; before: unknown; after: unknown },
    sinceMs: number,
  ): void {
    const { vertical, scope } = this.#options;
    const { verify } = actionOf(vertical, proposal.actionType);
    const { act, stamp: evidence, before, after } = opening;
    const plan = planOutcome(verify, { scope, material: proposal.command.material, fromMs: sinceMs, evidence });
    this.#open.push({ ...plan, proposal, act, before, after });
  }

  /** Judges what waits for this sample. */
  offer(sample: Sample, nowMs: number): void {
    if (sample.value === null) return;
    const asked = new Set<string | null>();
    for (const { verify } of Object.values(this.#options.vertical.actions)) {
      if (!('sample' in verify.when) || `${this.#options.scope}/${verify.when.sample}` !== sample.tag) continue;
      const material = verify.when.materialOf(sample.value);
      if (asked.has(material)) continue;
      asked.add(material);
      this.#judgeWhere(
        (one) => one.tag === sample.tag && one.material === material && sample.sourceTs >= one.dueMs,
        sample.value,
        nowMs,
      );
    }
  }

  /** Judges what time judges, and gives up what is past its horizon. */
  takeDue(nowMs: number): void {
    this.#judgeWhere((one) => (one.tag === null ? one.dueMs <= nowMs : one.horizonMs <= nowMs), null, nowMs);
  }

  /** The next plant time at which `takeDue` has something to do. */
  nextDue(): number | null {
    if (this.#open.length === 0) return null;
    // One by one: a replayed history may have more open than a call takes arguments.
    return this.#open.reduce(
      (first, one) => Math.min(first, one.tag === null ? one.dueMs : one.horizonMs),
      Number.POSITIVE_INFINITY,
    );
  }

  #judgeWhere(isMeant: (one: OpenOutcome) => boolean, sample: unknown, nowMs: number): void {
    const meant = this.#open.filter(isMeant);
    if (meant.length === 0) return;
    this.#open = this.#open.filter((one) => !meant.includes(one));
    for (const one of meant) {
      // What waited for a sample that never came has nothing to be judged by.
      const judged = one.tag !== null && sample === null ? null : this.#judge(one, sample, nowMs);
      if (judged !== 'not-yet') this.#options.known(one, judged, nowMs);
      else if (nowMs >= one.horizonMs) this.#options.known(one, null, nowMs);
      else this.#open.push(one.tag === null ? later(one, nowMs) : one);
    }
  }

  #judge({ proposal, before, after }: OpenOutcome, sample: unknown, nowMs: number): Judgement | 'not-yet' {
    const { vertical, scope, readings } = this.#options;
    return actionOf(vertical, proposal.actionType).verify.judge({
      params: proposal.params,
      before,
      after,
      sample,
      readings: (tag) => readings(`${scope}/${tag}`),
      evidence: proposal.evidence,
      nowMs,
    });
  }
}

function later(one: OpenOutcome, nowMs: number): OpenOutcome {
  return { ...one, dueMs: Math.min(nowMs + LOOK_AGAIN_MS, one.horizonMs) };
}
