/**
 * `kill -9` in the middle of the demo: the line waits, the next start goes on where it stood, and in the end nothing was
 * done twice and nothing is lost. `proof/demo-kill.proof.ts` kills at many more moments.
 */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { reach } from '../src/demo-moment.ts';
import { brokenPromises } from '../src/demo-promises.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 180_000;

let home: DemoHome;
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

const backends: readonly { backend: Backend; there: boolean }[] = [
  { backend: 'redis', there: requirePart('redis') },
  { backend: 'postgres', there: true },
];

describe.each(backends)('a demo killed with its queue on $backend', ({ backend, there }) => {
  it.skipIf(!there)(
    'is resumed by the next start, and no act is doubled or lost',
    async () => {
      home = new DemoHome({ backend });
      const json = home.file('numbers.json');
      const flags = { seed: 11, coils: 12, begin: 'approve', compare: 0, json };

      const killed = home.demo({ ...flags, speed: 2_000 });
      await reach(home, killed, { after: 'effect', nth: 3 });
      await reach(home, killed, { after: 'arrival', nth: 1 });
      home.kill(killed);
      expect((await killed.ended).signal).toBe('SIGKILL');
      const line = await home.line();
      expect(line).not.toBeNull();

      const resumed = home.demo(flags);
      const queue = backend === 'redis' ? /queue BullMQ on (?:Redis|Valkey) / : /queue BullMQ on PostgreSQL/;
      await resumed.said(queue);
      expect(await resumed.said(/^\S+ {2}note /)).toContain(`(seed 11, baseline, pid ${line?.pid}) was waiting`);
      await resumed.said(/^Andon stays up/);
      expect(brokenPromises(await home.evidence())).toEqual([]);
      const numbers = JSON.parse(readFileSync(json, 'utf8'));
      expect(numbers.effects).toMatchObject({ duplicated: 0, lost: 0, unknown: 0 });
      expect(numbers.audit.verified).toBe(true);
      expect(numbers.line.inspected).toBe(12);
      expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);

      resumed.interrupt();
      expect(await resumed.ended).toMatchObject({ code: 0, stderr: '' });
      expect(await home.empty()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
