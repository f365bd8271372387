/**
 * The stories of evidence, demotion and signing, told again on real PostgreSQL: each test of these files, as it stands.
 * `npm test` tells them on the record in memory, and a few on PostgreSQL.
 */

import { describe } from 'vitest';
import { usePostgres } from '../test/runtime-floor-postgres.ts';

usePostgres();

describe('on PostgreSQL', async () => {
  await import('../test/runtime-evidence.test.ts');
  await import('../test/runtime-untried.test.ts');
  await import('../test/runtime-demotion.test.ts');
  await import('../test/runtime-signing.test.ts');
});
