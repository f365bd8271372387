/**
 * Evidence, grants that can be lowered, and outcomes of proposals.
 *
 * A grant of before was signed by nobody's key, so it gets a signature that never holds: it is worth nothing until it is
 * signed again. An outcome of before is of its effect, and keeps that id.
 */

export const evidence = `
alter table signed_grant
  add column basis json not null default '{"kind":"commissioning"}',
  add column signature json not null default '{"keyId":"","value":""}',
  -- Of its fingerprint, up to now.
  add column demotions int not null default 0,
  -- How far it was lowered since it was signed.
  add column lowered_to text,
  add column lowered_because json,
  add column lowered_by json,
  add column lowered_ms bigint;
alter table signed_grant alter column basis drop default, alter column signature drop default;

alter table outcome drop constraint outcome_effect_id_fkey;
alter table outcome rename column effect_id to id;
alter table outcome
  add column proposal_id text references proposal,
  -- Null when it judges what was proposed, executed or not; then its id is the proposal's.
  add column effect_id text references effect,
  add column evidence json;
update outcome o set effect_id = o.id, proposal_id = e.proposal_id from effect e where e.id = o.id;
alter table outcome alter column proposal_id set not null;
create index outcome_unjudged on outcome (agent_id) where state in ('open', 'offered');

-- What was counted, per trial of a fingerprint. In the order in which it is listed, wherever the server stands.
create table evidence (
  agent_id text collate "C" not null,
  fingerprint text collate "C" not null,
  action_type text collate "C" not null,
  risk_class text collate "C" not null,
  demotions int not null,
  revision bigint not null,
  state json not null,
  primary key (agent_id, fingerprint, action_type, risk_class, demotions)
);
`;
