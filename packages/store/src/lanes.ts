/** Lanes: which process dispatches the acts of a line. Leases are in process time, by the database's clock. */

import type { LanesPort } from '@andon/core';
import type { Database } from './database.ts';
import { untilUndisturbed } from './optimism.ts';
import { statement } from './sql.ts';

export function lanesOn(database: Database): LanesPort {
  return {
    async hold(line, holder, leaseMs) {
      // Nothing is answered when the line's first row was just made by another: look again.
      const row = await untilUndisturbed('lanes.hold', () => database.row(hold, { line, holder, lease_ms: leaseMs }));
      if (row.token === null) return { kind: 'busy', holder: row.holder as string };
      return { kind: 'held', token: row.token as number };
    },

    async release(line, holder) {
      await database.rows(release, { line, holder });
    },
  };
}

const hold = statement(
  'lanes.hold',
  { line: 'text', holder: 'text', lease_ms: 'bigint' },
  `
  with taken as (
    insert into lane as l (line, holder, token, lease_until)
    values (@line, @holder, 1, clock_timestamp() + @lease_ms * interval '1 millisecond')
    on conflict (line) do update
      set token = l.token + case when l.holder = excluded.holder then 0 else 1 end,
        holder = excluded.holder,
        lease_until = clock_timestamp() + @lease_ms * interval '1 millisecond'
      where l.holder = excluded.holder or l.lease_until <= clock_timestamp()
    returning l.holder, l.token
  )
  select holder, token from taken
  union all
  select l.holder, null from lane l
  where l.line = @line and l.holder <> @holder and not exists (select from taken)`,
);

/** Keeps holder and token: who comes back changes nothing, who comes next is another. */
const release = statement(
  'lanes.release',
  { line: 'text', holder: 'text' },
  `update lane set lease_until = '-infinity' where line = @line and holder = @holder`,
);
