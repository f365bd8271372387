/**
 * `defineVertical`: one object to fill in. It is checked at once, so that a mistake shows at start with its path, not
 * at three in the morning.
 */

import { AndonError, digest, type Json, levels, type NumberLimit } from '@andon/core';
import { z } from 'zod';
import type { ActionMap, AnyAction } from './action.ts';
import type { Brain } from './brain.ts';
import type { AnyHistory } from './history.ts';
import type { Trigger } from './trigger.ts';

export interface VerticalDefinition<A extends ActionMap, M> {
  /** Lower-case with dashes: `quality-inspection`. */
  readonly id: string;
  /** Semantic version. A new one is a new agent as far as trust goes. */
  readonly version: string;
  readonly actions: A;
  readonly triggers: readonly Trigger[];
  readonly brain: Brain<A, M>;
  /** How a plant's own records are replayed through it. Not given: they cannot be. */
  readonly history?: AnyHistory<M>;
}

/** A checked vertical, as the runtime takes it. */
export interface Vertical<M = unknown> {
  readonly id: string;
  readonly version: string;
  readonly actions: ActionMap;
  readonly triggers: readonly Trigger[];
  readonly brain: Brain<ActionMap, M>;
  readonly history?: AnyHistory;
}

/** @throws AndonError('vertical.invalid') with the path of what is wrong */
export function defineVertical<const A extends ActionMap, M = undefined>(
  definition: VerticalDefinition<A, M>,
): Vertical<M> {
  const shape = Shape.safeParse(definition);
  if (!shape.success) {
    const issue = shape.error.issues[0];
    throw invalid(definition.id, issue?.path.join('.') || '(top)', issue?.message ?? 'not an object');
  }
  for (const [name, action] of Object.entries(definition.actions)) checkAction(definition.id, name, action);
  if (definition.history !== undefined)
    checkHistory(definition.id, definition.history, Object.keys(definition.actions));
  // The brain is typed by its own actions; the runtime checks every proposal by schema and needs no more.
  return definition as unknown as Vertical<M>;
}

/**
 * Digest of everything that makes the agent what it is. A grant is bound to it.
 *
 * @param modelDigest of the model's artefact, `null` without one
 */
export function fingerprintOf(vertical: Vertical<never>, modelDigest: string | null): string {
  const actions = Object.entries(vertical.actions).map(([name, action]) => ({
    name,
    envelope: action.envelope as unknown as Json,
    ceiling: action.ceiling ?? 'autonomous',
    risk: typeof action.risk === 'string' ? action.risk : 'by-parameters',
    deadlineMs: action.deadlineMs,
  }));
  const triggers = vertical.triggers.map((trigger) => trigger.tag);
  const { id, version, brain } = vertical;
  return digest({ id, version, brain: brain.fingerprint, actions, triggers, model: modelDigest } as Json, 32);
}

const path = z.string().regex(/^[a-z0-9]+(?:[-_.][a-z0-9]+)*(?:\/[a-z0-9]+(?:[-_.][a-z0-9]+)*)*$/, {
  error: 'must be a path below the scope in lower case, like furnace/temperature',
});
const positive = z.number().positive();
const isFunction = z.custom<unknown>((value) => typeof value === 'function', { error: 'must be a function' });
const localText = z.object({ en: z.string().min(1), 'zh-CN': z.string().min(1) });

const texts = z.record(z.string().min(1), localText);

const HistoryShape = z.object({
  row: z.custom<unknown>((schema) => schema instanceof z.ZodObject, {
    error: 'must be a Zod object schema, z.object({ … })',
  }),
  label: z.custom<unknown>((schema) => schema instanceof z.ZodType, { error: 'must be a Zod schema' }),
  observed: isFunction,
  labelled: isFunction,
  assumed: isFunction,
  people: z.object({ entry: z.instanceof(z.ZodType), did: isFunction }).optional(),
  alternatives: z
    .record(
      z.string(),
      z.object({ names: texts, abstaining: z.array(z.string()), nameOf: isFunction, params: isFunction }),
    )
    .optional(),
  faults: texts.optional(),
  models: z.object({ train: isFunction, read: isFunction, holds: isFunction }).optional(),
});

const Shape = z.object({
  id: z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: 'must be lower-case words joined by dashes' }),
  version: z.string().regex(/^\d+\.\d+\.\d+/, { error: 'must be a semantic version like 1.0.0' }),
  triggers: z
    .array(z.object({ kind: z.literal('sample'), tag: path, reads: z.array(path) }))
    .min(1, { error: 'at least one trigger is needed, or the agent never runs' }),
  brain: z.object({ kind: z.enum(['policy', 'language-model']), fingerprint: z.string().min(1), decide: isFunction }),
  actions: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: 'action names are lower-case words joined by dashes' }),
      z.object({
        title: localText,
        risk: z.union([z.enum(['reversible', 'irreversible']), isFunction], {
          error: "must be 'reversible', 'irreversible' or a function of the parameters",
        }),
        ceiling: z.enum(levels).optional(),
        decidedBy: z.string().min(1),
        deadlineMs: positive,
        approvalMs: positive.optional(),
        vetoWindowMs: positive.optional(),
        command: isFunction,
        expected: isFunction,
        envelope: z.object({
          numbers: z
            .array(z.object({ param: z.string(), min: z.number(), max: z.number(), unit: z.string() }))
            .optional(),
          choices: z.array(z.object({ param: z.string(), oneOf: z.array(z.string()).min(1) })).optional(),
          preconditions: z.array(z.object({ tag: path, maxAgeMs: positive })).optional(),
          coolDownMs: positive.optional(),
          ratePerHour: positive.optional(),
        }),
        verify: z.object({
          when: z.union([z.object({ sample: path, materialOf: isFunction }), z.object({ afterMs: positive })], {
            error: 'must be { sample, materialOf } or { afterMs }',
          }),
          judges: z.enum(['proposal', 'effect']).optional(),
          reads: z.array(path).optional(),
          horizonMs: positive,
          judge: isFunction,
        }),
      }),
    )
    .refine((actions) => Object.keys(actions).length > 0, { error: 'at least one action is needed' }),
  history: HistoryShape.optional(),
});

function checkAction(vertical: string, name: string, action: AnyAction): void {
  const at = (rest: string) => `actions.${name}.${rest}`;
  if (!(action.params instanceof z.ZodObject)) {
    throw invalid(vertical, at('params'), 'must be a Zod object schema, z.object({ … })');
  }
  if (action.approvalMs !== undefined && action.approvalMs > action.deadlineMs) {
    throw invalid(
      vertical,
      at('approvalMs'),
      'must not be longer than deadlineMs: what is approved later cannot leave',
    );
  }
  const known = Object.keys(action.params.shape);
  for (const [index, limit] of (action.envelope.numbers ?? []).entries()) {
    checkNumber(vertical, at(`envelope.numbers.${index}`), limit, known);
  }
  for (const [index, limit] of (action.envelope.choices ?? []).entries()) {
    if (!known.includes(limit.param))
      throw unknownParam(vertical, at(`envelope.choices.${index}.param`), limit.param, known);
  }
}

function checkHistory(vertical: string, { alternatives = {} }: AnyHistory, actions: readonly string[]): void {
  for (const [action, { names, abstaining }] of Object.entries(alternatives)) {
    const at = `history.alternatives.${action}`;
    if (!actions.includes(action)) throw invalid(vertical, at, `there is no such action; it has ${actions.join(', ')}`);
    const unknown = abstaining.find((name) => !Object.hasOwn(names, name));
    if (unknown !== undefined) throw invalid(vertical, `${at}.abstaining`, `"${unknown}" is none of its names`);
  }
}

function checkNumber(vertical: string, path: string, limit: NumberLimit, known: readonly string[]): void {
  if (!known.includes(limit.param)) throw unknownParam(vertical, `${path}.param`, limit.param, known);
  if (!(limit.min < limit.max)) throw invalid(vertical, `${path}.max`, 'must be greater than min');
  if ((limit.maxStep === undefined) !== (limit.current === undefined)) {
    throw invalid(
      vertical,
      `${path}.maxStep`,
      'needs current, the tag that holds the present value, and the other way round',
    );
  }
}

function unknownParam(vertical: string, path: string, param: string, known: readonly string[]): AndonError {
  return invalid(vertical, path, `"${param}" is no parameter of the action; it has ${known.join(', ')}`);
}

function invalid(vertical: unknown, path: string, problem: string): AndonError {
  return new AndonError('vertical.invalid', { vertical: String(vertical), path, problem });
}
