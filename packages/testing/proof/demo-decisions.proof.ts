/**
 * A stop from another terminal while a demo runs, on both queues: nothing leaves under it, who pressed it does not reset
 * it, resetting revives nothing, and the demo goes on to its end.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { brokenPromises } from '../src/demo-promises.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 300_000;

let home: DemoHome;
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

const backends: readonly { backend: Backend; there: boolean }[] = [
  { backend: 'redis', there: requirePart('redis') },
  { backend: 'postgres', there: true },
];

describe.each(backends)('a stop from another terminal, queue on $backend', ({ backend, there }) => {
  it.skipIf(!there)('lets nothing leave and is reset by another person', { timeout: TIMEOUT_MS }, async () => {
    home = new DemoHome({ backend });
    const demo = home.demo({ seed: 7, coils: 12, begin: 'approve', compare: 0, speed: 60 });
    const andon = (...args: string[]) => home.andon(args).ended;
    await demo.said(/^\S+ {2}proposal /);
    await home.pace(0.01);
    const [, id = ''] = /^(prp_\w+) {2}dispose /m.exec((await andon('proposals')).stdout) ?? [];

    const stopped = await andon('stop', '--as', 'lin-mei', '--reason', 'a look at the camera');
    expect(stopped).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Agents are stopped for /) });
    const approved = await andon('approve', id, '--as', 'lin-mei');
    await demo.said(/^\S+ {2}effect .* refused: Agents are stopped/);
    expect(approved).toMatchObject({ code: 0, stdout: `${id}: authorised\n` });

    const [own, role, wrongCause, elsewhere, reset, again] = [
      await andon('reset', '--as', 'lin-mei', '--cause', 'drill'),
      await andon('reset', '--as', 'zhao-lei', '--cause', 'drill'),
      await andon('reset', '--as', 'wang-jun', '--cause', 'boredom'),
      await andon('reset', 'acme/harbin', '--as', 'wang-jun', '--cause', 'drill'),
      await andon('reset', '--as', 'wang-jun', '--cause', 'drill'),
      await andon('reset', '--as', 'wang-jun', '--cause', 'drill'),
    ];
    expect(own).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stop\.role: /) });
    expect(role).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stop\.role: /) });
    expect(wrongCause).toMatchObject({ code: 2, stderr: expect.stringMatching(/^config\.invalid: --cause /) });
    expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stop\.unknown: /) });
    expect(reset).toMatchObject({ code: 0, stderr: '' });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stop\.unknown: /) });

    const verified = await andon('audit', 'verify');
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ events, the chain holds\.\n$/) });
    const doctor = await andon('doctor');
    expect(doctor).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`pid ${demo.pid}`) });
    const rival = await home.demo({ seed: 1, exit: true }).ended;
    expect(rival).toMatchObject({ code: 3, stderr: expect.stringMatching(/^home\.in-use: /) });
    expect(rival.stderr).toContain(`process ${demo.pid} `);

    await home.pace(0);
    await demo.said(/^Andon stays up/);
    const evidence = await home.evidence();
    expect(brokenPromises(evidence)).toEqual([]);
    const [refused] = evidence.effects.filter(({ proposalId }) => proposalId === id);
    expect(refused).toMatchObject({ state: 'refused', because: { code: 'stop.pressed' } });
    // Two presses: the one from the other terminal and the crew's drill.
    expect(evidence.stopped).toHaveLength(2);
    demo.interrupt();
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
    expect(await home.empty()).toEqual([]);
  });
});
