/**
 * Sealing: gives each event its place in the chain.
 *
 * Events are inserted by many transactions, and one that began early may commit late. So a seal's place is given after
 * the commit: the sealer takes whatever it sees that has no seal. To look only where that can be, it keeps a *horizon*:
 * every transaction before it had ended when all that was visible was sealed, so nothing of theirs can appear any more.
 */

import { appendLeaf, eventBody, frontierOf, hashOfSeal, leafHash, sealText, type TreeFrontier } from '@andon/core';
import { eventColumns, toEvent } from './audit-row.ts';
import type { Connection, Database, Row } from './database.ts';
import { of, statement } from './sql.ts';

/** Events sealed in one transaction, at most. */
const batchSize = 1_000;

/** @param most events, at most; all that are there where it is not given */
export async function seal(database: Database, most = Number.POSITIVE_INFINITY): Promise<number> {
  let sealed = 0;
  while (sealed < most) {
    const limit = Math.min(batchSize, most - sealed);
    const batch = await database.transaction('begin isolation level read committed', (connection) =>
      sealBatch(connection, limit),
    );
    sealed += batch;
    if (batch < limit) break;
  }
  return sealed;
}

async function sealBatch(connection: Connection, limit: number): Promise<number> {
  await connection.rows(becomeSealer, {});
  const [state] = (await connection.rows(readState, {})) as [Row];
  // A horizon counts the transactions of one server: in a record that was moved to another, look at everything once.
  const moved = state.system_identifier !== state.own_identifier;
  const horizon = moved ? '0' : (state.horizon as string);
  const [found] = (await connection.rows(unsealed, { horizon, limit })) as [Row];
  const events = (found.events as Row[]).map(toEvent);

  let hash = state.last_hash as string;
  let seq = state.last_seq as number;
  let tree: TreeFrontier = { size: state.tree_size as number, nodes: state.tree_nodes as string[] };
  // The tree of an older record is grown by its first checkpoint; sealing does not wait for that.
  const growsTree = tree.size === seq;
  if (growsTree) tree = frontierOf(tree.size, tree.nodes);
  const hashes: string[] = [];
  for (const event of events) {
    seq += 1;
    const text = sealText(hash, seq, eventBody(event));
    hash = hashOfSeal(text);
    hashes.push(hash);
    if (growsTree) tree = appendLeaf(tree, leafHash(text));
  }
  const full = events.length === limit;
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
    tree_size: tree.size,
    tree_nodes: tree.nodes,
  });
  return events.length;
}

/** Waits for the other sealer. A statement of its own: what follows must see what that one committed. */
export const becomeSealer = statement(
  'audit.becomeSealer',
  {},
  `select pg_advisory_xact_lock(hashtextextended('andon.seal:' || current_schema, 0))`,
);

const readState = statement(
  'audit.readState',
  {},
  `
  select s.last_seq, s.last_hash, s.horizon, s.tree_size, s.tree_nodes, s.system_identifier,
    c.system_identifier::text as own_identifier
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
    tree_size: 'bigint',
    tree_nodes: 'text[]',
  },
  `
  with sealed as (
    insert into audit_seal (seq, event_id, hash)
    select @after_seq + place, id, hash from unnest(@ids, @hashes) with ordinality as n(id, hash, place)
  )
  update sealer_state
  set last_seq = @last_seq, last_hash = @last_hash, horizon = @horizon::xid8, system_identifier = @system_identifier,
    tree_size = @tree_size, tree_nodes = @tree_nodes`,
);

export const sealedPage = statement(
  'audit.sealedPage',
  { after_seq: 'bigint', limit: 'int' },
  `
  select s.seq, s.hash, ${of('e', eventColumns)}
  from audit_seal s left join audit_event e on e.id = s.event_id
  where s.seq > @after_seq order by s.seq limit @limit`,
);
