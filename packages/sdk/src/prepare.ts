/**
 * From what a brain proposed to what the gate judges: parameters checked by schema, the command with full paths, the
 * risk class and the deadlines. The runtime and the test kit both use it, so that a test sees what a line would see.
 */

import {
  type ActionRules,
  AndonError,
  type CommandDraft,
  digest,
  type Envelope,
  type Json,
  type JsonObject,
  type LocalText,
  type Reason,
  type RiskClass,
} from '@andon/core';
import type { AnyAction } from './action.ts';
import type { Proposed } from './brain.ts';
import type { Vertical } from './vertical.ts';

export interface Prepared {
  readonly actionType: string;
  readonly params: JsonObject;
  readonly riskClass: RiskClass;
  readonly command: CommandDraft;
  readonly rules: ActionRules;
  readonly reasons: readonly Reason[];
  readonly evidence: JsonObject;
  readonly expected: LocalText;
  readonly decidedByRole: string;
  readonly notAfterMs: number;
  readonly approvalUntilMs: number;
  readonly revisionHash: string;
}

export interface PrepareContext {
  readonly scope: string;
  readonly material: string | null;
  readonly nowMs: number;
}

const DEFAULT_VETO_WINDOW_MS = 60_000;

/**
 * @throws AndonError('proposal.invalid') with the path of the parameter that does not fit, or when there is no reason,
 *   or the action is not one of the vertical's
 */
export function prepare(vertical: Vertical<never>, proposed: Proposed, context: PrepareContext): Prepared {
  const action = actionOf(vertical, proposed.action);
  const params = parseParams(vertical.id, proposed.action, action, proposed.params);
  if (proposed.reasons.length === 0) {
    const problem = 'a proposal needs at least one reason';
    throw new AndonError('proposal.invalid', {
      vertical: vertical.id,
      action: proposed.action,
      path: 'reasons',
      problem,
    });
  }
  const material = proposed.material === undefined ? context.material : proposed.material;
  const target = action.command(params, { material });
  const command: CommandDraft = {
    asset: `${context.scope}/${target.asset}`,
    target: `${context.scope}/${target.target}`,
    value: target.value,
    material: target.material === undefined ? material : target.material,
  };
  return {
    actionType: proposed.action,
    params,
    riskClass: typeof action.risk === 'string' ? action.risk : action.risk(params),
    command,
    rules: rulesOf(action, context.scope),
    reasons: proposed.reasons,
    evidence: proposed.evidence,
    expected: proposed.expected ?? action.expected(params),
    decidedByRole: action.decidedBy,
    notAfterMs: context.nowMs + action.deadlineMs,
    approvalUntilMs: context.nowMs + (action.approvalMs ?? action.deadlineMs),
    revisionHash: digest({ actionType: proposed.action, params, command: command as unknown as Json }, 32),
  };
}

/** What the gate obeys, with the envelope's tags as full paths. */
export function rulesOf(action: AnyAction, scope: string): ActionRules {
  return {
    envelope: withFullPaths(action.envelope, scope),
    ceiling: action.ceiling ?? 'autonomous',
    vetoWindowMs: action.vetoWindowMs ?? DEFAULT_VETO_WINDOW_MS,
  };
}

/** @throws AndonError('proposal.invalid') when the vertical has no such action */
export function actionOf(vertical: Vertical<never>, name: string): AnyAction {
  const action = Object.hasOwn(vertical.actions, name) ? vertical.actions[name] : undefined;
  if (action) return action;
  const problem = `there is no such action; it has ${Object.keys(vertical.actions).join(', ')}`;
  throw new AndonError('proposal.invalid', { vertical: vertical.id, action: name, path: '(action)', problem });
}

function parseParams(vertical: string, name: string, action: AnyAction, params: unknown): JsonObject {
  const parsed = action.params.safeParse(params);
  if (parsed.success) return parsed.data as JsonObject;
  const issue = parsed.error.issues[0];
  throw new AndonError('proposal.invalid', {
    vertical,
    action: name,
    path: issue?.path.join('.') || '(top)',
    problem: issue?.message ?? 'not valid',
  });
}

function withFullPaths(envelope: Envelope, scope: string): Envelope {
  const full = (tag: string) => `${scope}/${tag}`;
  return {
    ...envelope,
    ...(envelope.numbers && {
      numbers: envelope.numbers.map((limit) =>
        limit.current === undefined ? limit : { ...limit, current: full(limit.current) },
      ),
    }),
    ...(envelope.preconditions && {
      preconditions: envelope.preconditions.map((condition) => ({ ...condition, tag: full(condition.tag) })),
    }),
  };
}
