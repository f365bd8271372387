/** What is still to do. Asked often, so each question is one statement over partial indexes. */

import type { AgendaPort } from '@andon/core';
import type { Database } from './database.ts';
import { statement } from './sql.ts';

export function agendaOn(database: Database): AgendaPort {
  return {
    async unsettled(nowMs) {
      const row = await database.row(unsettled, { now_ms: nowMs });
      return row?.many as number;
    },

    async nextDue(nowMs) {
      const row = await database.row(nextDue, { now_ms: nowMs });
      return (row?.due_ms ?? null) as number | null;
    },
  };
}

const unsettled = statement(
  'agenda.unsettled',
  { now_ms: 'bigint' },
  `
  select
    (select count(*) from run where not ended)
    + (select count(*) from effect where not terminal and not needs_person)
    + (select count(*) from outcome where state = 'offered')
    + (select count(*) from outcome where state = 'open' and ripe_ms <= @now_ms)
    + (select count(*) from proposal where state = 'awaiting-approval' and approval_until_ms < @now_ms)
    + (select count(*) from proposal where state = 'veto-window' and closes_at_ms <= @now_ms) as many`,
);

/** A time after which something is too late is due one millisecond later: the first at which it can be ended. */
const nextDue = statement(
  'agenda.nextDue',
  { now_ms: 'bigint' },
  `
  select least(
    (select min(not_after_ms) + 1 from effect where not terminal and not needs_person and not_after_ms >= @now_ms),
    (select min(approval_until_ms) + 1 from proposal
      where state = 'awaiting-approval' and approval_until_ms >= @now_ms),
    (select min(closes_at_ms) from proposal where state = 'veto-window' and closes_at_ms > @now_ms),
    (select min(ripe_ms) from outcome where state = 'open' and ripe_ms > @now_ms),
    -- Judged by time, but not to be told yet: at its horizon at the latest.
    (select min(horizon_ms) + 1 from outcome where state = 'open' and horizon_ms >= @now_ms)
  ) as due_ms`,
);
