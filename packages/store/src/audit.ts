/**
 * The audit trail: what may be asked of it, and whether it holds. How events get their places is in `sealing.ts`, what
 * signs them in `checkpoints.ts`.
 */

import {
  type AuditPort,
  type AuditReport,
  appendLeaf,
  chainStart,
  claimedCheckpoint,
  emptyFrontier,
  eventBody,
  frontierRoot,
  hashOfSeal,
  leafHash,
  sealText,
  type TreeFrontier,
} from '@andon/core';
import { eventColumns, toEvent, toSealed } from './audit-row.ts';
import { checkpointPage, latestCheckpoint, listCheckpoints, makeCheckpoint } from './checkpoints.ts';
import type { Connection, Database, Row } from './database.ts';
import { insertEvent, stampParameters, stampValues } from './events.ts';
import { seal, sealedPage } from './sealing.ts';
import { of, statement } from './sql.ts';

/** Events read at once while verifying. */
const pageSize = 2_000;

export function auditOn(database: Database): AuditPort {
  return {
    seal: (most) => seal(database, most),
    checkpoint: (making) => makeCheckpoint(database, making),
    checkpoints: (afterSize, limit) => listCheckpoints(database, afterSize, limit),
    lastCheckpoint: () => latestCheckpoint(database),

    async verify() {
      return await database.transaction('begin isolation level repeatable read read only', verify);
    },

    async list(afterSeq, limit) {
      return (await database.rows(list, { after_seq: afterSeq, limit })).map(toSealed);
    },

    async find(id) {
      const row = await database.row(find, { id });
      return row ? toSealed(row) : null;
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

/** Stops at the first place that does not hold. */
async function verify(connection: Connection): Promise<AuditReport> {
  const [counts] = (await connection.rows(countAll, {})) as [Row];
  const events = counts.events as number;
  const sealed = counts.sealed as number;
  const bad = (firstBad: number): AuditReport => ({ events, sealed, verified: false, firstBad });

  let hash = chainStart;
  let seq = 0;
  let tree: TreeFrontier = emptyFrontier;
  for (;;) {
    const page = await connection.rows(sealedPage, { after_seq: seq, limit: pageSize });
    const checkpoints = await rootsAfter(connection, seq);
    for (const row of page) {
      if (row.seq !== seq + 1 || row.id === null) return bad(seq + 1);
      seq += 1;
      const text = sealText(hash, seq, eventBody(toEvent(row)));
      hash = hashOfSeal(text);
      if (hash !== row.hash) return bad(seq);
      tree = appendLeaf(tree, leafHash(text));
      if (checkpoints.has(seq) && checkpoints.get(seq) !== frontierRoot(tree)) return bad(seq);
      if (seq === counts.tree_size && !isTree(tree, counts)) return bad(seq);
    }
    if (page.length < pageSize) break;
  }
  // Seals cut off at the end leave a chain that holds; the sealer and the checkpoints know how far it was.
  if (counts.last_seq !== seq || counts.last_hash !== hash) return bad(Math.min(seq, counts.last_seq as number) + 1);
  if ((counts.tree_size as number) > seq || (counts.signed as number) > seq) return bad(seq + 1);
  return { events, sealed, verified: events === sealed, firstBad: null };
}

/** What each checkpoint of the next page says of its events; `null` of one that says nothing. */
async function rootsAfter(connection: Connection, seq: number): Promise<ReadonlyMap<number, string | null>> {
  const rows = await connection.rows(checkpointPage, { after_size: seq, limit: pageSize });
  return new Map(
    rows.map(({ size, note: signed }) => {
      const claimed = claimedCheckpoint(signed as string);
      return [size as number, claimed && claimed.size === size ? claimed.root : null];
    }),
  );
}

function isTree({ nodes }: TreeFrontier, { tree_nodes }: Row): boolean {
  return nodes.join() === (tree_nodes as string[]).join();
}

const countAll = statement(
  'audit.countAll',
  {},
  `
  select (select count(*) from audit_event) as events, (select count(*) from audit_seal) as sealed,
    (select coalesce(max(size), 0) from audit_checkpoint) as signed,
    s.last_seq, s.last_hash, s.tree_size, s.tree_nodes
  from sealer_state s`,
);

const list = statement(
  'audit.list',
  { after_seq: 'bigint', limit: 'int' },
  `
  select s.seq, s.hash, ${of('e', eventColumns)}
  from audit_seal s join audit_event e on e.id = s.event_id
  where s.seq > @after_seq order by s.seq limit @limit`,
);

const find = statement(
  'audit.find',
  { id: 'text' },
  `
  select s.seq, s.hash, ${of('e', eventColumns)}
  from audit_seal s join audit_event e on e.id = s.event_id
  where s.event_id = @id`,
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
