/**
 * The test kit: run a vertical on an observation and see what it would propose, what the envelope says to it, and how
 * its outcomes would be judged. Nothing is started; nothing is faked but the readings you give.
 */

import { type Because, outsideEnvelope, type Reading } from '@andon/core';
import type { Judgement } from './action.ts';
import type { Proposed } from './brain.ts';
import { actionOf, type Prepared, prepare } from './prepare.ts';
import type { Vertical } from './vertical.ts';

export interface TestObservation {
  /** Trigger tag below the scope, and its value. */
  readonly tag: string;
  readonly value: unknown;
  readonly readings?: Readonly<Record<string, unknown>>;
  /** Plant time in ms; default 0. */
  readonly plantMs?: number;
}

export interface TestedProposal extends Prepared {
  /** Why the gate would refuse it at every level, `null` when it lies within the envelope. */
  readonly outside: Because | null;
}

export interface VerticalTester {
  /** What the brain proposes, prepared as the runtime prepares it. Empty when no trigger listens to the tag. */
  observe(observation: TestObservation): Promise<readonly TestedProposal[]>;
  /** How an act with these parameters would be judged by this sample or these readings. */
  judge(
    action: string,
    params: unknown,
    seen: {
      readonly sample?: unknown;
      readonly readings?: Readonly<Record<string, unknown>>;
      readonly before?: unknown;
      readonly after?: unknown;
      readonly plantMs?: number;
    },
  ): Judgement | 'not-yet';
}

/** @param given the scope (default `test/site/area/line`) and the model, where the vertical needs one */
export function testVertical<M>(
  vertical: Vertical<M>,
  given: { readonly scope?: string; readonly model?: M } = {},
): VerticalTester {
  const scope = given.scope ?? 'test/site/area/line';
  return {
    async observe({ tag, value, readings = {}, plantMs = 0 }) {
      const trigger = vertical.triggers.find((candidate) => candidate.tag === tag && candidate.where(value));
      if (!trigger) return [];
      const read = readingsFrom(readings, plantMs);
      const material = trigger.materialOf(value);
      const proposals = await vertical.brain.decide({
        observation: { scope, plantMs, material, trigger: { tag, reading: good(value, plantMs) }, reading: read },
        model: given.model as M,
        propose: (action, params, details): Proposed => ({ action, params, ...details }),
        signal: new AbortController().signal,
      });
      return proposals.map((proposed) => {
        const prepared = prepare(vertical as Vertical<never>, proposed, { scope, material, nowMs: plantMs });
        const outside = outsideEnvelope({
          actionType: prepared.actionType,
          params: prepared.params,
          envelope: prepared.rules.envelope,
          readings: (full) => read(full.slice(scope.length + 1)),
          recent: { lastAtMs: null, withinHour: 0 },
          nowMs: plantMs,
        });
        return { ...prepared, outside };
      });
    },

    judge(name, params, { sample = null, readings = {}, before = null, after = null, plantMs = 0 }) {
      const action = actionOf(vertical as Vertical<never>, name);
      const read = readingsFrom(readings, plantMs);
      return action.verify.judge({ params, before, after, sample, readings: read, evidence: {}, nowMs: plantMs });
    },
  };
}

function readingsFrom(values: Readonly<Record<string, unknown>>, plantMs: number): (tag: string) => Reading | null {
  return (tag) => (Object.hasOwn(values, tag) ? good(values[tag], plantMs) : null);
}

function good(value: unknown, sourceTs: number): Reading {
  return { value, quality: 'good', status: 'Good', sourceTs };
}
