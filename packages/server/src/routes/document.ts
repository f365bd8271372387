/** GET /api/openapi.json */

import { z } from 'zod';
import type { Routes } from '../app.ts';
import { answering } from '../problem.ts';
import { jsonObject } from '../wire/basics.ts';
import { nothing } from '../wire/request.ts';

const answer = z.looseObject({ openapi: z.string(), paths: jsonObject });

export function addDocument(app: Routes): void {
  app.get(
    '/api/openapi.json',
    {
      schema: {
        operationId: 'readDocument',
        summary: 'This document',
        querystring: nothing,
        response: answering(answer),
      },
    },
    async () => app.swagger() as unknown as z.output<typeof answer>,
  );
}
