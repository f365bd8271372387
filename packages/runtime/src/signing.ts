/**
 * What people sign: how far a kind of action may go. A level is earned one at a time; what was not shown is not signed,
 * whoever asks.
 *
 * | level asked for | it rests on |
 * | --- | --- |
 * | at most the one held | `renewal` |
 * | *shadow*, where nothing is held at this fingerprint | `commissioning` |
 * | the one above the held | `evidence` of the trial that is going on, at the level that is held |
 * | up to *approve*, where a person still decides on every act | a `rehearsal` that passes the same test |
 */

import {
  type Actor,
  AndonError,
  alphaOf,
  because,
  type EarnedLevel,
  type EvidencePolicy,
  type EvidenceState,
  earnedLevels,
  type Grant,
  type GrantBasis,
  heldLevel,
  isAtLeast,
  isShown,
  type Level,
  nextLevel,
  outcomesNeeded,
  type RecordPort,
  type RiskClass,
  rank,
} from '@andon/core';
import { type AnyAction, actionOf } from '@andon/sdk';
import { untilAcknowledged } from './acknowledged.ts';
import { type LoadedAgent, type RuntimeContext, stamp } from './context.ts';
import { grantNow, lowerGrant } from './demotion.ts';

export interface SignGrant {
  readonly agentId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly level: Level;
  /** One person up to *approve*, two different ones above. */
  readonly signedBy: readonly Actor[];
  readonly reason: string;
  /** Plant time at which it ends by itself. */
  readonly notAfterMs: number;
  /** What was counted where the act was rehearsed: on a simulator, or on a plant's own records. */
  readonly rehearsal?: RehearsedCounts;
}

export interface RehearsedCounts {
  /** Where it was rehearsed, for people. */
  readonly source: string;
  readonly successes: number;
  readonly failures: number;
}

export interface LowerGrant {
  readonly agentId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly to: Level;
  readonly by: Actor;
  readonly reason: string;
}

export interface LoweredGrant {
  /** As it stands now. */
  readonly grant: Grant;
  /** From the call until no live gateway acts on an older one, in ms of process time. */
  readonly acknowledgedMs: number;
}

/** A signature that others are faster than so often in a row is refused: nobody reads what they sign that fast. */
const MOST_TRIES = 5;

/** The last instant that a `Date` can name. */
const LAST_DAY_MS = 8.64e15;

/** Roles that sign; above *approve* one of them must be the second. */
export const SIGNING_ROLES = ['shift-lead', 'process-owner'] as const;

/** @throws AndonError grant.invalid | grant.role | grant.evidence | agent.not-loaded */
export async function signGrant(context: RuntimeContext, asked: SignGrant): Promise<Grant> {
  const loaded = loadedFor(context, asked.agentId);
  const action = actionOf(loaded.vertical, asked.actionType);
  checkTerms(asked, action, context.plant.plantMs());
  const people = peopleOf(asked);
  checkRoles(asked, people, action);
  const { agentId, actionType, riskClass, level, reason, notAfterMs } = asked;
  const { scope, fingerprint } = loaded.agent;
  const id = context.newId('grt');
  const asAsked = { id, agentId, actionType, riskClass, level, reason, notAfterMs, scope, fingerprint };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const ground = await groundOf(context, loaded, asked);
    const terms = { ...asAsked, basis: basisOf(asked, ground, context.evidence), signedBy: people };
    const grant = { ...terms, signature: context.signer.sign(terms) };
    const signed = await context.record.grants.sign(grant, ground.replaces, stamp(context));
    // Whatever stands now, this process acts on it from here on.
    await context.authority.renew();
    if (signed.kind === 'overtaken') continue;
    context.events.tell('grant.signed', signed.grant, ground.held ?? 'off');
    return signed.grant;
  }
  const problem = 'others changed it each time while it was being signed; look again, then sign anew';
  throw new AndonError('grant.invalid', { problem });
}

/** @throws AndonError grant.unknown | grant.role | agent.not-loaded */
export async function lowerByPerson(context: RuntimeContext, asked: LowerGrant): Promise<LoweredGrant> {
  const { clock, holder, record } = context;
  const askedAtMs = clock.monotonicMs();
  const { agentId, actionType, riskClass, to, by, reason } = asked;
  const action = actionOf(loadedFor(context, agentId).vertical, actionType);
  if (!holdsOneOf(by, [...SIGNING_ROLES, action.decidedBy])) {
    throw refusedRole(by, `it takes ${SIGNING_ROLES.join(', ')} or ${action.decidedBy}`);
  }
  const grant = await grantNow(context, asked);
  if (!grant) throw new AndonError('grant.unknown', { action: actionType, riskClass, agentId });
  const why = because('demoted.person', { by: by.name, level: to, reason });
  let standing = await lowerGrant(context, grant, { to, because: why, by });
  if (!standing) {
    // At that level or below already, or replaced this very moment: then it is as it stands.
    standing = (await grantNow(context, asked)) ?? grant;
    await context.authority.renew();
  }
  const about = standing;
  await untilAcknowledged(() => record.authority.unawareOfGrant(about, holder));
  return { grant: standing, acknowledgedMs: clock.monotonicMs() - askedAtMs };
}

function loadedFor({ agents }: RuntimeContext, agentId: string): LoadedAgent {
  const loaded = agents.get(agentId);
  if (!loaded) throw new AndonError('agent.not-loaded', { agentId });
  return loaded;
}

function checkTerms({ actionType, riskClass, level, notAfterMs }: SignGrant, action: AnyAction, nowMs: number): void {
  const invalid = (problem: string) => new AndonError('grant.invalid', { problem });
  // Asked this way round, a time that is no number is over.
  if (!(notAfterMs > nowMs)) throw invalid('it would have ended before it began');
  if (notAfterMs > LAST_DAY_MS) throw invalid('no calendar has the day on which it would end');
  const ceiling = action.ceiling ?? 'autonomous';
  if (!isAtLeast(ceiling, level)) throw invalid(`${actionType} never goes above ${ceiling}`);
  if (riskClass === 'irreversible' && !isAtLeast('approve', level)) {
    throw invalid('what cannot be undone never goes above approve');
  }
}

/** The different people among those who sign. */
function peopleOf({ level, signedBy }: SignGrant): readonly Actor[] {
  const people = new Map(signedBy.filter((by) => by.authenticatedBy !== 'system').map((by) => [by.id, by]));
  const needed = isAtLeast(level, 'veto') ? 2 : 1;
  if (people.size >= needed) return [...people.values()];
  const problem = `${level} takes ${needed} signature(s) of different people, it has ${people.size}`;
  throw new AndonError('grant.invalid', { problem });
}

function checkRoles({ level }: SignGrant, people: readonly Actor[], { decidedBy }: AnyAction): void {
  const [first] = people as readonly [Actor, ...Actor[]];
  if (!isAtLeast(level, 'veto')) {
    if (people.some((by) => holdsOneOf(by, SIGNING_ROLES))) return;
    throw refusedRole(first, `${level} takes ${SIGNING_ROLES.join(' or ')}`);
  }
  const signing = [...SIGNING_ROLES, decidedBy];
  const stranger = people.find((by) => !holdsOneOf(by, signing));
  if (stranger)
    throw refusedRole(stranger, `${level} takes ${SIGNING_ROLES.join(', ')} or ${decidedBy} of everybody who signs`);
  if (!people.some((by) => holdsOneOf(by, ['process-owner']))) {
    throw refusedRole(first, `${level} takes a process-owner among those who sign`);
  }
}

function holdsOneOf(by: Actor, roles: readonly string[]): boolean {
  return roles.some((role) => by.roles.includes(role));
}

function refusedRole(by: Actor, problem: string): AndonError {
  return new AndonError('grant.role', { person: by.name, problem });
}

/** What a new grant can rest on, as the record has it now. */
interface Ground {
  /** The grant that stands, whatever it is worth. */
  readonly replaces: Parameters<RecordPort['grants']['sign']>[1];
  /** `null` where nothing is held at this fingerprint. */
  readonly held: Level | null;
  readonly demotions: number;
  readonly state: EvidenceState | null;
}

async function groundOf(context: RuntimeContext, { agent }: LoadedAgent, asked: SignGrant): Promise<Ground> {
  const { id: agentId, fingerprint } = agent;
  const { actionType, riskClass } = asked;
  const grant = await grantNow(context, asked);
  // Nobody climbs on a grant that nobody signed.
  const replaces = grant && { grantId: grant.id, revision: grant.revision };
  if (grant?.fingerprint !== fingerprint || !context.signer.holds(grant)) {
    const demotions = await context.record.grants.demotions({ agentId, fingerprint, actionType, riskClass });
    return { replaces, held: null, demotions, state: null };
  }
  const { demotions } = grant;
  const evidence = await context.record.evidence.get({ agentId, fingerprint, actionType, riskClass, demotions });
  return { replaces, held: heldLevel(grant), demotions, state: evidence?.state ?? null };
}

function basisOf(asked: SignGrant, ground: Ground, policy: EvidencePolicy): GrantBasis {
  const { level, riskClass, rehearsal } = asked;
  const { held, demotions, state } = ground;
  if (held !== null && isAtLeast(held, level)) return { kind: 'renewal' };
  if (!isEarned(level)) return { kind: 'commissioning' };
  const alpha = alphaOf(policy, riskClass, demotions);
  const target = policy.targets[level];
  const tally = held === null ? undefined : state?.tallies[held];
  if (tally && tally.passedMs !== null && nextLevel(held as Level) === level) {
    const { successes, failures } = tally;
    return { kind: 'evidence', successes, failures, target, alpha };
  }
  const canRehearse = isAtLeast('approve', level);
  if (rehearsal && canRehearse && isShown(rehearsal, target, alpha)) {
    const { source, successes, failures } = rehearsal;
    return { kind: 'rehearsal', source, successes, failures, target, alpha };
  }
  const shown = rehearsal && canRehearse ? rehearsed(rehearsal, target, alpha) : missing(asked, ground, policy);
  throw new AndonError('grant.evidence', { action: asked.actionType, level, problem: shown });
}

function isEarned(level: Level): level is EarnedLevel {
  return (earnedLevels as readonly Level[]).includes(level);
}

function rehearsed(counts: RehearsedCounts, target: number, alpha: number): string {
  return `rehearsed: ${numbers(counts, target, alpha)}`;
}

/** What is missing, in numbers. */
function missing({ level, riskClass }: SignGrant, ground: Ground, policy: EvidencePolicy): string {
  const { held, demotions, state } = ground;
  if (held === null || held === 'off') return 'it holds nothing yet: shadow comes first';
  const next = nextLevel(held) as EarnedLevel;
  const counts = state?.tallies[held] ?? { successes: 0, failures: 0 };
  const shown = numbers(counts, policy.targets[next], alphaOf(policy, riskClass, demotions));
  return rank(level) > rank(next) ? `it holds ${held}, so ${next} comes first: ${shown}` : shown;
}

function numbers(counts: Pick<RehearsedCounts, 'successes' | 'failures'>, target: number, alpha: number): string {
  const { successes, failures } = counts;
  const needed = outcomesNeeded(counts, target, alpha);
  const at = String(target).replace(/^0/, '');
  return `${successes + failures} judged (${failures} failed), ${needed} needed at ${at}`;
}
