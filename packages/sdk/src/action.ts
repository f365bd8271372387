/**
 * An action type: what a vertical may propose, within which limits, and how it is judged afterwards.
 */

import type { Envelope, JsonObject, Level, LocalText, Reading, Reason, RiskClass } from '@andon/core';
import type { z } from 'zod';

export interface ActionDefinition<S extends z.ZodObject = z.ZodObject> {
  /** What people read, e.g. "Disposition". */
  readonly title: LocalText;
  /** Schema of the parameters. Checked on everything a brain proposes and a person edits. */
  readonly params: S;
  /**
   * Whether another act can undo it. May depend on the parameters (scrapping a coil is irreversible, holding it is
   * not). What is irreversible never goes above *approve*.
   */
  readonly risk: RiskClass | ((params: z.infer<S>) => RiskClass);
  /** The highest level it may ever have, whatever is granted. Default `autonomous`. */
  readonly ceiling?: Level;
  /** The limits within which it may ever act. Tags are paths below the agent's scope. */
  readonly envelope: Envelope;
  /** Where the act goes and what it writes. Paths are below the agent's scope. */
  readonly command: (params: z.infer<S>, about: { readonly material: string | null }) => CommandTarget;
  /** Role that decides on it, e.g. `quality-inspector`. */
  readonly decidedBy: string;
  /** How long after the proposal it may still leave, in ms of plant time. */
  readonly deadlineMs: number;
  /** How long people may decide, in ms of plant time; at most `deadlineMs`. Default `deadlineMs`. */
  readonly approvalMs?: number;
  /** How long a veto window stays open, in ms of plant time. Default 60 000. */
  readonly vetoWindowMs?: number;
  /** What should come of it, in words. */
  readonly expected: (params: z.infer<S>) => LocalText;
  /** How it is judged later, from what the plant shows then. */
  readonly verify: Verify<z.infer<S>>;
}

export interface CommandTarget {
  /** Equipment acted on, below the scope: `furnace`. */
  readonly asset: string;
  /** Tag or method written, below the scope: `furnace/setpoint`. */
  readonly target: string;
  readonly value: string | number | boolean;
  /** Default: the material that the run is about. */
  readonly material?: string | null;
}

export interface Verify<P> {
  /** Judged when a sample of this tag about the same material arrives, or after a time. */
  readonly when:
    | { readonly sample: string; readonly materialOf: (value: unknown) => string | null }
    | { readonly afterMs: number };
  /**
   * `proposal`: what was proposed can be judged whether it was executed or not (a disposition, by the laboratory), so
   * the agent earns evidence in *shadow* and no decision of people can colour it. `effect`: only what was executed can
   * (a set-point). Default `effect`.
   */
  readonly judges?: 'proposal' | 'effect';
  /** Tags whose latest readings the judge may see. Paths below the scope. */
  readonly reads?: readonly string[];
  /** When it is given up as unjudged, in ms of plant time after the effect settled. Unjudged is never success. */
  readonly horizonMs: number;
  /** `not-yet` waits for the next sample, or until the horizon. */
  readonly judge: (context: JudgeContext<P>) => Judgement | 'not-yet';
}

export interface JudgeContext<P> {
  readonly params: P;
  /** What the plant held before the act and after it, as read back; `null` where a proposal is judged. */
  readonly before: unknown;
  readonly after: unknown;
  /** Value of the sample that judges, `null` when time does. */
  readonly sample: unknown;
  readonly readings: (tag: string) => Reading | null;
  /** Evidence that the proposal carried. */
  readonly evidence: JsonObject;
  readonly nowMs: number;
}

export interface Judgement {
  /** `critical`: harm that one occurrence of is too much (an escape that a customer gets). */
  readonly kind: 'achieved' | 'missed' | 'critical';
  readonly reasons: readonly Reason[];
  readonly measures?: JsonObject;
}

// A vertical holds actions of many parameter types; only this file needs to know that they differ.
// biome-ignore lint/suspicious/noExplicitAny: parameters are checked by the action's own schema before they are used.
export type AnyAction = ActionDefinition<any>;
export type ActionMap = Readonly<Record<string, AnyAction>>;

/** Parameters of one action of a map. */
export type ParamsOf<A extends ActionMap, K extends keyof A> =
  A[K] extends ActionDefinition<infer S> ? z.infer<S> : never;

/** Only there to let the parameters' schema type the rest. */
export function action<S extends z.ZodObject>(definition: ActionDefinition<S>): ActionDefinition<S> {
  return definition;
}
