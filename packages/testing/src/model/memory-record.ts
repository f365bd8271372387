/**
 * The record in memory: a model of core's `RecordPort`, for tests. A test runs the same operations against it and
 * against PostgreSQL and compares every answer, so that what is tested on the model holds in the field.
 */

import type { RecordPort } from '@andon/core';
import { agendaOf } from './agenda.ts';
import { agentsOf } from './agents.ts';
import { auditOf } from './audit.ts';
import { authorityOf } from './authority.ts';
import { effectsOf } from './effects.ts';
import { evidenceOf } from './evidence.ts';
import { grantsOf } from './grants.ts';
import { lanesOf } from './lanes.ts';
import { outcomesOf } from './outcomes.ts';
import { proposalsOf } from './proposals.ts';
import { runsOf } from './runs.ts';
import { newState } from './state.ts';
import { stopsOf } from './stops.ts';

export interface MemoryRecordOptions {
  /** The clock that leases run on. */
  readonly processMs: () => number;
}

export function createMemoryRecord({ processMs }: MemoryRecordOptions): RecordPort {
  const state = newState(processMs);
  return {
    agents: agentsOf(state),
    grants: grantsOf(state),
    runs: runsOf(state),
    proposals: proposalsOf(state),
    effects: effectsOf(state),
    outcomes: outcomesOf(state),
    evidence: evidenceOf(state),
    stops: stopsOf(state),
    lanes: lanesOf(state),
    authority: authorityOf(state),
    audit: auditOf(state),
    agenda: agendaOf(state),
  };
}
