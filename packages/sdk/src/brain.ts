/**
 * A brain turns an observation into proposals. It never acts: what it returns goes to the gate.
 */

import type { JsonObject, LocalText, Reading, Reason } from '@andon/core';
import type { ActionMap, ParamsOf } from './action.ts';

/** What the agent saw when it was triggered. Stored with the run, so that the run can be replayed. */
export interface Observation {
  /** The agent's scope. */
  readonly scope: string;
  /** Plant time in ms since the epoch. */
  readonly plantMs: number;
  /** The sample that set it off; `tag` is a path below the scope. */
  readonly trigger: { readonly tag: string; readonly reading: Reading };
  /** The coil, slab or lot that the trigger is about. */
  readonly material: string | null;
  /** Latest reading of a tag that the trigger asked for with `reads`. */
  readonly reading: (tag: string) => Reading | null;
}

export interface ProposalDetails {
  /** Why, in words an operator can check. At least one. */
  readonly reasons: readonly Reason[];
  /** The numbers behind it. */
  readonly evidence: JsonObject;
  /** Default: the observation's. */
  readonly material?: string | null;
  /** Default: the action's `expected(params)`. */
  readonly expected?: LocalText;
}

/** A proposal as a brain makes it: not yet checked. */
export interface Proposed extends ProposalDetails {
  readonly action: string;
  readonly params: unknown;
}

export type Propose<A extends ActionMap> = <K extends keyof A & string>(
  action: K,
  params: ParamsOf<A, K>,
  details: ProposalDetails,
) => Proposed;

export interface DecideContext<A extends ActionMap, M> {
  readonly observation: Observation;
  /** What was given when the agent was commissioned: a classifier, a solver's settings … */
  readonly model: M;
  readonly propose: Propose<A>;
  /** Fires when the run lost its lease or the process ends; a stop does not need it. */
  readonly signal: AbortSignal;
}

export interface Brain<A extends ActionMap, M> {
  readonly kind: 'policy' | 'language-model';
  /** Enters the agent's fingerprint. */
  readonly fingerprint: string;
  readonly decide: (context: DecideContext<A, M>) => readonly Proposed[] | Promise<readonly Proposed[]>;
}

/**
 * A brain of rules and a domain model. It should be a pure function of its context: then a run can be replayed.
 *
 * @param version enters the fingerprint: change it when the rules change. The vertical's own version is there anyway.
 */
export function policy<A extends ActionMap, M>(
  decide: Brain<A, M>['decide'],
  options: { readonly version?: string } = {},
): Brain<A, M> {
  return { kind: 'policy', fingerprint: `policy:${options.version ?? '1'}`, decide };
}

/** A reason in both languages. */
export function reason(code: string, text: LocalText, evidence?: JsonObject): Reason {
  return evidence === undefined ? { code, text } : { code, text, evidence };
}
