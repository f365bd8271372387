/**
 * Decisions from another terminal while a demo runs: who may, who may not, and that what was decided there leaves from
 * here. Stops: `demo-decisions.proof.ts`.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import { brokenPromises } from '../src/demo-promises.ts';

const TIMEOUT_MS = 180_000;

let home: DemoHome;
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

describe('a decision from another terminal', () => {
  it('needs the role, a second person after an edit, and then leaves as edited', { timeout: TIMEOUT_MS }, async () => {
    home = new DemoHome();
    const demo = home.demo({ seed: 7, coils: 12, begin: 'approve', compare: 0, speed: 60 });
    await demo.said(/^\S+ {2}proposal /);
    await home.pace(0.01); // the scripted crew reads for a plant minute at least: now people are quicker
    const andon = (...args: string[]) => home.andon(args).ended;

    const listed = await andon('proposals');
    const [, id = ''] = /^(prp_\w+) {2}dispose /m.exec(listed.stdout) ?? [];
    expect(listed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('(quality-inspector)') });

    const refusals = await Promise.all([
      andon('approve', id, '--as', 'zhao-lei'),
      andon('approve', id, '--as', 'nobody'),
      andon('approve', 'prp_none', '--as', 'lin-mei'),
    ]);
    expect(refusals.map(({ code, stderr }) => ({ code, stderr: stderr.split(':')[0] }))).toEqual([
      { code: 2, stderr: 'decision.role' },
      { code: 2, stderr: 'person.unknown' },
      { code: 2, stderr: 'proposal.unknown' },
    ]);

    const edited = await andon('edit', id, '--as', 'lin-mei', '--set', 'disposition=hold');
    expect(edited).toMatchObject({ code: 0, stderr: '', stdout: `${id}: awaiting-approval\n` });
    const own = await andon('approve', id, '--as', 'lin-mei');
    expect(own).toMatchObject({ code: 2, stderr: expect.stringMatching(/^decision\.author: Lin Mei /) });
    const second = await andon('approve', id, '--as', 'wang-jun');
    expect(second).toMatchObject({ code: 0, stderr: '', stdout: `${id}: authorised\n` });
    await demo.said(/^\S+ {2}effect .* verified: hold /);

    await home.pace(0);
    await demo.said(/^Andon stays up/);
    const evidence = await home.evidence();
    expect(brokenPromises(evidence)).toEqual([]);
    expect(evidence.arrivals[0]?.command.value).toBe('hold');
    const said = evidence.decisions.filter(({ proposalId }) => proposalId === id);
    expect(said.map(({ kind, by }) => `${kind} ${by.id}`)).toEqual(['edit lin-mei', 'approve wang-jun']);
    demo.interrupt();
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
    expect(await home.empty()).toEqual([]);
  });
});
