import { setImmediate as nextTurn } from 'node:timers/promises';
import { AndonError, type Grant } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import { plantStartMs, type RehearsedAction } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AskedRuntime, lead, notShown } from '../../test/demo-builders.ts';
import { aGrant, agentId, minuteMs } from '../../test/view-builders.ts';
import { FirstGrants, type FirstGrantsOptions } from './first-grants.ts';

const agent = { id: agentId, scope: 's', vertical: 'quality-inspection', version: '1', fingerprint: 'fp' };
const vertical = qualityInspection as Vertical<never>;
const readMs = plantStartMs + 10 * minuteMs;

function rehearsal(actionType: string, riskClass: RehearsedAction['riskClass'] = 'reversible'): RehearsedAction {
  return { actionType, riskClass, source: 'sim-line', successes: 90, failures: 5 } as RehearsedAction;
}
const all = [rehearsal('adjust-furnace-setpoint'), rehearsal('dispose'), rehearsal('dispose', 'irreversible')];

/** A record that holds what was signed, and whoever signs the first of it. */
function first(begin: 'shadow' | 'approve', held: Grant[] = [], rehearsed: readonly RehearsedAction[] = all) {
  const runtime = new AskedRuntime();
  runtime.nowMs = plantStartMs;
  const sign = runtime.sign;
  runtime.sign = async (signing) => {
    const grant = await sign(signing);
    const kept = held.findIndex((one) => one.actionType === grant.actionType && one.riskClass === grant.riskClass);
    if (kept >= 0) held.splice(kept, 1);
    held.push(grant);
    return grant;
  };
  const record = { grants: { list: async () => held } } as unknown as FirstGrantsOptions['record'];
  const options = {
    runtime,
    record,
    agent,
    vertical,
    lead,
    notAfterMs: 9,
    begin,
    rehearsed: Promise.resolve(rehearsed),
  };
  return { runtime, held, grants: new FirstGrants(options), again: () => new FirstGrants(options) };
}

const said = ({ signed }: AskedRuntime) =>
  signed.map(({ actionType, riskClass, level, rehearsal: on }) =>
    [actionType, riskClass, level, on ? 'rehearsed' : 'commissioned'].join(' '),
  );
const everythingAtShadow = [
  'dispose reversible shadow commissioned',
  'dispose irreversible shadow commissioned',
  'adjust-furnace-setpoint reversible shadow commissioned',
];

describe('the first grants', () => {
  it('leave no failed rehearsal unhandled that a site which ends does not wait for', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const { runtime } = first('shadow');
    const rehearsed = Promise.reject(new AndonError('internal.defect', { what: 'ended' }));
    const record = { grants: { list: async () => [] } } as unknown as FirstGrantsOptions['record'];
    await new FirstGrants({
      runtime,
      record,
      agent,
      vertical,
      lead,
      notAfterMs: 9,
      begin: 'shadow',
      rehearsed,
    }).begin();
    await nextTurn();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('are shadow for everything; what nothing but execution shows goes to approve on the rehearsal, once read', async () => {
    const { runtime, grants } = first('shadow');
    await grants.begin();
    expect(said(runtime)).toEqual(everythingAtShadow);
    expect(grants.nextDue()).toBe(readMs);
    expect(await grants.act()).toBe(false);
    runtime.nowMs = readMs;
    expect(await grants.act()).toBe(true);
    expect(await grants.act()).toBe(false);
    expect(said(runtime).slice(3)).toEqual(['adjust-furnace-setpoint reversible approve rehearsed']);
    expect(runtime.signed.every(({ signedBy }) => signedBy.length === 1 && signedBy[0] === lead)).toBe(true);
  });

  it('are approve for everything, at once and on the rehearsal, where that is asked for', async () => {
    const { runtime, grants } = first('approve');
    await grants.begin();
    expect(said(runtime).slice(3).sort()).toEqual([
      'adjust-furnace-setpoint reversible approve rehearsed',
      'dispose irreversible approve rehearsed',
      'dispose reversible approve rehearsed',
    ]);
    expect(grants.nextDue()).toBeNull();
  });

  it('stay at shadow where the rehearsal shows too little, or nothing', async () => {
    const short = first('approve', [], [rehearsal('dispose')]);
    await short.grants.begin();
    expect(said(short.runtime).slice(3)).toEqual(['dispose reversible approve rehearsed']);
    const { runtime, grants } = first('shadow');
    await grants.begin();
    runtime.nowMs = readMs;
    runtime.refuses = notShown;
    expect(await grants.act()).toBe(true);
    expect(said(runtime)).toEqual(everythingAtShadow);
  });

  it('are completed, not repeated, by the process after the one that was killed', async () => {
    const { runtime, held, grants, again } = first('shadow', [aGrant({ level: 'shadow' })]);
    await grants.begin();
    expect(said(runtime)).toEqual(everythingAtShadow.slice(1));
    runtime.nowMs = readMs;
    await grants.act();
    const signed = runtime.signed.length;
    const restarted = again();
    await restarted.begin();
    await restarted.act();
    expect(runtime.signed).toHaveLength(signed);
    expect(held).toHaveLength(3);
  });

  it('raise nothing again that was lowered since, and count nothing of another fingerprint', async () => {
    const at = { actionType: 'adjust-furnace-setpoint', level: 'shadow' } as const;
    const lowered = { to: 'off', because: { code: 'demoted.person', values: {} }, by: lead, atMs: 1 } as const;
    const { runtime, grants } = first('approve', [aGrant({ ...at, lowered }), aGrant({ fingerprint: 'another' })]);
    await grants.begin();
    expect(said(runtime)).not.toContain('adjust-furnace-setpoint reversible approve rehearsed');
    expect(said(runtime)).toContain('dispose reversible shadow commissioned');
  });
});
