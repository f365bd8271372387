/** What is asked of every route: what is right, what is wrong, and what is not there or an empty body. */

import type { Proposal } from '@andon/core';
import { posting } from './api-floor.ts';
import { inspector, mill, shiftLead } from './runtime-floor.ts';

export interface Case {
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  /** Of the problem; none where all is well. */
  readonly code?: string;
}

export interface Cases {
  readonly good: (world: World) => readonly Case[];
  readonly bad: (world: World) => readonly Case[];
  /** What is not there, or an empty body. */
  readonly absent: (world: World) => readonly Case[];
}

/** Proposals that wait, one for each test that decides on one; and a run. */
export interface World {
  readonly proposals: readonly Proposal[];
  readonly runId: string;
}

export const at = (index: number, { proposals }: World): Proposal => {
  const proposal = proposals[index];
  if (!proposal) throw new Error(`no proposal ${index}`);
  return proposal;
};
export const decisions = ({ id }: Proposal) => `/api/proposals/${id}/decisions`;
export const approving = ({ revisionHash }: Proposal, by: string = inspector.id) => ({
  kind: 'approve',
  revisionHash,
  by,
});
export const stopping = { scope: mill, by: inspector.id, reason: 'smoke' };
const resetting = { ...stopping, by: shiftLead.id, cause: 'drill' };
const emptyBody = { method: 'POST', headers: { 'content-type': 'application/json' } };

const noSuchPage = (path: string): Case => ({ path, status: 404, code: 'request.no-route' });
const notSo = (path: string): Case => ({ path, status: 400, code: 'request.invalid' });
const notThere = (path: string, code: string): Case => ({ path, status: 404, code });
const noPlace = (path: string): Case => ({ path, status: 400, code: 'request.cursor' });

export const table: Readonly<Record<string, Cases>> = {
  'GET /healthz': {
    good: () => [{ path: '/healthz', status: 200 }],
    bad: () => [notSo('/healthz?deep=yes')],
    absent: () => [noSuchPage('/healthz/record')],
  },
  'GET /api/agents': {
    good: () => [{ path: '/api/agents', status: 200 }],
    bad: () => [notSo('/api/agents?line=1')],
    absent: () => [noSuchPage('/api/agents/nobody')],
  },
  'GET /api/jobs': {
    good: () => [
      { path: '/api/jobs', status: 200 },
      { path: '/api/jobs?queue=later&state=delayed&limit=2', status: 200 },
      { path: `/api/jobs?queue=line:${mill}&state=failed`, status: 200 },
    ],
    bad: () => [notSo('/api/jobs?state=lost'), notSo('/api/jobs?limit=201'), notSo('/api/jobs?limit=1.5')],
    absent: () => [
      { path: '/api/jobs?queue=vertical:none', status: 400, code: 'queue.unknown' },
      noPlace('/api/jobs?after=nowhere'),
    ],
  },
  'GET /api/runs': {
    good: ({ runId }) => [
      { path: '/api/runs', status: 200 },
      { path: `/api/runs?limit=1&before=${runId}`, status: 200 },
    ],
    bad: () => [notSo('/api/runs?limit=0'), notSo('/api/runs?after=1')],
    absent: () => [noPlace('/api/runs?before=run_none')],
  },
  'GET /api/runs/{id}': {
    good: ({ runId }) => [{ path: `/api/runs/${runId}`, status: 200 }],
    bad: ({ runId }) => [notSo(`/api/runs/${runId}?whole=1`), notSo(`/api/runs/${'x'.repeat(201)}`)],
    absent: () => [notThere('/api/runs/run_none', 'run.unknown')],
  },
  'GET /api/proposals': {
    good: (world) => [
      { path: '/api/proposals', status: 200 },
      { path: `/api/proposals?state=refused&state=expired&limit=2&before=${at(0, world).id}`, status: 200 },
    ],
    bad: () => [notSo('/api/proposals?state=new'), notSo('/api/proposals?limit=many')],
    absent: () => [noPlace('/api/proposals?before=prp_none')],
  },
  'GET /api/proposals/{id}': {
    good: (world) => [{ path: `/api/proposals/${at(0, world).id}`, status: 200 }],
    bad: (world) => [notSo(`/api/proposals/${at(0, world).id}?x`)],
    absent: () => [notThere('/api/proposals/prp_none', 'proposal.unknown')],
  },
  'POST /api/proposals/{id}/decisions': {
    good: (world) => [
      { path: decisions(at(0, world)), init: posting(approving(at(0, world))), status: 200 },
      {
        path: decisions(at(1, world)),
        init: posting({ ...approving(at(1, world)), kind: 'reject', reason: 'no' }),
        status: 200,
      },
      {
        path: decisions(at(2, world)),
        init: posting({ ...approving(at(2, world)), kind: 'edit', params: { ...at(2, world).params, to: 'release' } }),
        status: 200,
      },
    ],
    bad: (world) => {
      const open = at(3, world);
      const path = decisions(open);
      const right = approving(open);
      return [
        { path, init: posting({ ...right, kind: 'allow' }), status: 400, code: 'request.invalid' },
        { path, init: posting({ ...right, revisionHash: 7 }), status: 400, code: 'request.invalid' },
        { path, init: posting({ ...right, params: {} }), status: 400, code: 'request.invalid' },
        { path, init: posting({ ...right, kind: 'edit' }), status: 400, code: 'request.invalid' },
        { path, init: posting({ ...right, kind: 'edit', params: { to: 7 } }), status: 422, code: 'decision.invalid' },
        { path, init: posting({ ...right, reason: 'x'.repeat(2_001) }), status: 400, code: 'request.invalid' },
        { path, init: posting({ ...right, revisionHash: 'another' }), status: 409, code: 'decision.stale' },
        { path, init: posting(approving(open, shiftLead.id)), status: 403, code: 'decision.role' },
        { path: decisions(at(0, world)), init: posting(approving(at(0, world))), status: 409, code: 'decision.late' },
      ];
    },
    absent: (world) => [
      { path: decisions(at(3, world)), init: emptyBody, status: 400, code: 'request.malformed' },
      { path: decisions(at(3, world)), init: { method: 'POST' }, status: 400, code: 'request.invalid' },
      {
        path: decisions(at(3, world)),
        init: posting(approving(at(3, world), 'nobody')),
        status: 422,
        code: 'person.unlisted',
      },
      {
        path: '/api/proposals/prp_none/decisions',
        init: posting(approving(at(3, world))),
        status: 404,
        code: 'proposal.unknown',
      },
    ],
  },
  'GET /api/stops': {
    good: () => [{ path: '/api/stops', status: 200 }],
    bad: () => [notSo('/api/stops?scope=acme')],
    absent: () => [noSuchPage('/api/stops/none')],
  },
  'POST /api/stops': {
    good: () => [{ path: '/api/stops', init: posting(stopping), status: 200 }],
    bad: () => [
      { path: '/api/stops', init: posting({ ...stopping, scope: 'Not A Scope' }), status: 400, code: 'scope.invalid' },
      { path: '/api/stops', init: posting({ ...stopping, cause: 'drill' }), status: 400, code: 'request.invalid' },
      { path: '/api/stops', init: posting([]), status: 400, code: 'request.invalid' },
    ],
    absent: () => [
      { path: '/api/stops', init: emptyBody, status: 400, code: 'request.malformed' },
      {
        path: '/api/stops',
        init: posting({ ...stopping, scope: 'acme/harbin/other' }),
        status: 404,
        code: 'stop.nowhere',
      },
    ],
  },
  'POST /api/stops/reset': {
    good: () => [{ path: '/api/stops/reset', init: posting(resetting), status: 200 }],
    bad: () => [
      {
        path: '/api/stops/reset',
        init: posting({ ...resetting, cause: 'bored' }),
        status: 400,
        code: 'request.invalid',
      },
    ],
    absent: () => [
      { path: '/api/stops/reset', init: emptyBody, status: 400, code: 'request.malformed' },
      { path: '/api/stops/reset', init: posting(resetting), status: 404, code: 'stop.unknown' },
    ],
  },
  'GET /api/events': {
    good: () => [{ path: '/api/events?after=0', status: 200 }],
    bad: () => [notSo('/api/events?after=-1'), notSo('/api/events?after=1e3'), notSo('/api/events?from=1')],
    absent: () => [{ path: '/api/events?after=999999', status: 400, code: 'events.ahead' }],
  },
  'GET /api/openapi.json': {
    good: () => [{ path: '/api/openapi.json', status: 200 }],
    bad: () => [notSo('/api/openapi.json?pretty')],
    absent: () => [noSuchPage('/api/openapi.yaml')],
  },
};
