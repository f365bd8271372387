/** From what was played to the result: of each action, how far it came, what it rests on and what cannot be known. */

import {
  alphaOf,
  earnedLevels,
  isAtLeast,
  type Level,
  lowerOf,
  nextLevel,
  outcomesNeeded,
  type RiskClass,
  rank,
  say,
} from '@andon/core';
import type { RehearsedProposal } from '@andon/runtime';
import { type Alternatives, actionOf } from '@andon/sdk';
import { type Counting, judgedCounts } from './counts.ts';
import { judgeBy } from './judge.ts';
import type { ModelOrigin } from './model.ts';
import { againstPeople } from './paired.ts';
import type { EvidenceAt, Played, PlayedChange, PlayOptions } from './play.ts';
import type { HistoryRow } from './read-history.ts';
import type {
  ActionResult,
  ChoiceResult,
  CurvePoint,
  Eligibility,
  LevelStep,
  Moment,
  NextStep,
  RiskResult,
} from './result.ts';

/** Enough for a picture. */
const mostPoints = 400;

export interface Summing extends PlayOptions {
  readonly played: Played;
  readonly origin: ModelOrigin;
}

export function actionResults(summing: Summing): readonly ActionResult[] {
  const { vertical } = summing;
  const rowOf = rowsByProposal(summing.played);
  return Object.entries(vertical.actions).map(([action, { title, verify, risk }]) => {
    const judges = verify.judges ?? 'effect';
    const classes: readonly RiskClass[] = typeof risk === 'string' ? [risk] : ['reversible', 'irreversible'];
    const choices = choicesOf(summing, action);
    const abstaining = choices?.filter(({ abstains }) => abstains).reduce((sum, { proposed }) => sum + proposed, 0);
    return {
      ...{ action, title, judges, choices },
      risks: classes.map((riskClass) => riskResult(summing, { action, riskClass, judges, rowOf })),
      abstained: abstaining ?? null,
      people: judges === 'proposal' ? againstPeople(summing, summing.played, action) : null,
    };
  });
}

interface Subject {
  readonly action: string;
  readonly riskClass: RiskClass;
  readonly judges: ActionResult['judges'];
  readonly rowOf: ReadonlyMap<string, HistoryRow>;
}

function riskResult(summing: Summing, subject: Subject): RiskResult {
  const { played, history } = summing;
  const { action, riskClass, rowOf } = subject;
  const isMine = (one: { actionType: string; riskClass: RiskClass }) =>
    one.actionType === action && one.riskClass === riskClass;
  const proposals = played.rows.flatMap((row) => row.proposals.filter(isMine));
  const outcomes = played.judged.filter((one) => isMine(one) && one.of === 'proposal');
  const changes = played.changes.filter(isMine);
  const evidence = played.evidence.filter(isMine);
  const counting: Counting = {
    wasLate: ({ proposalId }) => typeof rowOf.get(proposalId)?.label === 'string',
    abstains: abstainingIn(proposals, history.alternatives?.[action]),
    faults: history.faults ?? {},
  };
  const judged = judgedCounts(outcomes, counting);
  const atEnd = played.levels.find(isMine)?.level ?? 'off';
  const next = subject.judges === 'effect' ? null : nextStep(summing, subject, atEnd, evidence.at(-1));
  return {
    riskClass,
    proposed: proposals.length,
    refused: counted(proposals.flatMap(({ verdict }) => (verdict.kind === 'refuse' ? [verdict.because.code] : []))),
    judged,
    levels: {
      highest: changes.reduce<Level>((top, { to }) => (rank(to) > rank(top) ? to : top), 'shadow'),
      atEnd,
      demotions: changes.filter(isFall).length,
      changes: changes.map(stepOf),
    },
    next,
    eligible: earnedLevels.map((level) => eligibility(level, summing, subject, { changes, judged: judged.judged })),
    curve: thinned(curveOf(summing, evidence)),
  };
}

function abstainingIn(
  proposals: readonly RehearsedProposal[],
  alternatives: Alternatives<never> | undefined,
): Counting['abstains'] {
  if (!alternatives) return null;
  const { abstaining, nameOf } = alternatives;
  const left = new Set(proposals.filter(({ params }) => abstaining.includes(nameOf(params))).map(({ id }) => id));
  return ({ proposalId }) => left.has(proposalId);
}

function eligibility(
  level: (typeof earnedLevels)[number],
  { origin, vertical, rows }: Summing,
  { action, riskClass, judges }: Subject,
  { changes, judged }: { readonly changes: readonly PlayedChange[]; readonly judged: number },
): Eligibility {
  const unknown = (why: string): Eligibility => ({ level, verdict: 'cannot-know', why });
  if (!isAtLeast(ceilingOf(vertical, action, riskClass), level)) return { level, verdict: 'out-of-reach' };
  if (judges === 'effect') return unknown('effect-judged');
  const voided = voidedBy(origin, rows.length);
  if (voided !== null) return unknown(voided);
  if (judged === 0) return unknown('nothing-judged');
  const reached = changes.find((change) => change.to === level && !isFall(change));
  if (!reached) return { level, verdict: 'not-shown' };
  const last = changes.at(-1);
  if (last && isAtLeast(last.to, level)) return { level, verdict: 'eligible', ...momentOf(reached) };
  const fall = changes.findLast(({ from, to }) => isAtLeast(from, level) && !isAtLeast(to, level));
  return { level, verdict: 'lost', ...momentOf(reached), lost: momentOf(fall ?? reached) };
}

function momentOf({ atMs, row }: PlayedChange): Moment {
  return { at: isoOf(atMs), row: row?.line ?? null };
}

/** Where a larger share of the rows played has the very cells of one learned from, the figures are of memory. */
const mostCopies = 0.1;

/** The code of the doubt that no level can be called eligible under; `null` where there is none. */
export function voidedBy(origin: ModelOrigin, rows: number): 'model-saw-rows' | 'copies-of-learned' | null {
  if (origin.kind === 'none') return null;
  if (origin.kind === 'learned') return origin.copies > mostCopies * rows ? 'copies-of-learned' : null;
  return origin.sameFile || origin.held > 0 ? 'model-saw-rows' : null;
}

function ceilingOf(vertical: Summing['vertical'], action: string, riskClass: RiskClass): Level {
  const { ceiling = 'autonomous' } = actionOf(vertical, action);
  return riskClass === 'irreversible' ? lowerOf(ceiling, 'approve') : ceiling;
}

function nextStep(
  { evidence: policy, vertical }: Summing,
  { action, riskClass }: Subject,
  held: Level,
  last: EvidenceAt | undefined,
): NextStep | null {
  const level = nextLevel(held);
  if (level === null) return null;
  const { successes = 0, failures = 0 } = last?.state.tallies[held] ?? {};
  const target = policy.targets[level];
  const alpha = alphaOf(policy, riskClass, last?.demotions ?? 0);
  const needed = outcomesNeeded({ successes, failures }, target, alpha);
  const possible = isAtLeast(ceilingOf(vertical, action, riskClass), level);
  return { level, target, alpha, successes, failures, needed, possible };
}

function curveOf({ evidence: policy }: Summing, points: readonly EvidenceAt[]): readonly CurvePoint[] {
  return points.flatMap(({ atMs, state, riskClass, demotions }) => {
    const level = state.drift.level;
    const next = nextLevel(level);
    if (next === null) return [];
    const { successes = 0, failures = 0 } = state.tallies[level] ?? {};
    const needed = outcomesNeeded({ successes, failures }, policy.targets[next], alphaOf(policy, riskClass, demotions));
    return [{ at: isoOf(atMs), level, judged: successes + failures, needed }];
  });
}

/** The last of each stretch. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((point, at) => at % every === every - 1 || points[at + 1]?.level !== point.level);
}

function choicesOf(summing: Summing, action: string): readonly ChoiceResult[] | null {
  const { history, played } = summing;
  const alternatives = history.alternatives?.[action];
  if (!alternatives) return null;
  const { names, abstaining, nameOf, params } = alternatives;
  const judged = new Map(played.judged.map((one) => [one.proposalId, one]));
  const proposals = played.rows.flatMap((row) => row.proposals.filter(({ actionType }) => actionType === action));
  return Object.entries(names).map(([name, text]) => {
    const mine = proposals.filter((proposal) => nameOf(proposal.params) === name);
    const known = mine.map(({ id }) => judged.get(id)?.state ?? 'unjudged').filter((state) => state !== 'unjudged');
    const always = played.rows.flatMap(({ row }) => judgeBy(summing, row, action, params(row.record, name)) ?? []);
    return {
      ...{ name, text, abstains: abstaining.includes(name), proposed: mine.length },
      judged: known.length,
      right: known.filter((state) => state === 'achieved').length,
      always: { judged: always.length, right: always.filter(({ kind }) => kind === 'achieved').length },
    };
  });
}

/** A level that was raised needs no reason beside its counts: the test was passed. */
function stepOf(change: PlayedChange): LevelStep {
  const { from, to, why, counts } = change;
  const reason = isFall(change) ? { code: why.code, text: { en: say(why, 'en'), 'zh-CN': say(why, 'zh-CN') } } : null;
  return { ...momentOf(change), from, to, why: reason, ...counts };
}

function isFall({ from, to }: { readonly from: Level; readonly to: Level }): boolean {
  return rank(to) < rank(from);
}

function rowsByProposal({ rows }: Played): ReadonlyMap<string, HistoryRow> {
  return new Map(rows.flatMap(({ row, proposals }) => proposals.map(({ id }) => [id, row] as const)));
}

function counted(codes: readonly string[]): readonly { readonly code: string; readonly count: number }[] {
  return [...Map.groupBy(codes, (code) => code)].map(([code, all]) => ({ code, count: all.length }));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
