/**
 * The audit trail: events, and the seals that chain them.
 *
 * Events are inserted by many transactions, and one that began early may commit late. So a seal's place is given after
 * the commit: the sealer takes whatever it sees that has no seal. To look only where that can be, it keeps a *horizon*:
 * every transaction before it had ended when all that was visible was sealed, so nothing of theirs can appear any more.
 */

import { type AuditEvent, type AuditPort, type AuditReport, chainStart, type SealedEvent, sealHash } from '@andon/core';
import type { Connection, Database, Row } from './database.ts';
import { insertEvent, stampParameters, stampValues } from './events.ts';
import { of, statement } from './sql.ts';

/** Events sealed in one transaction, at most. */
const batchSize = 1_000;
/** Events read at once while verifying. */
const pageSize = 2_000;

const eventColumns = ['id', 'type', 'plant_ms', 'wall_ms', 'actor', 'scope', 'refs', 'data'] as const;

function toEvent(row: Row): AuditEvent {
  const { id, type, actor, scope, refs, data } = row;
  return { id, type, at: { plantMs: row.plant_ms, wallMs: row.wall_ms }, actor, scope, refs, data } as AuditEvent;
}

export function auditOn(database: Database): AuditPort {
  return {
    async seal() {
      let sealed = 0;
      for (;;) {
        const batch = await database.transaction('begin isolation level read committed', sealBatch);
        sealed += batch;
        if (batch < batchSize) return sealed;
      }
    },

    async verify() {
      return await database.transaction('begin isolation level repeatable read read only', verify);
    },

    async list(afterSeq, limit) {
      const rows = await database.rows(list, { after_seq: afterSeq, limit });
      return rows.map((row) => ({ ...toEvent(row), seq: row.seq, hash: row.hash }) as SealedEvent);
    },

    async head() {
      const row = await database.row(head, {});
      return row?.last_seq as number;
    },

    async note({ id, type, at, actor, scope, refs, data }) {
      const row = await database.row(note, { id, type, actor, scope, refs, data, ...stampValues(at) });
      if (row) database.wrote();
    },
  };
}

async function sealBatch(connection: Connection): Promise<number> {
  await connection.rows(becomeSealer, {});
  const [state] = (await connection.rows(readState, {})) as [Row];
  // A horizon counts the transactions of one server: in a record that was moved to another, look at everything once.
  const moved = state.system_identifier !== state.own_identifier;
  const horizon = moved ? '0' : (state.horizon as string);
  const [found] = (await connection.rows(unsealed, { horizon, limit: batchSize })) as [Row];
  const events = (found.events as Row[]).map(toEvent);

  let hash = state.last_hash as string;
  let seq = state.last_seq as number;
  const hashes: string[] = [];
  for (const event of events) {
    seq += 1;
    hash = sealHash(hash, seq, event);
    hashes.push(hash);
  }
  const full = events.length === batchSize;
  const next = full ? horizon : (found.xmin as string);
  // An idle record is written nothing to.
  if (events.length === 0 && next === horizon && !moved) return 0;
  await connection.rows(writeSeals, {
    after_seq: state.last_seq as number,
    ids: events.map(({ id }) => id),
    hashes,
    last_seq: seq,
    last_hash: hash,
    horizon: next,
    system_identifier: state.own_identifier as string,
  });
  return events.length;
}

/** Stops at the first place that does not hold. */
async function verify(connection: Connection): Promise<AuditReport> {
  const [counts] = (await connection.rows(countAll, {})) as [Row];
  const events = counts.events as number;
  const sealed = counts.sealed as number;
  const bad = (firstBad: number): AuditReport => ({ events, sealed, verified: false, firstBad });

  let hash = chainStart;
  let seq = 0;
  for (;;) {
    const page = await connection.rows(sealedPage, { after_seq: seq, limit: pageSize });
    for (const row of page) {
      if (row.seq !== seq + 1 || row.id === null) return bad(seq + 1);
      seq += 1;
      hash = sealHash(hash, seq, toEvent(row));
      if (hash !== row.hash) return bad(seq);
    }
    if (page.length < pageSize) break;
  }
  // Seals cut off at the end leave a chain that holds; the sealer knows how far it was.
  if (counts.last_seq !== seq || counts.last_hash !== hash) return bad(Math.min(seq, counts.last_seq as number) + 1);
  return { events, sealed, verified: events === sealed, firstBad: null };
}

/** Waits for the other sealer. A statement of its own: what follows must see what that one committed. */
const becomeSealer = statement(
  'audit.becomeSealer',
  {},
  `select pg_advisory_xact_lock(hashtextextended('andon.seal:' || current_schema, 0))`,
);

const readState = statement(
  'audit.readState',
  {},
  `
  select s.last_seq, s.last_hash, s.horizon, s.system_identifier, c.system_identifier::text as own_identifier
  from sealer_state s, pg_control_system() c`,
);

/** One statement, so that what it sees and the oldest transaction still running are of one moment. */
const unsealed = statement(
  'audit.unsealed',
  { horizon: 'text', limit: 'int' },
  `
  select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
    (select coalesce(json_agg(found), '[]') from (
      select ${of('e', eventColumns)} from audit_event e
      where e.xid >= @horizon::xid8
        and not exists (select from audit_seal s where s.event_id = e.id)
      order by e.n limit @limit
    ) found) as events`,
);

const writeSeals = statement(
  'audit.writeSeals',
  {
    after_seq: 'bigint',
    ids: 'text[]',
    hashes: 'text[]',
    last_seq: 'bigint',
    last_hash: 'text',
    horizon: 'text',
    system_identifier: 'text',
  },
  `
  with sealed as (
    insert into audit_seal (seq, event_id, hash)
    select @after_seq + place, id, hash from unnest(@ids, @hashes) with ordinality as n(id, hash, place)
  )
  update sealer_state
  set last_seq = @last_seq, last_hash = @last_hash, horizon = @horizon::xid8, system_identifier = @system_identifier`,
);

const countAll = statement(
  'audit.countAll',
  {},
  `
  select (select count(*) from audit_event) as events, (select count(*) from audit_seal) as sealed,
    s.last_seq, s.last_hash
  from sealer_state s`,
);

const sealedPage = statement(
  'audit.sealedPage',
  { after_seq: 'bigint', limit: 'int' },
  `
  select s.seq, s.hash, ${of('e', eventColumns)}
  from audit_seal s left join audit_event e on e.id = s.event_id
  where s.seq > @after_seq order by s.seq limit @limit`,
);

const list = statement(
  'audit.list',
  { after_seq: 'bigint', limit: 'int' },
  `
  select s.seq, s.hash, ${of('e', eventColumns)}
  from audit_seal s join audit_event e on e.id = s.event_id
  where s.seq > @after_seq order by s.seq limit @limit`,
);

const head = statement('audit.head', {}, `select last_seq from sealer_state`);

const note = statement(
  'audit.note',
  {
    id: 'text',
    type: 'text',
    actor: 'jsonb',
    scope: 'text',
    refs: 'jsonb',
    data: 'json',
    ...stampParameters,
  },
  `
  ${insertEvent} values (@id, @type, @plant_ms, @wall_ms, @actor, @scope, @refs, @data)
  on conflict (id) do nothing
  returning id`,
);
