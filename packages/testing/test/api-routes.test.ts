/** Every route of the document, with what is right, what is wrong and what is not there; each answer by its schema. */

import type { Proposal, Standing } from '@andon/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiDocument } from './api-document.ts';
import { type ApiFloor, anApi, bodyOf, posting } from './api-floor.ts';
import { inspector, mill, second, shiftLead } from './runtime-floor.ts';

interface Case {
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  /** Of the problem; none where all is well. */
  readonly code?: string;
}

interface Cases {
  readonly good: (world: World) => readonly Case[];
  readonly bad: (world: World) => readonly Case[];
  /** What is not there, or an empty body. */
  readonly absent: (world: World) => readonly Case[];
}

interface AgentsAnswer {
  readonly site: unknown;
  readonly agents: readonly { readonly actions: readonly Standing[] }[];
}

/** Proposals that wait, one for each test that decides on one; and a run. */
interface World {
  readonly proposals: readonly Proposal[];
  readonly runId: string;
}

const at = (index: number, { proposals }: World): Proposal => {
  const proposal = proposals[index];
  if (!proposal) throw new Error(`no proposal ${index}`);
  return proposal;
};
const decisions = ({ id }: Proposal) => `/api/proposals/${id}/decisions`;
const approving = ({ revisionHash }: Proposal, by: string = inspector.id) => ({ kind: 'approve', revisionHash, by });
const stopping = { scope: mill, by: inspector.id, reason: 'smoke' };
const resetting = { ...stopping, by: shiftLead.id, cause: 'drill' };
const emptyBody = { method: 'POST', headers: { 'content-type': 'application/json' } };

const noSuchPage = (path: string): Case => ({ path, status: 404, code: 'request.no-route' });
const notSo = (path: string): Case => ({ path, status: 400, code: 'request.invalid' });
const notThere = (path: string, code: string): Case => ({ path, status: 404, code });
const noPlace = (path: string): Case => ({ path, status: 400, code: 'request.cursor' });

const table: Readonly<Record<string, Cases>> = {
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

let served: ApiFloor;
let world: World;
let document: ApiDocument;

beforeAll(async () => {
  served = await anApi();
  const { floor, api } = served;
  await floor.grant('approve');
  const proposals: Proposal[] = [];
  for (const coil of ['coil-1', 'coil-2', 'coil-3', 'coil-4']) proposals.push(await floor.wishDispose(coil));
  await floor.bus.add('later', 'outcome.verify', { outcomeId: 'out_1', wake: 1 }, { id: 'out_1-1', delayMs: 60_000 });
  await floor.record.audit.seal();
  world = { proposals, runId: proposals[0]?.runId ?? '' };
  document = new ApiDocument(await (await fetch(`${api.url}/api/openapi.json`)).json());
});
afterAll(() => served?.close());

describe('the document', () => {
  it('has cases here for every operation, and no others', () => {
    expect(document.operations.map(({ key }) => key).sort()).toEqual(Object.keys(table).sort());
  });

  it('names every operation once, and every part of its path', () => {
    const ids = document.operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, parameters = [], key } of document.operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        key,
      ).toEqual(inPath);
    }
  });

  it('refers to schemas that there are, and has none that nothing refers to but the event of the stream', () => {
    const { used, known } = document.references();
    expect(known.filter((name) => !used.includes(name))).toEqual(['SealedEvent']);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.each(Object.keys(table))('%s', (key) => {
  it.each(['good', 'bad', 'absent'] as const)('answers by its schema: %s', async (kind) => {
    const operation = document.operations.find((one) => one.key === key);
    const cases = table[key]?.[kind](world) ?? [];
    expect(cases.length).toBeGreaterThan(0);
    for (const { path, init = {}, status, code } of cases) {
      const leaving = new AbortController();
      const response = await fetch(served.api.url + path, { ...init, signal: leaving.signal });
      const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
      const body = mediaType === 'text/event-stream' ? await firstPart(response) : await bodyOf<object>(response);
      leaving.abort();
      const told = `${init.method ?? 'GET'} ${path}: ${JSON.stringify(body)}`;
      expect(response.status, told).toBe(status);
      const expected = operation && document.answerOf(operation, status, mediaType);
      if (!expected) throw new Error(`the document knows no ${status} with ${mediaType} at ${key}`);
      expect(expected.safeParse(body).error?.issues, told).toBeUndefined();
      if (code !== undefined) expect(body, told).toMatchObject({ status, code, type: `urn:andon:problem:${code}` });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('what the answers say', () => {
  const read = <T>(path: string, init?: RequestInit) => bodyOf<T>(fetch(served.api.url + path, init));

  it('the proposal that was approved, and who said so', async () => {
    expect(await read(`/api/proposals/${at(0, world).id}`)).toMatchObject({
      proposal: {
        state: 'authorised',
        verdict: { because: { code: 'grant.level', text: { 'zh-CN': expect.any(String) } } },
      },
      decisions: [{ kind: 'approve', by: { id: inspector.id, authenticatedBy: 'local' } }],
    });
  });

  it('an edit is not approved by who wrote it', async () => {
    const { proposal } = await read<{ proposal: Proposal }>(`/api/proposals/${at(2, world).id}`);
    expect(proposal).toMatchObject({ revision: 2, params: { to: 'release' }, author: { id: inspector.id } });
    const path = decisions(at(2, world));
    expect(await read(path, posting(approving(proposal)))).toMatchObject({ status: 403, code: 'decision.author' });
    expect(await read(path, posting(approving(proposal, second.id)))).toMatchObject({
      proposal: { state: 'authorised' },
    });
  });

  it('the agent with the level it holds and what binds it', async () => {
    const { agents, site } = await read<AgentsAnswer>('/api/agents');
    expect(site).toMatchObject({ timeZone: 'Asia/Shanghai', lines: [{ scope: mill }] });
    const [{ actions } = { actions: [] }] = agents;
    const dispose = actions.find(({ actionType, riskClass }) => actionType === 'dispose' && riskClass === 'reversible');
    expect(dispose).toMatchObject({
      held: 'approve',
      level: 'approve',
      binding: { source: 'grant' },
      next: { level: 'veto', passed: false },
    });
    expect(dispose?.next?.needed).toBeGreaterThan(1);
  });

  it('every event once, by the schema that the document gives it', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${served.api.url}/api/events?after=0`, { signal: leaving.signal });
    const head = await served.floor.record.audit.head();
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(`id: ${head}\n`) && text.endsWith('\n\n')) break;
    }
    leaving.abort();
    const schema = document.schemaNamed('SealedEvent');
    const events = [...text.matchAll(/^id: (\d+)\nevent: (.+)\ndata: (.+)$/gm)].map(([, id, type, data = '']) => {
      const event = JSON.parse(data);
      expect(schema.safeParse(event).error?.issues).toBeUndefined();
      expect({ id, type }).toEqual({ id: String(event.seq), type: event.type });
      return event;
    });
    expect(events).toEqual(await served.floor.record.audit.list(0, head));
  });

  it('the log names each request, and holds no body', async () => {
    await read('/api/stops', posting({ ...stopping, by: 'nobody', reason: 'a word that is nowhere else' }));
    const lines = served.logged.filter(({ event }) => event === 'api.answered');
    expect(lines.at(-1)?.fields).toMatchObject({
      method: 'POST',
      route: '/api/stops',
      status: 422,
      requestId: expect.any(String),
    });
    expect(JSON.stringify(served.logged)).not.toContain('a word that is nowhere else');
    expect(served.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

async function firstPart(response: Response) {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  return new TextDecoder().decode(value);
}
