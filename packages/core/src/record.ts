/**
 * What the record holds: one type per kind of row. `record-port.ts` says what may be done with them.
 *
 * Names of times: `…Ms` is plant time in ms since the epoch, unless it stands in a `Stamp`.
 */

import type { Because } from './because.ts';
import type { Stamp } from './clock.ts';
import type { EvidenceSubject } from './evidence/types.ts';
import type { Authorisation, Verdict } from './gate.ts';
import type { Level } from './ladder.ts';
import type { LocalText } from './locale.ts';
import type { Scope } from './scope.ts';
import type { EffectState, OutcomeState, ProposalState, RunState } from './states.ts';

/** JSON, as it travels and is stored. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Who did it. Every command takes one. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** `local`: listed in the data folder; `system`: an agent or Andon itself. */
  readonly authenticatedBy: 'local' | 'system';
}

/** What can be undone by another act, and what cannot. A level belongs to one class. */
export type RiskClass = 'reversible' | 'irreversible';

/** One vertical commissioned on one scope, at one version. */
export interface Agent {
  readonly id: string;
  readonly scope: Scope;
  readonly vertical: string;
  readonly version: string;
  /** Digest of vertical, version, model artefacts, policy and envelope. */
  readonly fingerprint: string;
}

/** What a grant rests on. */
export type GrantBasis =
  /** The first of an agent: at most *shadow*. */
  | { readonly kind: 'commissioning' }
  /** A level that is not higher than the one in force. */
  | { readonly kind: 'renewal' }
  /** Judged outcomes of this fingerprint on this line. */
  | {
      readonly kind: 'evidence';
      readonly successes: number;
      readonly failures: number;
      /** Probability of success that was shown, and the error probability of having shown it. */
      readonly target: number;
      readonly alpha: number;
    }
  /**
   * A rehearsal, for what cannot be judged without being executed; at most *approve*. `source` says where it was
   * rehearsed.
   */
  | {
      readonly kind: 'rehearsal';
      readonly source: string;
      readonly successes: number;
      readonly failures: number;
      readonly target: number;
      readonly alpha: number;
    };

/** Ed25519 over the canonical form of a grant (see `signature.ts`). */
export interface GrantSignature {
  readonly keyId: string;
  /** Base64. */
  readonly value: string;
}

/** How far a grant was lowered since it was signed. */
export interface Lowered {
  readonly to: Level;
  readonly because: Because;
  readonly by: Actor;
  readonly atMs: number;
}

/** A licence for one level, bound to a fingerprint. It ends by itself. */
export interface Grant {
  readonly id: string;
  readonly agentId: string;
  readonly scope: Scope;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly level: Level;
  readonly fingerprint: string;
  /** Grows whenever any grant of the agent changes. */
  readonly revision: number;
  readonly signedBy: readonly Actor[];
  readonly reason: string;
  readonly basis: GrantBasis;
  readonly signature: GrantSignature;
  readonly notAfterMs: number;
  /** `null` while it stands as it was signed. Only a new grant raises it again. */
  readonly lowered: Lowered | null;
  /** How often a grant for this agent, action type and risk class was lowered at this fingerprint, this one included. */
  readonly demotions: number;
}

/** One pass of an agent: observation in, proposals out. */
export interface Run {
  readonly id: string;
  readonly agentId: string;
  readonly vertical: string;
  /** Of the agent when the run was opened; the run is pinned to it. */
  readonly fingerprint: string;
  /** What set it off: unique per agent, so that a redelivered trigger opens nothing. */
  readonly triggerKey: string;
  readonly plantMs: number;
  readonly observation: JsonObject;
  readonly state: RunState;
  /** How often it was leased. */
  readonly attempts: number;
  /** How often it was put on the queue; part of the job's id. */
  readonly wake: number;
}

/** A reason an operator can read, with the numbers behind it. */
export interface Reason {
  readonly code: string;
  readonly text: LocalText;
  readonly evidence?: JsonObject;
}

/** Where an act goes and what it writes (see connect's `Command`). */
export interface CommandDraft {
  readonly asset: Scope;
  readonly target: string;
  readonly value: Json;
  readonly material: string | null;
}

export interface Proposal {
  readonly id: string;
  readonly runId: string;
  readonly agentId: string;
  /** 1 as the agent made it; an edit makes the next. */
  readonly revision: number;
  /** Digest of action type, parameters and command of this revision: what an approval names. */
  readonly revisionHash: string;
  /** Who wrote this revision: the agent, or the person who edited it. */
  readonly author: Actor;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly params: JsonObject;
  readonly command: CommandDraft;
  readonly reasons: readonly Reason[];
  readonly evidence: JsonObject;
  /** What should come of it, for people. */
  readonly expected: LocalText;
  readonly createdMs: number;
  /** After this it must not leave. */
  readonly notAfterMs: number;
  /** After this nobody may approve it any more. */
  readonly approvalUntilMs: number;
  /** Role that may decide. */
  readonly decidedByRole: string;
  readonly verdict: Verdict;
  readonly state: ProposalState;
  /** Of the asset's stops when it was gated. */
  readonly stopEpoch: number;
  /** The grant it was gated under. */
  readonly grantId: string | null;
  /** What it counts towards, fixed when it was made, whatever is signed or lowered since. Not given: nothing. */
  readonly made?: EvidenceStamp;
}

export type DecisionKind = 'approve' | 'edit' | 'reject' | 'veto';

/** What a named person said. */
export interface Decision {
  readonly id: string;
  readonly proposalId: string;
  readonly kind: DecisionKind;
  /** Of the revision that the person saw. */
  readonly revisionHash: string;
  readonly by: Actor;
  readonly reason: string;
  readonly at: Stamp;
}

/** The one execution of a permitted action. Its id is its key at the sink. */
export interface Effect {
  readonly id: string;
  readonly proposalId: string;
  readonly agentId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly params: JsonObject;
  readonly revisionHash: string;
  readonly line: Scope;
  readonly command: CommandDraft;
  readonly grantId: string;
  readonly grantRevision: number;
  readonly authorisation: Authorisation;
  readonly intendedMs: number;
  readonly notAfterMs: number;
  readonly state: EffectState;
  /** Of the last claim; 0 before the first. */
  readonly fence: number;
  /** Order of intent on the line. */
  readonly seq: number;
  readonly wake: number;
  /** Why it is in a state that is not success; `null` otherwise. */
  readonly because: Because | null;
  readonly before: Json;
  readonly after: Json;
  /** A person must say what became of it: nothing else can. */
  readonly needsPerson: boolean;
  readonly settledMs: number | null;
}

/** What an outcome counts towards: the subject, and the level at which the proposal was made (see `Proposal.made`). */
export type EvidenceStamp = Omit<EvidenceSubject, 'agentId'> & {
  readonly level: Level;
  /** Parameters as the agent proposed them, where the proposal itself is judged: an edit replaces the proposal's own. */
  readonly proposed?: JsonObject;
};

/** How an outcome will be judged, fixed when the proposal is made or its effect settles. */
export interface OutcomePlan {
  /** Tag whose sample judges it, or `null` when the time does. */
  readonly tag: string | null;
  /** The material that the sample must be about, or `null`. */
  readonly material: string | null;
  /** When it is judged at the earliest (`tag: null`: then). */
  readonly dueMs: number;
  /** When it is given up as `unjudged`. */
  readonly horizonMs: number;
  /** `null` when it says nothing of the agent: of what a person wrote, or where the proposal itself is judged. */
  readonly evidence: EvidenceStamp | null;
}

/**
 * What came of an effect; or what would have been right, for a proposal that can be judged without being executed.
 */
export interface Outcome extends OutcomePlan {
  /** Of the effect, or of the proposal where it judges that. */
  readonly id: string;
  readonly proposalId: string;
  /** `null` when it judges what was proposed, executed or not. */
  readonly effectId: string | null;
  readonly agentId: string;
  readonly state: OutcomeState;
  /** The sample that was offered, `null` before. */
  readonly sample: JsonObject | null;
  /** What the vertical said: numbers and reasons. */
  readonly finding: JsonObject | null;
  readonly judgedMs: number | null;
  readonly wake: number;
}

/** A latched order that nothing leaves, for a scope. */
export interface Stop {
  readonly id: string;
  readonly scope: Scope;
  /** Of all stops of the record: grows with every press. */
  readonly epoch: number;
  readonly pressedBy: Actor;
  readonly pressedAt: Stamp;
  readonly reason: string;
  readonly resetBy: Actor | null;
  readonly resetAt: Stamp | null;
  readonly resetCause: StopCause | null;
}

export type StopCause = 'drill' | 'planned-work' | 'mistaken-press' | 'agent-fault' | 'unknown';
export const stopCauses = ['drill', 'planned-work', 'mistaken-press', 'agent-fault', 'unknown'] as const;

/** One row of the audit trail. `type` is in the past tense: `effect.intended`, `grant.signed`. */
export interface AuditEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Stamp;
  readonly actor: Actor;
  readonly scope: Scope | null;
  /** Ids of what it tells of: `proposalId`, `effectId`, … */
  readonly refs: Readonly<Record<string, string>>;
  readonly data: JsonObject;
}

/** An event in its place in the chain. */
export interface SealedEvent extends AuditEvent {
  readonly seq: number;
  /** Lower-case hex SHA-256. */
  readonly hash: string;
}
