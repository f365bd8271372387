/**
 * What happens, told within the process: for views and for whoever waits. Never the record: who missed it reads there.
 */

import { EventEmitter } from 'node:events';
import type { Decision, Effect, Grant, Level, Outcome, Proposal, Run, Scope, Standing, Stop } from '@andon/core';

export interface RuntimeEventMap {
  'run.opened': [run: { readonly id: string; readonly agentId: string }];
  'run.finished': [run: Run, proposals: readonly Proposal[]];
  'run.failed': [run: Run, error: unknown];
  'proposal.made': [proposal: Proposal];
  'proposal.expired': [proposalId: string];
  'decision.made': [decision: Decision, proposal: Proposal];
  'decision.refused': [decision: Decision, why: string];
  'effect.intended': [effectId: string, line: Scope];
  'effect.claimed': [effect: Effect];
  'effect.settled': [effect: Effect];
  'outcome.judged': [outcome: Outcome];
  /** `from`: what was held before. */
  'grant.signed': [grant: Grant, from: Level];
  'grant.lowered': [grant: Grant, from: Level];
  /** With the standing after it. */
  'evidence.counted': [standing: Standing];
  /** The test for the next level was passed: people may sign it. */
  'evidence.passed': [standing: Standing];
  'stop.pressed': [stop: Stop];
  'stop.reset': [stop: Stop];
  /** Something went wrong that no caller was waiting for. */
  trouble: [where: string, error: unknown];
  /** Any of the others: the agenda may have become shorter. */
  moved: [];
}

export class RuntimeEvents extends EventEmitter<RuntimeEventMap> {
  tell<K extends Exclude<keyof RuntimeEventMap, 'moved'>>(name: K, ...args: RuntimeEventMap[K]): void {
    (this as EventEmitter).emit(name, ...args);
    this.emit('moved');
  }
}
