/**
 * How each act that reached the plant was let leave, and whether the level of that moment allowed it: told from the
 * audit trail and the plant's own log, apart from the gate and from what the demo counts of itself.
 */

import { isAtLeast, type Level, levels, type Proposal, type SealedEvent } from '@andon/core';
import type { CommandLogEntry } from '@andon/sim-line';

/** The least level at which an act may leave like this. */
const needs = { approval: 'approve', 'window-closed': 'veto', standing: 'autonomous' } as const;
type Way = keyof typeof needs;

export interface Ladder {
  /** What is wrong with how this arrival was let leave, in words; empty when nothing is. */
  broken(arrival: CommandLogEntry): readonly string[];
}

/** @param events of the trail, in order */
export function ladderOf(events: readonly SealedEvent[], proposals: readonly Proposal[]): Ladder {
  const claims = claimsOf(events);
  const stopsAt = events.filter(({ type }) => type === 'stop.pressed').map(({ seq }) => seq);
  const known = new Map(proposals.map((proposal) => [proposal.id, proposal]));
  const about = Map.groupBy(events, ({ refs }) => refs.proposalId);
  return {
    broken({ command: { key, fence }, plantMs }) {
      const claim = claims.get(`${key}/${fence}`);
      if (!claim) return [`${key} left without a claim under fence ${fence}`];
      const proposal = known.get(claim.proposalId);
      const told = (about.get(claim.proposalId) ?? []).filter(({ seq }) => seq < claim.seq);
      const permit = proposal ? permitOf(proposal, told, plantMs) : null;
      if (!permit) return [`${key} left without an approval, a closed window or a standing grant`];
      const { way, seq } = permit;
      const broken: string[] = [];
      if (!isAtLeast(claim.held, needs[way])) broken.push(`${key} left by ${way} at ${claim.held}`);
      if (way !== claim.recorded) broken.push(`${key} left by ${way} and is recorded as ${claim.recorded}`);
      if (stopsAt.some((at) => at > seq && at < claim.seq)) broken.push(`${key} was let leave before a stop`);
      return broken;
    },
  };
}

interface Claim {
  readonly seq: number;
  readonly proposalId: string;
  /** Held for its action type and risk class at that moment, by what was signed and lowered before. */
  readonly held: Level;
  /** The authorisation that stands in its intent. */
  readonly recorded: string;
}

/** By effect and fence: the plant's log says under which fence a command came. */
function claimsOf(events: readonly SealedEvent[]): ReadonlyMap<string, Claim> {
  const held = new Map<string, Level>();
  const intents = new Map<string, { readonly subject: string; readonly recorded: string }>();
  const claims = new Map<string, Claim>();
  for (const { type, seq, refs, data } of events) {
    const subject = `${refs.agentId}/${data.actionType}/${data.riskClass}`;
    if (type === 'grant.signed') held.set(subject, levelOf(data.level));
    if (type === 'grant.lowered') held.set(subject, levelOf(data.to));
    if (type === 'effect.intended') {
      const { kind } = data.authorisation as { readonly kind: string };
      intents.set(refs.effectId ?? '', { subject, recorded: kind });
    }
    const intent = type === 'effect.claimed' ? intents.get(refs.effectId ?? '') : undefined;
    if (!intent) continue;
    claims.set(`${refs.effectId}/${data.fence}`, {
      ...{ seq, proposalId: refs.proposalId ?? '', recorded: intent.recorded },
      held: held.get(intent.subject) ?? 'off',
    });
  }
  return claims;
}

/** What let it leave, and its place in the trail. `told`: what the trail says of the proposal before it was claimed. */
function permitOf(
  { verdict, revisionHash }: Proposal,
  told: readonly SealedEvent[],
  leftMs: number,
): { readonly way: Way; readonly seq: number } | null {
  const said = told.filter(({ type }) => type === 'decision.made');
  const approval = said.find(({ data }) => data.kind === 'approve' && data.revisionHash === revisionHash);
  if (approval) return { way: 'approval', seq: approval.seq };
  const made = told.find(({ type }) => type === 'proposal.made');
  if (!made || said.length > 0) return null; // edited, rejected or vetoed: only an approval could let it leave
  if (verdict.kind === 'execute') return { way: 'standing', seq: made.seq };
  const isClosed = verdict.kind === 'veto-window' && verdict.closesAtMs <= leftMs;
  return isClosed ? { way: 'window-closed', seq: made.seq } : null;
}

function levelOf(value: unknown): Level {
  const level = levels.find((one) => one === value);
  if (level === undefined) throw new Error(`The trail tells of a level ${JSON.stringify(value)}.`);
  return level;
}
