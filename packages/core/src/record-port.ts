/**
 * What may be done with the record. `store` implements it on PostgreSQL; the tests' model implements it in memory and
 * is held equal.
 *
 * Every method that changes something is one transaction, writes its audit event in it, and is safe to repeat: told
 * twice it changes nothing the second time and answers the same. Answers that a caller must expect are values;
 * errors are for what cannot be (a broken connection).
 */

import type { Because } from './because.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Stamp } from './clock.ts';
import type { Evidence, EvidenceState, EvidenceSubject } from './evidence/types.ts';
import type { Verdict } from './gate.ts';
import type { Level } from './ladder.ts';
import type {
  Actor,
  Agent,
  AuditEvent,
  Decision,
  Effect,
  Grant,
  Json,
  JsonObject,
  Outcome,
  OutcomePlan,
  Proposal,
  Run,
  SealedEvent,
  Stop,
  StopCause,
} from './record.ts';
import type { Scope } from './scope.ts';
import type { EffectEvent, ProposalState } from './states.ts';

export interface RecordPort {
  readonly agents: AgentsPort;
  readonly grants: GrantsPort;
  readonly runs: RunsPort;
  readonly proposals: ProposalsPort;
  readonly effects: EffectsPort;
  readonly outcomes: OutcomesPort;
  readonly evidence: EvidencePort;
  readonly stops: StopsPort;
  readonly lanes: LanesPort;
  readonly authority: AuthorityPort;
  readonly audit: AuditPort;
  readonly agenda: AgendaPort;
}

export interface AgentsPort {
  /**
   * Puts a vertical on a scope. The same agent again with the same fingerprint changes nothing (no event); another
   * fingerprint or version replaces the old one (`agent.changed`). Events: `agent.commissioned`, `agent.changed`.
   */
  commission(agent: Agent, by: Actor, at: Stamp): Promise<Agent>;
  list(): Promise<readonly Agent[]>;
}

export type NewGrant = Omit<Grant, 'revision' | 'lowered' | 'demotions'>;

export type SignResult =
  /** Told again, it is the grant as it stands now. */
  | { readonly kind: 'signed'; readonly grant: Grant }
  /** Another grant stands than the one it was to replace, or that one was lowered since. Nothing changed. */
  | { readonly kind: 'overtaken' };

export interface GrantsPort {
  /**
   * Replaces the agent's grant for the same (scope, action type, risk class), as far as it still stands as `replaces`
   * says (`null`: none was ever signed). It is not lowered; it takes over the number of demotions of the grants before it
   * at the same fingerprint (also where another one stood between), and begins at 0 where there were none.
   * Event: `grant.signed`.
   */
  sign(
    grant: NewGrant,
    replaces: { readonly grantId: string; readonly revision: number } | null,
    at: Stamp,
  ): Promise<SignResult>;
  /**
   * Lowers a grant that is in force. `null` when the grant is unknown, replaced, or already at or below the level (its
   * own, or what it was lowered to): nothing changes then. `revision` and `demotions` grow. Event: `grant.lowered`,
   * with `from` (what it was) and `to`.
   */
  lower(
    lowering: { readonly grantId: string; readonly to: Level; readonly because: Because; readonly by: Actor },
    at: Stamp,
  ): Promise<Grant | null>;
  /** Those in force or run out, one per (agent, action type, risk class); replaced ones are not listed. */
  list(agentId?: string): Promise<readonly Grant[]>;
  /** How often a grant like this was lowered, the replaced ones included; 0 where none ever was. */
  demotions(like: Omit<EvidenceSubject, 'demotions'>): Promise<number>;
}

export type NewRun = Omit<Run, 'state' | 'attempts' | 'wake'>;

/**
 * A page of a list that shows the latest first. It begins after the row `before`, which is in the record for ever, so
 * walking on neither repeats nor leaves out what was there when the walk began, whatever is added meanwhile.
 */
export interface Page {
  /** Id of the last row of the page before; `null` for the first page. */
  readonly before: string | null;
  /** Rows at most. */
  readonly limit: number;
}

/** A run with everything that came of it, as of one moment; each list in the order in which it was written. */
export interface WholeRun {
  readonly run: Run;
  /** What it failed of; `null` unless it failed. */
  readonly error: JsonObject | null;
  /** `null` while it has not ended. */
  readonly endedAt: Stamp | null;
  readonly proposals: readonly Proposal[];
  /** Those that counted. */
  readonly decisions: readonly Decision[];
  readonly effects: readonly Effect[];
  readonly outcomes: readonly Outcome[];
}

/**
 * A proposal with the verdict of the gate; with the intent of its effect when the verdict is `execute`, and with the
 * plan of its own outcome where it can be judged whether it is executed or not.
 */
export interface Submission {
  readonly proposal: Omit<Proposal, 'state'>;
  readonly effect: NewEffect | null;
  readonly outcome: OutcomePlan | null;
}

export type NewEffect = Pick<
  Effect,
  | 'id'
  | 'proposalId'
  | 'agentId'
  | 'actionType'
  | 'riskClass'
  | 'params'
  | 'revisionHash'
  | 'line'
  | 'command'
  | 'grantId'
  | 'grantRevision'
  | 'authorisation'
  | 'notAfterMs'
>;

export interface RunsPort {
  /** `opened: false` when the trigger already opened it. Event: `run.opened`. */
  open(run: NewRun, at: Stamp): Promise<{ readonly opened: boolean }>;
  /**
   * Takes the run for `leaseMs` of process time if it is queued or its lease ran out; `null` otherwise. The token
   * grows with every lease. No event: a lease is no act.
   */
  lease(runId: string, holder: string, leaseMs: number): Promise<{ readonly run: Run; readonly token: number } | null>;
  /**
   * Writes what the run proposed and ends it, in one transaction. `null` when the lease was lost: nothing written.
   * Events: `run.finished`, and for each submission `proposal.made` (verdict within) and, with an effect,
   * `effect.intended`.
   */
  finish(
    runId: string,
    token: number,
    submissions: readonly Submission[],
    at: Stamp,
  ): Promise<readonly Proposal[] | null>;
  /** Ends it as failed. Event: `run.failed`. `false` when the lease was lost. */
  fail(runId: string, token: number, error: JsonObject, at: Stamp): Promise<boolean>;
  get(runId: string): Promise<Run | null>;
  /** The latest opened first, without what they saw; `null` when there is no run `before`. */
  page(page: Page): Promise<readonly Omit<Run, 'observation'>[] | null>;
  whole(runId: string): Promise<WholeRun | null>;
  /** Queued runs, and leased ones whose lease ran out, oldest first, with `wake` grown by one. */
  wake(limit: number): Promise<readonly Run[]>;
}

export interface Decide {
  readonly decision: Decision;
  /** The intent, when approving: written in the same transaction. */
  readonly effect: NewEffect | null;
  /** The next revision, when editing; `createdMs`, `runId`, `agentId` and deadlines stay those of the proposal. */
  readonly revised: Revision | null;
  /**
   * Opened with the proposal's id when the decision counts, unless the proposal has one: for what a person kept from
   * being tried, so that it can be counted as not shown. What nobody decides on in time is treated alike (`expire`).
   */
  readonly outcome: OutcomePlan | null;
}

export interface Revision {
  readonly revision: number;
  readonly revisionHash: string;
  readonly author: Actor;
  readonly params: JsonObject;
  readonly command: Proposal['command'];
  readonly riskClass: Proposal['riskClass'];
  readonly decidedByRole: string;
  readonly verdict: Verdict;
  readonly stopEpoch: number;
  readonly grantId: string | null;
}

export type DecideResult =
  | { readonly kind: 'decided'; readonly proposal: Proposal }
  /**
   * `late`: no longer open, or past `approvalUntilMs`; `stale`: another revision than the one seen; `author`: the
   * decider wrote the revision. Event: `decision.refused`; nothing else changes.
   */
  | { readonly kind: 'refused'; readonly why: 'late' | 'stale' | 'author'; readonly proposal: Proposal }
  | { readonly kind: 'not-found' };

export interface ProposalsPort {
  get(id: string): Promise<Proposal | null>;
  /** Those in `awaiting-approval` or `veto-window`, oldest first. */
  open(): Promise<readonly Proposal[]>;
  /** The latest first. */
  latest(limit: number): Promise<readonly Proposal[]>;
  /** Those in one of `states`, the latest made first; `null` when there is no proposal `before`, in whatever state. */
  page(states: readonly ProposalState[], page: Page): Promise<readonly Proposal[] | null>;
  /**
   * First decision wins. An edit puts the proposal into the state of its new verdict (`awaiting-approval`, also where
   * the verdict would let it leave; or `refused`, `advised`, `shadowed`). A kind that is not possible from where the
   * proposal is, is `late`. The same decision id told again answers as it did.
   * Events: `decision.made` (with the effect within, and `effect.intended` besides), `decision.refused`.
   */
  decide(input: Decide): Promise<DecideResult>;
  /** Closes one veto window that is over: `effect` to let it leave, `verdict` of kind `refuse` else. Events: `window.closed` (+ `effect.intended`). */
  closeWindow(proposalId: string, closing: { effect: NewEffect } | { refused: Verdict }, at: Stamp): Promise<boolean>;
  /**
   * Expires one open approval whose `approvalUntilMs` < at.plantMs, and opens the outcome with the proposal's id, unless
   * it has one. `false` when it was decided on. Event: `proposal.expired`.
   */
  expire(proposalId: string, outcome: OutcomePlan | null, at: Stamp): Promise<boolean>;
  /** Open approvals that nobody may give any more at plant time `nowMs`, the longest over first. */
  approvalsDue(nowMs: number): Promise<readonly Proposal[]>;
  /** Veto windows whose time is over at plant time `nowMs`. */
  windowsDue(nowMs: number): Promise<readonly Proposal[]>;
  decisions(proposalId: string): Promise<readonly Decision[]>;
}

export interface Claim {
  readonly effectId: string;
  readonly holder: string;
  /** Token of the lane's lease (see `LanesPort.hold`). */
  readonly laneToken: number;
  /** Counted inside the claim: `null` limits nothing. */
  readonly coolDownMs: number | null;
  readonly ratePerHour: number | null;
  /** `true` only after the sink answered `absent` for an effect that is `unknown`. */
  readonly again: boolean;
  readonly at: Stamp;
}

export type ClaimResult =
  /** State `claimed`; `effect.fence` is the asset's new fence. */
  | { readonly kind: 'claimed'; readonly effect: Effect }
  /** The lane's lease is not ours any more. Nothing changed. */
  | { readonly kind: 'lane-lost' }
  /** Not in a state that can be claimed (see `effectTable`), or past `notAfterMs`: settle it instead. Nothing changed. */
  | { readonly kind: 'not-claimable'; readonly effect: Effect }
  /** Another act of the type left too recently. Nothing changed. */
  | { readonly kind: 'limited'; readonly because: Because }
  | { readonly kind: 'not-found' };

export interface Settle {
  readonly effectId: string;
  /** Fence that the settler knows; must be the effect's. */
  readonly fence: number;
  readonly event: Exclude<EffectEvent, 'claim'>;
  readonly because: Because | null;
  readonly before: Json;
  readonly after: Json;
  readonly needsPerson: boolean;
  /** Opened in the same transaction when the effect is in the plant. */
  readonly outcome: OutcomePlan | null;
  /** Andon's gateway, or the person who said what became of it. */
  readonly by: Actor;
  readonly at: Stamp;
}

export type SettleResult =
  | { readonly kind: 'settled'; readonly effect: Effect }
  /** A newer claim, or the table has no such step. Nothing changed. */
  | { readonly kind: 'fenced'; readonly effect: Effect }
  | { readonly kind: 'not-found' };

export interface EffectsPort {
  get(id: string): Promise<Effect | null>;
  /** Everything not terminal, in order of intent; of one line, or of all. */
  unsettled(line?: Scope): Promise<readonly Effect[]>;
  latest(limit: number): Promise<readonly Effect[]>;
  /**
   * Compare-and-set into `claimed`: checks the lane's lease, the state, `notAfterMs`, cool-down and rate, and raises
   * the asset's fence, in one transaction. Cool-down counts claims of the same agent, action type, asset and material
   * that were not refused or expired; rate counts the same without material. Told twice it is `not-claimable`: two
   * answers `claimed` could send twice. Event: `effect.claimed`.
   */
  claim(claim: Claim): Promise<ClaimResult>;
  /**
   * Event: `effect.settled`, with the state, or `effect.lost-sight` for `unknown`. Told again under the same fence it
   * answers `settled`; `lose-sight` on an effect that is `unknown` already may add that a person is needed.
   */
  settle(settle: Settle): Promise<SettleResult>;
  /** Acts like these that left already, for the gate. */
  recent(query: {
    readonly agentId: string;
    readonly actionType: string;
    readonly asset: Scope;
    readonly material: string | null;
    readonly nowMs: number;
    /** Not counted: the effect that asks. */
    readonly exceptEffectId: string | null;
  }): Promise<{
    readonly lastAtMs: number | null;
    readonly withinHour: number;
    /**
     * Effects of the same agent and action type, on any asset, that arrived in the plant and are not judged yet; and
     * those that are `unknown`, which may have.
     */
    readonly unverified: number;
  }>;
  /** Effects not terminal and not waiting for a person, in order of intent, with `wake` grown by one. */
  wake(limit: number): Promise<readonly Effect[]>;
  /** How many there are per state. */
  count(): Promise<Readonly<Partial<Record<Effect['state'], number>>>>;
}

/** What an outcome makes of the evidence: written with the judgement, if nobody else counted meanwhile. */
export interface EvidenceUpdate {
  readonly subject: EvidenceSubject;
  /** Of the row that `state` was made from; 0 when there was none. */
  readonly revision: number;
  readonly state: EvidenceState;
}

export type JudgeResult =
  | { readonly kind: 'judged'; readonly outcome: Outcome }
  /** It was judged like this before; nothing changed, and nothing was counted again. */
  | { readonly kind: 'told'; readonly outcome: Outcome }
  /** Somebody else counted meanwhile: nothing changed; read the evidence and judge again. */
  | { readonly kind: 'overtaken' }
  /** Unknown, or not in a state to be judged like this. */
  | { readonly kind: 'not-open' };

export interface OutcomesPort {
  get(id: string): Promise<Outcome | null>;
  /**
   * Gives a sample to every open outcome that waits for this tag and material and is not before its `dueMs`; they
   * become `offered`. Answers those offered by this call. Event: none (the judgement carries the sample).
   */
  offer(sample: {
    readonly tag: string;
    readonly material: string | null;
    readonly sample: JsonObject;
    readonly plantMs: number;
  }): Promise<readonly Outcome[]>;
  /** Open ones that are judged by time and due, or past their horizon. They become `offered`. */
  takeDue(plantMs: number): Promise<readonly Outcome[]>;
  /**
   * Ends it; `open` again (with no sample, and not due before `dueMs`) when the vertical cannot tell yet. Event:
   * `outcome.judged`, none for `open`.
   */
  judge(
    id: string,
    judgement: {
      readonly state: 'achieved' | 'missed' | 'critical' | 'unjudged' | 'open';
      readonly finding: JsonObject;
      /** With `open`: plant time of the next look, in ms; the one it had when not given. */
      readonly dueMs?: number;
    },
    evidence: EvidenceUpdate | null,
    at: Stamp,
  ): Promise<JudgeResult>;
  /** Offered ones, with `wake` grown by one. */
  wake(limit: number): Promise<readonly Outcome[]>;
  count(): Promise<Readonly<Partial<Record<Outcome['state'], number>>>>;
  latest(limit: number): Promise<readonly Outcome[]>;
}

export interface EvidencePort {
  get(subject: EvidenceSubject): Promise<Evidence | null>;
  /** Of an agent, or of all; by agent, fingerprint, action type, risk class and number of demotions. */
  list(agentId?: string): Promise<readonly Evidence[]>;
}

export interface StopsPort {
  /** Latches. A second press on the same scope while latched changes nothing and answers the first. Event: `stop.pressed`. */
  press(stop: Pick<Stop, 'id' | 'scope' | 'pressedBy' | 'pressedAt' | 'reason'>): Promise<Stop>;
  /** Releases the latch; revives nothing, since the epoch stays. Event: `stop.reset`. `null` when none is latched there. */
  reset(scope: Scope, cause: StopCause, reason: string, by: Actor, at: Stamp): Promise<Stop | null>;
  /** Latched ones. */
  active(): Promise<readonly Stop[]>;
  /** The highest epoch among the stops ever pressed on the scope or above it; 0 when there was none. */
  epoch(scope: Scope): Promise<number>;
}

export interface LanesPort {
  /**
   * Takes or renews the line for `leaseMs` of process time. The token grows whenever the holder changes, never
   * otherwise. No event.
   */
  hold(
    line: Scope,
    holder: string,
    leaseMs: number,
  ): Promise<{ readonly kind: 'held'; readonly token: number } | { readonly kind: 'busy'; readonly holder: string }>;
  release(line: Scope, holder: string): Promise<void>;
}

/** What a gateway may rely on until its lease ends. */
export interface AuthoritySnapshot {
  /** Latched stops. */
  readonly stops: readonly Stop[];
  /** Highest epoch per scope that ever had a stop. */
  readonly epochs: Readonly<Record<Scope, number>>;
  readonly grants: readonly Grant[];
  readonly agents: readonly Agent[];
}

export interface AuthorityPort {
  /** Reads the snapshot and notes, in the same transaction, that `holder` acts on it for `leaseMs` of process time. No event. */
  renew(holder: string, leaseMs: number): Promise<AuthoritySnapshot>;
  /** Gives the lease back: the holder acts on nothing any more. */
  yield(holder: string): Promise<void>;
  /**
   * Holders other than `except` whose lease is not over and who renewed before the stop with this epoch was pressed:
   * a stop is acknowledged once this is empty.
   */
  unaware(epoch: number, except: string): Promise<readonly string[]>;
  /** The same for a grant: who renewed before the agent's grants had come to this revision. */
  unawareOfGrant(grant: Pick<Grant, 'agentId' | 'revision'>, except: string): Promise<readonly string[]>;
}

export interface AuditPort {
  /**
   * Gives committed events their place in the chain, `most` of them at most (all where it is not given); one sealer at a
   * time. Answers how many it sealed: fewer than `most` when no more are there.
   */
  seal(most?: number): Promise<number>;
  /**
   * Signs what is sealed. `null` when nothing was sealed since the last checkpoint.
   *
   * @throws AndonError('audit.broken') where the trail is not as it was sealed; then nothing is signed
   */
  checkpoint(making: CheckpointMaking): Promise<SignedCheckpoint | null>;
  /** Those that cover more than `afterSize` events, the smallest first. */
  checkpoints(afterSize: number, limit: number): Promise<readonly SignedCheckpoint[]>;
  /** The one that covers the most; `null` before the first. */
  lastCheckpoint(): Promise<SignedCheckpoint | null>;
  /** Recomputes the chain over everything sealed, and the root of every checkpoint. Signatures are not looked at. */
  verify(): Promise<AuditReport>;
  /** Sealed events after `seq`, in order. */
  list(afterSeq: number, limit: number): Promise<readonly SealedEvent[]>;
  /** The sealed event with this id; `null` when there is none, or it is not sealed yet. */
  find(id: string): Promise<SealedEvent | null>;
  /** Place of the last sealed event; 0 before the first. */
  head(): Promise<number>;
  /** Notes an event that changes no other row. */
  note(event: Omit<AuditEvent, 'id'> & { readonly id: string }): Promise<void>;
}

export interface CheckpointMaking {
  /** Of the first checkpoint; those after it keep the origin of the one before. */
  readonly origin: string;
  /** Answers the signed note. */
  readonly sign: (checkpoint: Checkpoint) => string;
  /** When it is made, in ms since 1970. */
  readonly wallMs: number;
}

export interface SignedCheckpoint {
  /** Events that it covers. */
  readonly size: number;
  /** As it was signed. */
  readonly note: string;
  /** When it was made, in ms since 1970. */
  readonly wallMs: number;
}

export interface AuditReport {
  /** All events, sealed or not. */
  readonly events: number;
  readonly sealed: number;
  /** Whether everything is sealed and every hash and root holds. */
  readonly verified: boolean;
  /** The first place that does not hold. */
  readonly firstBad: number | null;
}

/** What is still to do, for whoever drives or sweeps. */
export interface AgendaPort {
  /**
   * Counts what is unsettled at plant time `nowMs`: runs not ended, effects not terminal (without those that wait for
   * a person), outcomes offered or due, approvals and windows over.
   */
  unsettled(nowMs: number): Promise<number>;
  /** The next plant time after `nowMs` at which a deadline (one ms later: it holds up to its time), window or outcome is due; `null` when there is none. */
  nextDue(nowMs: number): Promise<number | null>;
}
