/** How a run stands in its table. */

import type { Run } from '@andon/core';
import type { Row } from './database.ts';

export const runColumns = [
  'id',
  'agent_id',
  'vertical',
  'fingerprint',
  'trigger_key',
  'plant_ms',
  'observation',
  'state',
  'attempts',
  'wake',
] as const;

export function toRun(row: Row): Run {
  return { ...toRunHead(row), observation: row.observation } as Run;
}

/** Without what it saw, which may be long. */
export function toRunHead(row: Row): Omit<Run, 'observation'> {
  return {
    id: row.id,
    agentId: row.agent_id,
    vertical: row.vertical,
    fingerprint: row.fingerprint,
    triggerKey: row.trigger_key,
    plantMs: row.plant_ms,
    state: row.state,
    attempts: row.attempts,
    wake: row.wake,
  } as Omit<Run, 'observation'>;
}
