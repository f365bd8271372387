/**
 * The Merkle tree over the sealed events, as far as it was grown, and the checkpoints that sign it.
 *
 * A record of before has a tree of no events yet: the first checkpoint grows it over what is sealed.
 */

export const checkpoints = `
alter table sealer_state
  add column tree_size bigint not null default 0,
  -- Roots of its perfect subtrees, the largest first.
  add column tree_nodes text[] not null default '{}';

create table audit_checkpoint (
  -- Events that it covers.
  size bigint primary key,
  -- As it was signed.
  note text not null,
  wall_ms bigint not null
);
create trigger audit_checkpoint_only_grows before update or delete or truncate on audit_checkpoint
  for each statement execute function refuse_change();
`;
