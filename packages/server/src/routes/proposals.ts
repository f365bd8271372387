/** GET /api/proposals, /api/proposals/:id, POST /api/proposals/:id/decisions */

import { AndonError } from '@andon/core';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import type { ApiOptions } from '../options.ts';
import { nextAfter } from '../paging.ts';
import { personWithId } from '../people.ts';
import { answering } from '../problem.ts';
import { list } from '../wire/basics.ts';
import { decision, openStates, proposal, proposalStates, toProposal } from '../wire/proposal.ts';
import { byId, id, limit, nothing, reason } from '../wire/request.ts';

const page = z.object({
  proposals: list(proposal),
  /** For `before`; `null` on the last page. */
  next: z.string().nullable(),
});

const state = z.enum(proposalStates);
const query = z.strictObject({
  /** Given several times: any of them. */
  state: z.union([z.array(state).min(1).max(proposalStates.length), state]).default([...openStates]),
  before: id.optional(),
  limit,
});

const said = { revisionHash: z.string().min(1).max(200), by: id, reason };
const decisionMade = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['approve', 'reject', 'veto']), ...said }),
  /** With the parameters as they should be, all of them. */
  z.strictObject({ kind: z.literal('edit'), ...said, params: z.record(z.string(), z.unknown()) }),
]);

export function addProposals(app: Routes, { record, runtime, people }: ApiOptions): void {
  app.get(
    '/api/proposals',
    {
      schema: {
        operationId: 'listProposals',
        summary: 'Proposals, the latest made first; those that wait for people, unless states are given',
        querystring: query,
        response: answering(page),
      },
    },
    async ({ query: { state: wanted, before = null, limit: rows } }) => {
      const proposals = await record.proposals.page([wanted].flat(), { before, limit: rows });
      if (!proposals) throw new AndonError('request.cursor', { cursor: before, path: 'before' });
      return { proposals: proposals.map(toProposal), next: nextAfter(proposals, rows) };
    },
  );
  app.get(
    '/api/proposals/:id',
    {
      schema: {
        operationId: 'readProposal',
        summary: 'A proposal, and the decisions on it that counted',
        params: byId,
        querystring: nothing,
        response: answering(z.object({ proposal, decisions: list(decision) })),
      },
    },
    async ({ params: { id: proposalId } }) => {
      const found = await record.proposals.get(proposalId);
      if (!found) throw new AndonError('proposal.unknown', { proposalId });
      return { proposal: toProposal(found), decisions: await record.proposals.decisions(proposalId) };
    },
  );
  app.post(
    '/api/proposals/:id/decisions',
    {
      schema: {
        operationId: 'decide',
        summary: 'Approve, edit, reject or veto a proposal, at the revision that was seen; the first decision wins',
        params: byId,
        querystring: nothing,
        body: decisionMade,
        response: answering(z.object({ proposal })),
      },
    },
    async ({ params: { id: proposalId }, body }) => {
      const by = personWithId(people, body.by);
      return { proposal: toProposal(await runtime.decide({ ...body, proposalId, by })) };
    },
  );
}
