/**
 * What a proposal counts towards, kept with it; and which grants a gateway knows, so that a lowered one can be
 * acknowledged as a stop is.
 *
 * Of a proposal of before nobody knows in which trial it was made, so it counts towards nothing.
 */

export const made = `
alter table proposal add column made json;
-- Revision of the grants that its snapshot shows, by agent.
alter table gateway add column seen_grants jsonb not null default '{}';
`;
