/** GET /api/agents: who works here, and how far each may go. */

import { z } from 'zod';
import type { Routes } from '../app.ts';
import type { ApiOptions } from '../options.ts';
import { answering } from '../problem.ts';
import { agent, toAgent } from '../wire/agent.ts';
import { list, localText, scope } from '../wire/basics.ts';
import { nothing } from '../wire/request.ts';

const answer = z.object({
  site: z.object({
    lines: list(z.object({ scope, name: localText })),
    timeZone: z.string(),
    observeOnly: z.boolean(),
  }),
  agents: list(agent),
});

export function addAgents(app: Routes, { record, runtime, site }: ApiOptions): void {
  app.get(
    '/api/agents',
    {
      schema: {
        operationId: 'listAgents',
        summary: 'The site and its agents; where each kind of action stands, and what binds it',
        querystring: nothing,
        response: answering(answer),
      },
    },
    async () => {
      const [agents, standings] = await Promise.all([record.agents.list(), runtime.standings()]);
      return { site, agents: agents.map((one) => toAgent(one, standings)) };
    },
  );
}
