/**
 * The run driver: a sample sets an agent off, the run is written down, the queue wakes a worker, the brain proposes,
 * the gate says what may become of it, and all of it is written in one transaction.
 */

import type { Sample } from '@andon/connect';
import {
  type Actor,
  AndonError,
  asAndonError,
  because,
  digest,
  type EvidenceStamp,
  gate,
  lineOf,
  type NewEffect,
  type NewRun,
  type OutcomePlan,
  type Proposal,
  type Run,
  type Submission,
  type Verdict,
} from '@andon/core';
import { actionOf, type Prepared, type Proposed, prepare, type Trigger } from '@andon/sdk';
import { epochOver } from './authority.ts';
import { type LoadedAgent, type RuntimeContext, stamp, verticalQueue } from './context.ts';
import { gateState, grantFor, questionOf, recentActs } from './gate-state.ts';
import { observe, recall, StoredObservation, setOff } from './observation.ts';
import { effectIdOf, planOutcome, stampOf } from './outcome-plan.ts';

/** Opens a run for every agent that a sample sets off. */
export async function openRuns(context: RuntimeContext, session: string, sample: Sample): Promise<void> {
  for (const loaded of context.agents.values()) {
    const prefix = `${loaded.agent.scope}/`;
    if (!sample.tag.startsWith(prefix) || sample.value === null) continue;
    const tag = sample.tag.slice(prefix.length);
    for (const trigger of loaded.vertical.triggers) {
      const about = trigger.tag === tag ? setOffBy(context, trigger, sample.value) : null;
      if (about) await openRun(context, loaded, { trigger, ...about }, session, sample);
    }
  }
}

/** A trigger that throws sets nothing off: its fault stays its own. */
function setOffBy(context: RuntimeContext, trigger: Trigger, value: unknown): ReturnType<typeof setOff> {
  try {
    return setOff(trigger, value);
  } catch (error) {
    context.events.tell('trouble', 'trigger', error);
    return null;
  }
}

async function openRun(
  context: RuntimeContext,
  { agent, vertical }: LoadedAgent,
  { trigger, material }: { readonly trigger: Trigger; readonly material: string | null },
  session: string,
  sample: Sample,
): Promise<void> {
  const triggerKey = `${session}/${trigger.tag}/${sample.seq}`;
  const plantMs = context.plant.plantMs();
  const run: NewRun = {
    id: `run_${digest([agent.id, triggerKey])}`,
    agentId: agent.id,
    vertical: vertical.id,
    fingerprint: agent.fingerprint,
    triggerKey,
    plantMs,
    observation: observe({ tags: context.tags, scope: agent.scope, trigger, sample, material, plantMs }),
  };
  const { opened } = await context.record.runs.open(run, stamp(context));
  if (opened) context.events.tell('run.opened', run);
  await hintRun(context, { ...run, wake: 0 });
}

/** Tells the queue. A hint may be lost: the sweeper tells it again. */
export async function hintRun(context: RuntimeContext, run: Pick<Run, 'id' | 'vertical' | 'wake'>): Promise<void> {
  const { id: runId, wake } = run;
  try {
    await context.bus.add(verticalQueue(run.vertical), 'run.advance', { runId, wake }, { id: `${runId}-${wake}` });
  } catch (error) {
    context.events.tell('trouble', 'queue.add', error);
  }
}

/** Does one run, wherever its hint came from. Twice the same run is done once. */
export async function advanceRun(context: RuntimeContext, runId: string, signal: AbortSignal): Promise<void> {
  const leased = await context.record.runs.lease(runId, context.holder, context.limits.runLeaseMs);
  if (!leased) return;
  const { run, token } = leased;
  try {
    const loaded = pinned(context, run);
    const proposed = await decide(loaded, run, signal);
    const submissions: Submission[] = [];
    for (const [index, one] of proposed.entries()) submissions.push(await submit(context, loaded, run, one, index));
    const proposals = await context.record.runs.finish(runId, token, submissions, stamp(context));
    if (!proposals) return; // another process has the run; what it writes is what counts
    for (const proposal of proposals) context.events.tell('proposal.made', proposal);
    context.events.tell('run.finished', run, proposals);
    for (const { effect } of submissions) if (effect) context.events.tell('effect.intended', effect.id, effect.line);
  } catch (error) {
    const { code, message } = asAndonError(error);
    context.log.error({ runId, agentId: run.agentId, err: error }, 'run.failed');
    await context.record.runs.fail(runId, token, { code, message }, stamp(context));
    context.events.tell('run.failed', run, error);
  }
}

/** A run belongs to the agent as it was when the run was opened; another version must not finish it. */
function pinned(context: RuntimeContext, run: Run): LoadedAgent {
  const loaded = context.agents.get(run.agentId);
  if (loaded?.agent.fingerprint === run.fingerprint) return loaded;
  throw new AndonError('run.other-version', { runId: run.id, agentId: run.agentId });
}

async function decide({ vertical, model }: LoadedAgent, run: Run, signal: AbortSignal): Promise<readonly Proposed[]> {
  return vertical.brain.decide({
    observation: recall(run.observation),
    model: model as never,
    propose: (action, params, details) => ({ action, params, ...details }),
    signal,
  });
}

async function submit(
  context: RuntimeContext,
  loaded: LoadedAgent,
  run: Run,
  proposed: Proposed,
  index: number,
): Promise<Submission> {
  const { agent, vertical } = loaded;
  const id = `prp_${digest([run.id, index])}`;
  const author: Actor = { id: agent.id, name: agent.id, roles: [], authenticatedBy: 'system' };
  const base = { id, runId: run.id, agentId: agent.id, revision: 1, author, createdMs: run.plantMs };
  const observation = StoredObservation.parse(run.observation);
  const about = { scope: agent.scope, material: observation.material, nowMs: run.plantMs };
  let prepared: Prepared;
  try {
    prepared = prepare(vertical, proposed, about);
  } catch (error) {
    return { proposal: { ...base, ...unfit(agent.scope, proposed, run.plantMs, error) }, effect: null, outcome: null };
  }
  const act = { agentId: agent.id, ...prepared };
  const question = questionOf(act, agent.fingerprint);
  const recent = await recentActs(context, act, null);
  const snapshot = await context.authority.ensure();
  const verdict = gate({
    proposal: prepared,
    rules: prepared.rules,
    state: gateState(context, snapshot, question, recent),
    authorisation: null,
    nowMs: context.plant.plantMs(),
  });
  const grant = grantFor(snapshot, question);
  const { rules: _, ...stored } = prepared;
  const stopEpoch = epochOver(prepared.command.asset, snapshot);
  // What the gate refused was never open to be right or wrong.
  const made = grant && verdict.kind !== 'refuse' ? stampOf(grant, agent.fingerprint) : undefined;
  const gated = { ...base, ...stored, verdict, stopEpoch, grantId: grant?.id ?? null };
  const proposal = { ...gated, ...(made && { made }) };
  const outcome = made ? planProposed(loaded, prepared, made, run) : null;
  if (verdict.kind !== 'execute' || !grant) return { proposal, effect: null, outcome };
  const standing = { kind: 'standing', revisionHash: prepared.revisionHash, stopEpoch } as const;
  return { proposal, effect: effectOf(proposal, standing, grant.revision), outcome };
}

/** How the proposal itself will be judged; `null` where only what is executed can be. */
function planProposed(
  { agent, vertical }: LoadedAgent,
  { actionType, command, params }: Prepared,
  stamped: EvidenceStamp,
  { plantMs: fromMs }: Run,
): OutcomePlan | null {
  const { verify } = actionOf(vertical, actionType);
  if (verify.judges !== 'proposal') return null;
  const evidence = { ...stamped, proposed: params };
  return planOutcome(verify, { scope: agent.scope, material: command.material, fromMs, evidence });
}

/** The intent of an effect. */
export function effectOf(
  proposal: Omit<Proposal, 'state'>,
  authorisation: NewEffect['authorisation'],
  grantRevision: number,
): NewEffect {
  const { agentId, actionType, riskClass, params, revisionHash, command, notAfterMs } = proposal;
  if (proposal.grantId === null) throw new AndonError('internal.defect', { what: `no grant for ${proposal.id}` });
  return {
    id: effectIdOf(proposal.id, proposal.revision),
    proposalId: proposal.id,
    agentId,
    actionType,
    riskClass,
    params,
    revisionHash,
    line: lineOf(command.asset),
    command,
    grantId: proposal.grantId,
    grantRevision,
    authorisation,
    notAfterMs,
  };
}

/** A proposal that does not fit its own schema is recorded as refused, with what was wrong. */
function unfit(scope: string, proposed: Proposed, nowMs: number, error: unknown) {
  const { details, code } = asAndonError(error);
  if (code !== 'proposal.invalid') throw error;
  const path = String(details.path);
  const reason = because('params.invalid', { path, problem: String(details.problem) });
  const verdict: Verdict = { kind: 'refuse', because: reason, level: 'off', binding: 'action-type' };
  const params = { proposed: JSON.stringify(proposed.params ?? null) };
  return {
    revisionHash: digest(params, 32),
    actionType: proposed.action,
    riskClass: 'irreversible' as const,
    params,
    command: { asset: scope, target: scope, value: null, material: null },
    reasons: proposed.reasons,
    evidence: proposed.evidence,
    expected: { en: '', 'zh-CN': '' },
    notAfterMs: nowMs,
    approvalUntilMs: nowMs,
    decidedByRole: '',
    verdict,
    stopEpoch: 0,
    grantId: null,
  };
}
