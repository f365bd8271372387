/** Evidence: one row a subject. Only a judgement writes it (`outcomes.ts`). */

import type { Evidence, EvidencePort, EvidenceSubject } from '@andon/core';
import type { Database, Row } from './database.ts';
import { statement } from './sql.ts';

const columns = 'agent_id, fingerprint, action_type, risk_class, demotions, revision, state';

function toEvidence(row: Row): Evidence {
  return {
    agentId: row.agent_id,
    fingerprint: row.fingerprint,
    actionType: row.action_type,
    riskClass: row.risk_class,
    demotions: row.demotions,
    revision: row.revision,
    state: row.state,
  } as Evidence;
}

export const subjectParameters = {
  agent_id: 'text',
  fingerprint: 'text',
  action_type: 'text',
  risk_class: 'text',
  demotions: 'int',
} as const;

export function subjectValues(subject: EvidenceSubject | null) {
  return {
    agent_id: subject?.agentId ?? null,
    fingerprint: subject?.fingerprint ?? null,
    action_type: subject?.actionType ?? null,
    risk_class: subject?.riskClass ?? null,
    demotions: subject?.demotions ?? null,
  };
}

export function evidenceOn(database: Database): EvidencePort {
  return {
    async get(subject) {
      const row = await database.row(get, subjectValues(subject));
      return row ? toEvidence(row) : null;
    },

    async list(agentId) {
      return (await database.rows(list, { agent_id: agentId ?? null })).map(toEvidence);
    },
  };
}

/** SQL: whether the row under this alias is of the subject. */
export function isOfSubject(alias: string): string {
  const names = Object.keys(subjectParameters);
  return names.map((name) => `${alias}.${name} = @${name}`).join(' and ');
}

const get = statement('evidence.get', subjectParameters, `select ${columns} from evidence v where ${isOfSubject('v')}`);

const list = statement(
  'evidence.list',
  { agent_id: 'text' },
  `
  select ${columns} from evidence
  where @agent_id is null or agent_id = @agent_id
  order by agent_id, fingerprint, action_type, risk_class, demotions`,
);
