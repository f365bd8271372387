/**
 * The states of proposals, effects, runs and outcomes, as tables.
 */

import { next, type Transition, terminals } from './machine.ts';

export type ProposalState =
  | 'new'
  | 'refused'
  | 'shadowed'
  | 'advised'
  | 'awaiting-approval'
  | 'veto-window'
  | 'authorised'
  | 'rejected'
  | 'vetoed'
  | 'expired';

export type ProposalEvent =
  | 'refuse'
  | 'shadow'
  | 'advise'
  | 'await-approval'
  | 'open-window'
  | 'execute'
  | 'approve'
  | 'edit'
  | 'reject'
  | 'veto'
  | 'close-window'
  | 'expire';

export const proposalTable: readonly Transition<ProposalState, ProposalEvent>[] = [
  { from: 'new', event: 'refuse', to: 'refused' },
  { from: 'new', event: 'shadow', to: 'shadowed' },
  { from: 'new', event: 'advise', to: 'advised' },
  { from: 'new', event: 'await-approval', to: 'awaiting-approval' },
  { from: 'new', event: 'open-window', to: 'veto-window' },
  { from: 'new', event: 'execute', to: 'authorised' },
  {
    from: 'awaiting-approval',
    event: 'approve',
    to: 'authorised',
    guard: 'revision hash as seen; approver ≠ author; before approvalUntil',
  },
  {
    from: 'awaiting-approval',
    event: 'edit',
    to: 'awaiting-approval',
    guard: 'same action type; gate again; the editor is the new author',
  },
  { from: 'awaiting-approval', event: 'reject', to: 'rejected', guard: 'before approvalUntil' },
  { from: 'awaiting-approval', event: 'expire', to: 'expired', guard: 'after approvalUntil' },
  { from: 'veto-window', event: 'veto', to: 'vetoed', guard: 'before the window closes' },
  { from: 'veto-window', event: 'approve', to: 'authorised', guard: 'revision hash as seen; approver ≠ author' },
  { from: 'veto-window', event: 'close-window', to: 'authorised', guard: 'after the window closes; gate again' },
  { from: 'veto-window', event: 'refuse', to: 'refused', guard: 'the gate no longer lets it leave' },
];

export type EffectState =
  | 'intended'
  | 'claimed'
  | 'verified'
  | 'clamped'
  | 'accepted'
  | 'rejected'
  | 'refused'
  | 'expired'
  | 'unknown';

export type EffectEvent = 'claim' | 'verify' | 'clamp' | 'accept' | 'reject' | 'refuse' | 'expire' | 'lose-sight';

/**
 * ```
 * intended ─claim─▶ claimed ─┬─▶ verified | clamped | accepted | rejected   (read back)
 *     │                      ├─▶ refused | expired                         (nothing left)
 *     └─▶ refused | expired  └─▶ unknown ─┬─▶ verified | clamped | rejected (read back under the same key)
 *                                ▲        ├─▶ expired                      (absent, too late to send)
 *                                └─claim──┘                                (absent: gate again, new fence)
 * ```
 */
export const effectTable: readonly Transition<EffectState, EffectEvent>[] = [
  {
    from: 'intended',
    event: 'claim',
    to: 'claimed',
    guard: 'lane held; fence grows; before notAfter; counters reserved',
  },
  { from: 'intended', event: 'refuse', to: 'refused' },
  { from: 'intended', event: 'expire', to: 'expired', guard: 'after notAfter' },
  { from: 'claimed', event: 'verify', to: 'verified', guard: 'read back as asked' },
  { from: 'claimed', event: 'clamp', to: 'clamped', guard: 'read back, another value' },
  { from: 'claimed', event: 'accept', to: 'accepted', guard: 'a sink without read-back' },
  { from: 'claimed', event: 'reject', to: 'rejected', guard: 'the sink said no' },
  { from: 'claimed', event: 'refuse', to: 'refused', guard: 'the gate said no before the send' },
  { from: 'claimed', event: 'expire', to: 'expired', guard: 'after notAfter, before the send' },
  { from: 'claimed', event: 'lose-sight', to: 'unknown', guard: 'time-out, or the process that claimed it is gone' },
  { from: 'unknown', event: 'verify', to: 'verified' },
  { from: 'unknown', event: 'clamp', to: 'clamped' },
  { from: 'unknown', event: 'reject', to: 'rejected' },
  {
    from: 'unknown',
    event: 'refuse',
    to: 'refused',
    guard: 'absent at a sink that honours the key, and the gate says no',
  },
  { from: 'unknown', event: 'expire', to: 'expired', guard: 'absent at a sink that honours the key, after notAfter' },
  { from: 'unknown', event: 'claim', to: 'claimed', guard: 'absent at a sink that honours the key, before notAfter' },
];

export const terminalEffectStates = terminals(effectTable);

/** Success evidence may come of these alone. */
export const settledInThePlant: readonly EffectState[] = ['verified', 'clamped', 'accepted'];

export function effectAfter(state: EffectState, event: EffectEvent): EffectState | null {
  return next(effectTable, state, event);
}

export function proposalAfter(state: ProposalState, event: ProposalEvent): ProposalState | null {
  return next(proposalTable, state, event);
}

export type RunState = 'queued' | 'leased' | 'done' | 'failed';

/** `open` waits for its sample or its time; `offered` has what it needs and waits to be judged. */
export type OutcomeState = 'open' | 'offered' | 'achieved' | 'missed' | 'critical' | 'unjudged';
