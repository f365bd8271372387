/**
 * Counts what a demo did: from the record, from its audit trail, and from the line's own log, which knows nothing of
 * Andon.
 */

import type { AuditEvent, Effect, EvidencePolicy, RecordPort } from '@andon/core';
import { terminalEffectStates } from '@andon/core';
import { type Account, type CommandLogEntry, type Comparison, countDoubled } from '@andon/sim-line';
import { countAboveGrant } from './above-grant.ts';
import { evidenceCurve } from './evidence-curve.ts';
import { levelChanges } from './level-changes.ts';
import type { DemoResult } from './result.ts';

export interface TallyInput {
  readonly seed: number;
  readonly scenario: string;
  readonly coils: number;
  readonly record: RecordPort;
  readonly account: Account;
  /** Of this line's session alone. */
  readonly arrivals: readonly CommandLogEntry[];
  readonly plantMs: number;
  /** What climbing took. */
  readonly evidence: EvidencePolicy;
  /** `null` where nothing was compared. */
  readonly compared: Comparison | null;
}

const EVERYTHING = 1_000_000;
const PAGE = 1_000;
/** An effect without a terminal state this long after its deadline is lost. */
const GRACE_MS = 10_000;

export async function tally(input: TallyInput): Promise<DemoResult> {
  const { seed, scenario, coils, evidence, compared, record, account, arrivals, plantMs } = input;
  while ((await record.audit.seal()) > 0);
  const report = await record.audit.verify();
  const events = await allEvents(record);
  const effects = await record.effects.latest(EVERYTHING);
  const outcomes = await record.outcomes.latest(EVERYTHING);
  const decided = (kind: string) => count(events, 'decision.made', (data) => data.kind === kind);
  return {
    seed,
    scenario,
    coils,
    policies: compared?.seeds.find((one) => one.seed === seed)?.figures ?? null,
    levels: levelChanges(events),
    targets: evidence.targets,
    evidence: evidenceCurve(events, evidence),
    effects: {
      ...countEffects(effects),
      duplicated: countDoubled([...arrivals]),
      lost: countLost(effects, arrivals, plantMs),
      aboveGrant: countAboveGrant(events, effects),
    },
    audit: { events: report.events, verified: report.verified },
    runs: { finished: count(events, 'run.finished'), failed: count(events, 'run.failed') },
    proposals: countStates(await record.proposals.latest(EVERYTHING)),
    decisions: {
      approve: decided('approve'),
      edit: decided('edit'),
      reject: decided('reject'),
      veto: decided('veto'),
      refused: count(events, 'decision.refused'),
    },
    outcomes: countStates(outcomes.filter(({ effectId }) => effectId !== null)),
    judgedProposals: countStates(outcomes.filter(({ effectId }) => effectId === null)),
    stops: { pressed: count(events, 'stop.pressed'), reset: count(events, 'stop.reset') },
    line: {
      inspected: account.coils,
      dispositions: account.dispositions,
      byAgent: account.byRemote,
      byPeople: account.byPeople,
      primeShare: account.primeShare,
      escapes: account.escapes,
      overkill: account.overkill,
      energyKwh: account.energyKwh,
      tardinessH: account.tardinessH,
      moneyCny: account.money.totalCny,
    },
    comparison: compared,
  };
}

/** Verified in the record but unknown to the line, or open long after the deadline without a person being asked. */
export function countLost(effects: readonly Effect[], arrivals: readonly CommandLogEntry[], plantMs: number): number {
  const taken = new Set(arrivals.filter(({ answer }) => answer.kind === 'taken').map(({ command }) => command.key));
  return effects.filter(({ id, state, needsPerson, notAfterMs }) => {
    if (state === 'verified' || state === 'clamped') return !taken.has(id);
    return !terminalEffectStates.includes(state) && !needsPerson && plantMs > notAfterMs + GRACE_MS;
  }).length;
}

function countEffects(effects: readonly Effect[]) {
  const of = (...states: Effect['state'][]) => effects.filter(({ state }) => states.includes(state)).length;
  return {
    intended: effects.length,
    verified: of('verified'),
    clamped: of('clamped'),
    accepted: of('accepted'),
    rejected: of('rejected'),
    refused: of('refused'),
    expired: of('expired'),
    unknown: of('unknown', 'claimed', 'intended'),
  };
}

function countStates(rows: readonly { readonly state: string }[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  // Sorted, so that the same numbers are the same text.
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function allEvents(record: RecordPort): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (let after = 0; ; ) {
    const page = await record.audit.list(after, PAGE);
    events.push(...page);
    const last = page.at(-1);
    if (!last) return events;
    after = last.seq;
  }
}

function count(events: readonly AuditEvent[], type: string, where: (data: AuditEvent['data']) => boolean = () => true) {
  return events.filter((event) => event.type === type && where(event.data)).length;
}
