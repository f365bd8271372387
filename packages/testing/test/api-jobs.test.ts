/** Jobs as the API lists them. */

import { describe, expect, it } from 'vitest';
import { bodyOf, serve } from './api-floor.ts';

interface JobsPage {
  readonly jobs: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly counts: readonly unknown[];
}

describe('pages of jobs', () => {
  it('go through all queues together, each job once', async () => {
    const { api, floor } = await serve();
    for (const number of [1, 2, 3, 4, 5]) {
      const id = `out_${number}-1`;
      await floor.bus.add(
        'later',
        'outcome.verify',
        { outcomeId: `out_${number}`, wake: 1 },
        { id, delayMs: 60_000 * number },
      );
    }
    await floor.bus.add(
      'vertical:floor',
      'run.advance',
      { runId: 'run_9', wake: 1 },
      { id: 'run_9-1', delayMs: 90_000 },
    );
    const met: string[] = [];
    let after = '';
    do {
      const page = await bodyOf<JobsPage>(fetch(`${api.url}/api/jobs?state=delayed&limit=2${after}`));
      const { jobs, next, counts }: JobsPage = page;
      expect(counts).toContainEqual({ queue: 'later', waiting: 0, active: 0, delayed: 5, failed: 0 });
      met.push(...jobs.map(({ id }) => id));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    expect(met).toEqual(['out_1-1', 'run_9-1', 'out_2-1', 'out_3-1', 'out_4-1', 'out_5-1']);
  });
});
