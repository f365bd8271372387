/** Every route of the document, with what is right, what is wrong and what is not there; each answer by its schema. */

import type { Proposal, Standing } from '@andon/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approving, at, decisions, stopping, table, type World } from './api-cases.ts';
import { ApiDocument } from './api-document.ts';
import { type ApiFloor, anApi, bodyOf, posting } from './api-floor.ts';
import { inspector, mill, second, shiftLead } from './runtime-floor.ts';

interface AgentsAnswer {
  readonly site: unknown;
  readonly agents: readonly { readonly actions: readonly Standing[] }[];
}

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

  const bySchema = async (key: string, path: string) => {
    const operation = document.operations.find((one) => one.key === key);
    const body = await read(path);
    const schema = operation && document.answerOf(operation, 200, 'application/json');
    expect(schema?.safeParse(body), JSON.stringify(body)).toMatchObject({ success: true });
    return body;
  };

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

  it('all that came of a run, a run that failed, a stop and a lowered grant, by their schemas', async () => {
    const { floor } = served;
    await floor.report('coil-1', 'good');
    const run = await bySchema('GET /api/runs/{id}', `/api/runs/${world.runId}`);
    expect(run).toMatchObject({
      run: { id: world.runId, observation: expect.anything() },
      decisions: [{ kind: 'approve' }],
      effects: [{ state: 'verified' }],
      outcomes: [{ state: 'achieved' }],
    });

    await floor.publish({ 'surface/inspection': { coil: 'coil-5', to: 'hold', throws: true } });
    const { runs } = await read<{ runs: readonly [{ id: string }] }>('/api/runs?limit=1');
    const failed = await bySchema('GET /api/runs/{id}', `/api/runs/${runs[0].id}`);
    expect(failed).toMatchObject({ run: { state: 'failed' }, error: expect.anything(), endedAt: expect.anything() });

    await read('/api/stops', posting(stopping));
    expect(await bySchema('GET /api/stops', '/api/stops')).toMatchObject({ stops: [{ scope: mill, reason: 'smoke' }] });
    const { id: agentId } = floor.agent;
    const lowering = {
      agentId,
      actionType: 'dispose',
      riskClass: 'reversible',
      to: 'shadow',
      reason: 'for a test',
    } as const;
    await floor.runtime.lower({ ...lowering, by: shiftLead });
    const { agents } = (await bySchema('GET /api/agents', '/api/agents')) as AgentsAnswer;
    expect(agents[0]?.actions).toContainEqual(
      expect.objectContaining({
        held: 'shadow',
        level: 'off',
        binding: expect.objectContaining({ source: 'stop' }),
        grant: expect.objectContaining({ lowered: expect.objectContaining({ to: 'shadow', by: shiftLead }) }),
      }),
    );
    await floor.record.audit.seal();
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
