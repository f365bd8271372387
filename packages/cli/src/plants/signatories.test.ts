import type { Evidence, Grant, RecordPort } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import type { Logger } from 'pino';
import { describe, expect, it } from 'vitest';
import {
  AskedRuntime,
  everybody,
  inspector,
  lead,
  notShown,
  peopleAt,
  someEvidence,
} from '../../test/demo-builders.ts';
import { aGrant, agentId, aLoweredGrant, aStanding, minuteMs, nowMs } from '../../test/view-builders.ts';
import { Signatories, type SignatoriesOptions, signersAmong } from './signatories.ts';

const readMs = 3 * minuteMs;

/** People who sign by what the record says, which a test may change. */
function some(grants: readonly Grant[], evidence: readonly Evidence[], over: Partial<SignatoriesOptions> = {}) {
  const runtime = new AskedRuntime();
  const kept = { grants, evidence };
  const record = {
    grants: { list: async () => kept.grants },
    evidence: { list: async () => kept.evidence },
  } as unknown as Pick<RecordPort, 'grants' | 'evidence'>;
  const logged: unknown[] = [];
  const log = { info: (fields: unknown) => logged.push(fields) } as unknown as Logger;
  const vertical = qualityInspection as Vertical<never>;
  const options = { runtime, record, people: everybody, peopleAt, agentId, notAfterMs: 9, vertical, log, ...over };
  return { runtime, kept, logged, options, people: new Signatories(options) };
}

async function untilNothingIsDue(people: Signatories): Promise<void> {
  while (await people.act());
}

describe('the people who sign', () => {
  it('sign what has passed its test, a few minutes later, and not again', async () => {
    const grant = aGrant({ level: 'shadow' });
    const { runtime, people } = some([grant], [someEvidence(grant, nowMs)]);
    await untilNothingIsDue(people);
    expect(runtime.signed).toEqual([]);
    expect(people.nextDue()).toBe(nowMs + readMs);
    runtime.nowMs = nowMs + readMs;
    await untilNothingIsDue(people);
    expect(runtime.signed).toMatchObject([{ actionType: 'dispose', level: 'advise', notAfterMs: 9 }]);
    expect(people.nextDue()).toBeNull();
  });

  it('sign nothing that has not passed', async () => {
    const grant = aGrant({ level: 'shadow' });
    const of = [someEvidence(grant, null), someEvidence(grant, nowMs, { riskClass: 'irreversible' })];
    const { runtime, people } = some([grant], [...of, someEvidence(grant, nowMs, { fingerprint: 'another' })]);
    runtime.nowMs = nowMs + 60 * minuteMs;
    await untilNothingIsDue(people);
    expect(runtime.signed).toEqual([]);
  });

  it.each([
    ['shadow', 'advise', ['wang-jun']],
    ['advise', 'approve', ['wang-jun']],
    ['approve', 'veto', ['wang-jun', 'chen-hua']],
    ['veto', 'autonomous', ['wang-jun', 'chen-hua']],
  ] as const)('from %s to %s are %j', async (held, level, signers) => {
    const grant = aGrant({ level: held });
    const { runtime, people } = some([grant], [someEvidence(grant, nowMs - readMs)]);
    await untilNothingIsDue(people);
    expect(runtime.signed.map((one) => [one.level, one.signedBy.map(({ id }) => id)])).toEqual([[level, signers]]);
  });

  it('never take what cannot be undone above approve, nor anything above autonomous', async () => {
    const highest = [aGrant({ level: 'approve', riskClass: 'irreversible' }), aGrant({ level: 'autonomous' })];
    const passed = highest.map((grant) => someEvidence(grant, nowMs - readMs));
    const { runtime, people } = some(highest, passed);
    await untilNothingIsDue(people);
    expect(runtime.signed).toEqual([]);
  });

  it('sign nothing after a lowering on what was shown before it', async () => {
    const before = aGrant({ level: 'veto' });
    const { runtime, kept, people } = some([before], [someEvidence(before, nowMs)]);
    await untilNothingIsDue(people);
    expect(people.nextDue()).not.toBeNull();
    const lowered = aLoweredGrant({ level: 'veto' });
    kept.grants = [lowered];
    runtime.events.tell('grant.lowered', lowered, 'veto');
    runtime.nowMs = nowMs + readMs;
    await untilNothingIsDue(people);
    expect(runtime.signed).toEqual([]);
    // A new trial that passes is signed.
    kept.evidence = [...kept.evidence, someEvidence(lowered, nowMs)];
    runtime.events.tell('evidence.passed', aStanding());
    await untilNothingIsDue(people);
    expect(runtime.signed).toMatchObject([{ level: 'veto' }]);
  });

  it('are not troubled by a refusal, but by anything else', async () => {
    const grant = aGrant({ level: 'shadow' });
    const { runtime, logged, people } = some([grant], [someEvidence(grant, nowMs - readMs)]);
    runtime.refuses = notShown;
    await untilNothingIsDue(people);
    expect(logged).toEqual([expect.objectContaining({ actionType: 'dispose', level: 'advise' })]);
    const second = some([grant], [someEvidence(grant, nowMs - readMs)]);
    second.runtime.refuses = new TypeError('a defect') as never;
    await expect(second.people.act()).rejects.toThrow('a defect');
  });

  it('sign at the same time after a restart', async () => {
    const grant = aGrant({ level: 'shadow' });
    const { options } = some([grant], [someEvidence(grant, nowMs)]);
    const runtime = new AskedRuntime();
    runtime.nowMs = nowMs + minuteMs;
    const restarted = new Signatories({ ...options, runtime });
    await restarted.act();
    expect(restarted.nextDue()).toBe(nowMs + readMs);
  });

  it('are two different people, of whom one owns the process', () => {
    const { lead: first, owner } = signersAmong(everybody, peopleAt);
    expect([first.id, owner.id]).toEqual(['wang-jun', 'chen-hua']);
    const both = { ...lead, roles: ['shift-lead', 'process-owner'] };
    expect(() => signersAmong([inspector, both], peopleAt)).toThrow(/nobody but wang-jun holds the role process-owner/);
  });
});
