/**
 * Checkpoints: what is sealed, signed.
 *
 * One is made in a transaction of its own, right after sealing. A crash in between leaves seals that no checkpoint covers
 * yet; the next one does. And what is signed was committed before, so that no two checkpoints of different events can come
 * of a commit that was lost: a copy that somebody keeps outside stays true.
 */

import {
  AndonError,
  appendLeaf,
  type Checkpoint,
  type CheckpointMaking,
  chainStart,
  claimedCheckpoint,
  eventBody,
  frontierOf,
  frontierRoot,
  hashOfSeal,
  leafHash,
  type SignedCheckpoint,
  sealText,
  type TreeFrontier,
} from '@andon/core';
import { toEvent } from './audit-row.ts';
import type { Connection, Database, Row } from './database.ts';
import { becomeSealer, sealedPage } from './sealing.ts';
import { statement } from './sql.ts';

const begin = 'begin isolation level read committed';
/** Events that the tree of an older record grows by in one transaction, at most. */
const pageSize = 2_000;

/** `null` when nothing was sealed since the last one. */
export async function makeCheckpoint(database: Database, making: CheckpointMaking): Promise<SignedCheckpoint | null> {
  for (;;) {
    const made = await database.transaction(begin, (connection) => signOrGrow(connection, making));
    if (made !== 'grew') return made;
  }
}

/** Sealing goes on between two pages: it does not wait for the tree of an older record. */
async function signOrGrow(
  connection: Connection,
  { origin, sign, wallMs }: CheckpointMaking,
): Promise<SignedCheckpoint | null | 'grew'> {
  await connection.rows(becomeSealer, {});
  const [state] = (await connection.rows(readTree, {})) as [Row];
  const tree = frontierOf(state.tree_size as number, state.tree_nodes as string[]);
  const latest = state.note === null ? null : claimedCheckpoint(state.note as string);
  if (tree.size < (state.last_seq as number)) {
    await grow(connection, tree);
    return 'grew';
  }
  if (tree.size === (latest?.size ?? 0)) return null;
  // A record keeps the origin it began with: another name would be another log.
  const checkpoint: Checkpoint = { origin: latest?.origin ?? origin, size: tree.size, root: frontierRoot(tree) };
  const note = sign(checkpoint);
  await connection.rows(insertCheckpoint, { size: tree.size, note, wall_ms: wallMs });
  return { size: tree.size, note, wallMs };
}

/** @throws AndonError('audit.broken') where the chain does not hold: what is not as it was sealed is never signed */
async function grow(connection: Connection, { size, nodes }: TreeFrontier): Promise<void> {
  const [before] = await connection.rows(hashAt, { seq: size });
  let hash = (before?.hash as string | undefined) ?? chainStart;
  let tree: TreeFrontier = { size, nodes };
  for (const row of await connection.rows(sealedPage, { after_seq: size, limit: pageSize })) {
    const seq = tree.size + 1;
    if (row.seq !== seq || row.id === null) throw new AndonError('audit.broken', { seq });
    const sealed = sealText(hash, seq, eventBody(toEvent(row)));
    hash = hashOfSeal(sealed);
    if (hash !== row.hash) throw new AndonError('audit.broken', { seq });
    tree = appendLeaf(tree, leafHash(sealed));
  }
  if (tree.size === size) throw new AndonError('audit.broken', { seq: size + 1 });
  await connection.rows(keepTree, { tree_size: tree.size, tree_nodes: tree.nodes });
}

export async function listCheckpoints(
  database: Database,
  afterSize: number,
  limit: number,
): Promise<readonly SignedCheckpoint[]> {
  return (await database.rows(checkpointPage, { after_size: afterSize, limit })).map(toCheckpoint);
}

export async function latestCheckpoint(database: Database): Promise<SignedCheckpoint | null> {
  const row = await database.row(latest, {});
  return row ? toCheckpoint(row) : null;
}

function toCheckpoint({ size, note, wall_ms }: Row): SignedCheckpoint {
  return { size, note, wallMs: wall_ms } as SignedCheckpoint;
}

const readTree = statement(
  'checkpoints.readTree',
  {},
  `
  select s.last_seq, s.tree_size, s.tree_nodes, c.note
  from sealer_state s left join lateral (select note from audit_checkpoint order by size desc limit 1) c on true`,
);

const hashAt = statement('checkpoints.hashAt', { seq: 'bigint' }, `select hash from audit_seal where seq = @seq`);

const keepTree = statement(
  'checkpoints.keepTree',
  { tree_size: 'bigint', tree_nodes: 'text[]' },
  `update sealer_state set tree_size = @tree_size, tree_nodes = @tree_nodes`,
);

const insertCheckpoint = statement(
  'checkpoints.insert',
  { size: 'bigint', note: 'text', wall_ms: 'bigint' },
  `insert into audit_checkpoint (size, note, wall_ms) values (@size, @note, @wall_ms)`,
);

export const checkpointPage = statement(
  'checkpoints.page',
  { after_size: 'bigint', limit: 'int' },
  `select size, note, wall_ms from audit_checkpoint where size > @after_size order by size limit @limit`,
);

const latest = statement(
  'checkpoints.latest',
  {},
  `select size, note, wall_ms from audit_checkpoint order by size desc limit 1`,
);
