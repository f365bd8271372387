/**
 * Levels from another terminal while a demo runs: how far each kind of action has come and why, a grant that nothing
 * shows, a level that is taken back at once, and a veto.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import { levelChanged } from '../src/demo-moment.ts';
import { brokenPromises } from '../src/demo-promises.ts';

const TIMEOUT_MS = 240_000;
const SIGNED = ['--as', 'wang-jun', '--reason', 'a test'] as const;
const isOpen = /^\S+ {2}proposal {2}coil .* waits for a decision/;
const isAdvised = /^\S+ {2}proposal {2}coil .* shown as advice/;
const isInWindow = /^\S+ {2}proposal {2}coil .* unless vetoed/;

let home: DemoHome;
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

const andon = (...args: string[]) => home.andon(args).ended;

/** Standard output of a command that must succeed. */
async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await andon(...args);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Its sentence, the code first, of a command that must be refused. */
async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await andon(...args);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  return stderr;
}

/** The one proposal about a coil that is open. */
async function openProposal(): Promise<string> {
  const [, id] = /^(prp_\S+) {2}dispose /m.exec(await said('proposals')) ?? [];
  return id ?? expect.fail('no disposition is open');
}

describe('levels from another terminal', { timeout: TIMEOUT_MS }, () => {
  it('are shown with what binds them, raised by evidence alone, and lowered at once', async () => {
    home = new DemoHome();
    const demo = home.demo({ seed: 7, coils: 12, begin: 'approve', compare: 0, speed: 60 });
    await demo.said(isOpen);
    await home.pace(0.01);

    const rows = (await said('level')).trimEnd().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual(
      expect.stringMatching(/^disposition \(reversible\) +approve +\d+\/\d+ → veto +until 2026-\d\d-\d\d$/),
    );
    const why = (await said('level', '--why', '--action', 'dispose', '--risk', 'reversible')).trimEnd().split('\n');
    expect(why.length).toBeLessThanOrEqual(24);
    expect(Math.max(...why.map((row) => row.length))).toBeLessThanOrEqual(80);
    for (const row of [
      /^dispose \(reversible\) on acme\//,
      /^level +approve, bound by: grant$/,
      /^grant +approve until 2026-\d\d-\d\d /,
      /^signed by +Wang Jun$/,
      /^basis +rehearsal: \d+ of \d+ right/,
      /^next +veto: \d+ judged \/ \d+ needed/,
      /^lowered by +A critical outcome /,
    ]) {
      expect(why).toContainEqual(expect.stringMatching(row));
    }
    const all = JSON.parse(await said('level', '--json')) as readonly Record<string, unknown>[];
    const dispose = all.find(({ actionType, riskClass }) => actionType === 'dispose' && riskClass === 'reversible');
    expect(dispose).toMatchObject({ level: 'approve', binding: { source: 'grant' }, grant: { level: 'approve' } });

    const refusals = [
      await refused('grant', 'dispose', 'veto', ...SIGNED, '--as', 'chen-hua'),
      await refused('grant', 'dispose', 'veto', ...SIGNED),
      await refused('grant', 'dispose', 'approve', '--as', 'lin-mei', '--reason', 'a test'),
      await refused('grant', 'dispsoe', 'veto', ...SIGNED),
      await refused('lower', 'dispose', 'advice', ...SIGNED),
      await refused('level', '--action', 'dispsoe'),
    ];
    expect(refusals).toEqual([
      expect.stringMatching(/^grant\.evidence: .*veto.*\d+ judged \(\d+ failed\), \d+ needed at \.78/),
      expect.stringMatching(/^grant\.invalid: .*2 signature\(s\) of different people, it has 1/),
      expect.stringMatching(/^grant\.role: Lin Mei /),
      expect.stringMatching(/^config\.invalid: .*"dispsoe" is none of dispose, /),
      expect.stringMatching(/^config\.invalid: level .*"advice" is none of off, shadow, advise, /),
      expect.stringMatching(/^config\.invalid: --action .*"dispsoe" is none of dispose, /),
    ]);

    const id = await openProposal();
    expect(await said('lower', 'dispose', 'advise', ...SIGNED)).toMatch(/^disposition \(reversible\) .* advise /);
    // What waited for an approval has it too late.
    await said('approve', id, '--as', 'lin-mei');
    await demo.said(/^\S+ {2}effect .* refused: /);
    const waited = demo.lines.filter((line) => isOpen.test(line)).length;
    await home.pace(0);
    await demo.said(isAdvised);
    await demo.said(/^Andon stays up/);
    expect(demo.lines.filter((line) => isOpen.test(line))).toHaveLength(waited);
    const evidence = await home.evidence();
    expect(brokenPromises(evidence)).toEqual([]);
    expect(evidence.effects.find(({ proposalId }) => proposalId === id)).toMatchObject({ state: 'refused' });
    const lowered = evidence.events.filter(({ type }) => type === 'grant.lowered');
    expect(lowered).toMatchObject([{ actor: { id: 'wang-jun' }, data: { from: 'approve', to: 'advise' } }]);
    demo.interrupt();
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('at veto leave a person to say no', async () => {
    home = new DemoHome();
    const demo = home.demo({ seed: 7, coils: 50, begin: 'approve', compare: 0 });
    expect(await demo.said(levelChanged)).toMatch(/approve → veto, signed by Wang Jun and Chen Hua/);
    await home.pace(60);
    await demo.said(isInWindow);
    await home.pace(0.01);
    const id = await openProposal();
    const basis = /^basis +evidence: \d+ of \d+ right, target \.78 /m;
    expect(await said('level', '--why', '--action', 'dispose', '--risk', 'reversible')).toMatch(basis);
    expect(await refused('veto', id, '--as', 'zhao-lei')).toMatch(/^decision\.role: /);
    expect(await said('veto', id, '--as', 'lin-mei')).toBe(`${id}: vetoed\n`);
    await home.pace(0);
    await demo.said(/^Andon stays up/);
    const evidence = await home.evidence();
    expect(brokenPromises(evidence)).toEqual([]);
    expect(evidence.effects.some(({ proposalId }) => proposalId === id)).toBe(false);
    expect(evidence.effects.some(({ authorisation }) => authorisation.kind === 'window-closed')).toBe(true);
    demo.interrupt();
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
