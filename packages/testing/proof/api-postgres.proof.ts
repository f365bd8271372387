/** What the API answers, told again on real PostgreSQL: each test of these files, as it stands. */

import { describe } from 'vitest';
import { usePostgres } from '../test/runtime-floor-postgres.ts';

usePostgres();

describe('on PostgreSQL', async () => {
  await import('../test/api-routes.test.ts');
  await import('../test/api-events.test.ts');
});
