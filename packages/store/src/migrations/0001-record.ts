/**
 * The record. Plant times are ms since the epoch; what is only stored and told again is `json`, which keeps every
 * character (`jsonb` would refuse some strings). Partial indexes hold what is still to do, so that asking for it stays
 * cheap however long the history.
 */

export const record = `
create table agent (
  id text primary key,
  scope text not null,
  vertical text not null,
  version text not null,
  fingerprint text not null,
  -- How often it was replaced by another version of itself.
  changes int not null default 0,
  n bigint generated always as identity
);

create table grant_counter (
  agent_id text primary key,
  revision bigint not null
);

-- Every grant ever signed.
create table signed_grant (
  id text primary key,
  agent_id text not null,
  scope text not null,
  action_type text not null,
  risk_class text not null,
  level text not null,
  fingerprint text not null,
  revision bigint not null,
  signed_by json not null,
  reason text not null,
  not_after_ms bigint not null,
  unique (agent_id, revision)
);

-- The one that counts.
create table current_grant (
  agent_id text not null,
  scope text not null,
  action_type text not null,
  risk_class text not null,
  grant_id text not null references signed_grant,
  revision bigint not null,
  primary key (agent_id, scope, action_type, risk_class)
);

create table run (
  id text primary key,
  agent_id text not null,
  vertical text not null,
  fingerprint text not null,
  trigger_key text not null,
  plant_ms bigint not null,
  observation json not null,
  state text not null,
  ended boolean not null default false,
  attempts int not null default 0,
  wake int not null default 0,
  lease_token bigint not null default 0,
  lease_holder text,
  lease_until timestamptz,
  error json,
  n bigint generated always as identity,
  unique (agent_id, trigger_key)
);
create index run_not_ended on run (n) where not ended;

create table proposal (
  id text primary key,
  run_id text not null references run,
  agent_id text not null,
  revision int not null,
  revision_hash text not null,
  author json not null,
  action_type text not null,
  risk_class text not null,
  params json not null,
  command json not null,
  reasons json not null,
  evidence json not null,
  expected json not null,
  created_ms bigint not null,
  not_after_ms bigint not null,
  approval_until_ms bigint not null,
  decided_by_role text not null,
  verdict json not null,
  -- Of a veto window.
  closes_at_ms bigint,
  state text not null,
  stop_epoch bigint not null,
  grant_id text,
  n bigint generated always as identity
);
create index proposal_of_run on proposal (run_id, n);
create index proposal_latest on proposal (n);
create index proposal_awaiting on proposal (approval_until_ms) where state = 'awaiting-approval';
create index proposal_window on proposal (closes_at_ms) where state = 'veto-window';

create table decision (
  id text primary key,
  proposal_id text not null references proposal,
  kind text not null,
  revision_hash text not null,
  by json not null,
  reason text not null,
  plant_ms bigint not null,
  wall_ms bigint not null,
  -- Why it did not count, so that the same decision told again is answered the same.
  refused text,
  n bigint generated always as identity
);
create index decision_of_proposal on decision (proposal_id, n);

create table effect (
  id text primary key,
  proposal_id text not null references proposal,
  agent_id text not null,
  action_type text not null,
  risk_class text not null,
  params json not null,
  revision_hash text not null,
  line text not null,
  asset text not null,
  target text not null,
  value json,
  material text,
  material_key text not null generated always as (coalesce('=' || material, '')) stored,
  grant_id text not null,
  grant_revision bigint not null,
  authorisation json not null,
  intended_ms bigint not null,
  not_after_ms bigint not null,
  state text not null,
  terminal boolean not null default false,
  fence bigint not null default 0,
  claimed_by text,
  claimed_ms bigint,
  wake int not null default 0,
  because json,
  before json,
  after json,
  needs_person boolean not null default false,
  settled_ms bigint,
  -- Order of intent.
  seq bigint generated always as identity unique
);
create index effect_unsettled on effect (seq) where not terminal;
create index effect_of_line on effect (line, seq) where not terminal;
create index effect_deadline on effect (not_after_ms) where not terminal and not needs_person;
create index effect_acts on effect (agent_id, action_type, asset, claimed_ms) where claimed_ms is not null;
create index effect_acts_of_material on effect (agent_id, action_type, asset, material_key, claimed_ms)
  where claimed_ms is not null;
create index effect_state on effect (state);
create index effect_of_proposal on effect (proposal_id);

-- Grows with every claim of an effect of the asset; the row's lock orders the claims.
create table asset_fence (
  asset text primary key,
  fence bigint not null
);

create table outcome (
  effect_id text primary key references effect,
  agent_id text not null,
  tag text,
  material text,
  due_ms bigint not null,
  horizon_ms bigint not null,
  -- The plant time at which it is judged without a sample.
  ripe_ms bigint not null generated always as
    (case when tag is null then least(due_ms, horizon_ms + 1) else horizon_ms + 1 end) stored,
  state text not null,
  sample json,
  finding json,
  judged_ms bigint,
  wake int not null default 0,
  n bigint generated always as identity
);
create index outcome_waiting on outcome (tag, material) where state = 'open' and tag is not null;
create index outcome_ripe on outcome (ripe_ms) where state = 'open';
create index outcome_horizon on outcome (horizon_ms) where state = 'open';
create index outcome_offered on outcome (n) where state = 'offered';
create index outcome_latest on outcome (n);
create index outcome_state on outcome (state);

create table stop_counter (
  singleton boolean primary key default true check (singleton),
  epoch bigint not null
);
insert into stop_counter (epoch) values (0);

create table stop (
  id text primary key,
  scope text not null,
  epoch bigint not null unique,
  pressed_by json not null,
  pressed_plant_ms bigint not null,
  pressed_wall_ms bigint not null,
  reason text not null,
  latched boolean not null default true,
  reset_by json,
  reset_plant_ms bigint,
  reset_wall_ms bigint,
  reset_cause text,
  reset_reason text
);
create unique index stop_latched on stop (scope) where latched;

create table scope_epoch (
  scope text primary key,
  epoch bigint not null
);

create table lane (
  line text primary key,
  holder text not null,
  token bigint not null,
  lease_until timestamptz not null
);

-- Who acts on a snapshot of stops and grants, until when, and how new it is.
create table gateway (
  holder text primary key,
  lease_until timestamptz not null,
  seen_epoch bigint not null
);

create table audit_event (
  id text primary key,
  type text not null,
  plant_ms bigint not null,
  wall_ms bigint not null,
  actor jsonb not null,
  scope text,
  refs jsonb not null,
  data json not null,
  xid xid8 not null default pg_current_xact_id(),
  n bigint generated always as identity
);
create index audit_event_xid on audit_event (xid);

create table audit_seal (
  seq bigint primary key,
  event_id text not null unique,
  hash text not null
);

create table sealer_state (
  singleton boolean primary key default true check (singleton),
  last_seq bigint not null,
  last_hash text not null,
  -- Every event of a transaction before this one is sealed.
  horizon xid8 not null,
  -- Of the server whose transactions the horizon counts.
  system_identifier text not null
);
insert into sealer_state (last_seq, last_hash, horizon, system_identifier) values (0, repeat('0', 64), '0', '');

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: the audit trail only grows', tg_op, tg_table_name using errcode = '42501';
end
$$;
create trigger audit_event_only_grows before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger audit_seal_only_grows before update or delete or truncate on audit_seal
  for each statement execute function refuse_change();
`;
