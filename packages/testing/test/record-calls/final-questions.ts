/** Everything that can be asked, for the end of a sequence. */

import { signForTest } from './audit.ts';
import { type Call, call } from './call.ts';
import { endedStates, openStates } from './pages.ts';
import { longMs } from './pools.ts';

export function finalQuestions(nowMs: number, runIds: readonly string[]): Call[] {
  return [
    call('agents', 'list'),
    call('grants', 'list'),
    call('proposals', 'latest', 1_000),
    call('proposals', 'open'),
    call('proposals', 'windowsDue', nowMs),
    call('proposals', 'approvalsDue', nowMs),
    call('proposals', 'page', openStates, { before: null, limit: 1_000 }),
    call('proposals', 'page', endedStates, { before: null, limit: 1_000 }),
    call('runs', 'page', { before: null, limit: 1_000 }),
    ...runIds.map((id) => call('runs', 'whole', id)),
    call('effects', 'latest', 1_000),
    call('effects', 'unsettled'),
    call('effects', 'count'),
    call('outcomes', 'latest', 1_000),
    call('outcomes', 'count'),
    call('evidence', 'list'),
    call('stops', 'active'),
    call('agenda', 'unsettled', nowMs),
    call('agenda', 'nextDue', nowMs),
    call('audit', 'verify'),
    call('audit', 'seal'),
    call('audit', 'verify'),
    call('audit', 'head'),
    call('audit', 'list', 0, 10_000),
    call('audit', 'checkpoint', { origin: 'acme/a', sign: signForTest, wallMs: nowMs }),
    call('audit', 'checkpoints', 0, 10_000),
    call('audit', 'lastCheckpoint'),
    call('audit', 'verify'),
    call('authority', 'renew', 'the-end', longMs),
    call('authority', 'unaware', 1_000, 'nobody'),
    call('authority', 'unawareOfGrant', { agentId: 'agt_1', revision: 1_000 }, 'nobody'),
  ];
}
