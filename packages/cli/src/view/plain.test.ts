import { PassThrough } from 'node:stream';
import { because } from '@andon/core';
import { RuntimeEvents } from '@andon/runtime';
import { describe, expect, it } from 'vitest';
import { aResult } from '../../test/report-builders.ts';
import {
  aBatch,
  aDecision,
  aGrant,
  aLineState,
  aLoweredGrant,
  anEffect,
  anOutcome,
  aPassedStanding,
  aProposal,
  aStanding,
  aStart,
  aStop,
} from '../../test/view-builders.ts';
import { createPlainView } from './plain.ts';

function setUp(locale: 'en' | 'zh-CN' = 'en') {
  const out = new PassThrough({ encoding: 'utf8' });
  const events = new RuntimeEvents();
  const view = createPlainView({ out, locale });
  view.bind(events);
  return { view, events, said: () => ((out.read() as string | null) ?? '').trimEnd().split('\n') };
}

describe('the plain view', () => {
  it('says at the start what runs, where, and at which level', () => {
    const { view, said } = setUp();
    view.started(aStart());
    expect(said()).toEqual([
      'Andon on acme/harbin/hot-rolling/hot-strip-1: simulated line, furnace-drift, seed 7, 510 coils (3 × 8 h)',
      'record PostgreSQL 18.4, embedded; queue BullMQ on Redis 7.0.15, private; surfaces synthetic',
      'demo targets .70 .74 .78 .82, lower than the shipped .90 .95 .98 .99',
      'disposition, reversible: advise; approve after at least 23 judged right (target .74)',
      'furnace set-point: approve; veto after at least 23 judged right (target .78)',
      'disposition, irreversible: advise',
    ]);
  });

  it('tells one line an event', () => {
    const { view, events, said } = setUp();
    view.batch(aBatch());
    events.tell('proposal.made', aProposal());
    events.tell('decision.made', aDecision(), aProposal({ state: 'authorised' }));
    events.tell('effect.intended', 'eff_1', 'line');
    events.tell('effect.claimed', anEffect({ state: 'claimed' }));
    events.tell('effect.settled', anEffect({ state: 'refused', because: because('approval.epoch') }));
    events.tell('outcome.judged', anOutcome());
    events.tell('stop.pressed', aStop());
    events.tell('trouble', 'queue.add', new Error('gone\nfor good'));
    expect(said().map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '06:14:20 proposal coil C000012 → hold · waits for a decision (prp_1)',
      '06:14:20 decision coil C000012 → hold · approved by Lin Mei (prp_1)',
      '06:14:20 effect coil C000012 → hold · refused: A stop came after it was authorised; what was approved before a stop is not sent. (eff_1)',
      '06:14:20 outcome coil C000012 → hold · achieved (eff_1)',
      '06:14:20 stop agents stopped for hot-strip-1 by Lin Mei: a drill',
      expect.stringMatching(/^06:14:20 trouble trouble in queue\.add: .*gone for good/),
    ]);
  });

  it('tells levels that change and tests that are passed, and nothing of what is only counted', () => {
    const { view, events, said } = setUp();
    view.started(aStart());
    view.batch(aBatch());
    said();
    events.tell('evidence.counted', aStanding());
    events.tell('evidence.passed', aPassedStanding());
    events.tell('grant.signed', aGrant(), 'shadow');
    events.tell('grant.lowered', aLoweredGrant(), 'autonomous');
    expect(said().map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '06:14:20 evidence disposition, reversible: approve shown: 23 judged, 23 right (target .74); to be signed',
      '06:14:20 level disposition, reversible: shadow → advise, signed by Wang Jun: 22 judged, 22 right (target .70)',
      '06:14:20 level disposition, reversible: autonomous → approve by itself: CUSUM 4.2 ≥ 3.9',
    ]);
  });

  it('says what the agent did by itself, and what was right although it was only recorded', () => {
    const { view, events, said } = setUp();
    view.batch(aBatch());
    const authorisation = { kind: 'standing', revisionHash: 'hash-1', stopEpoch: 0 } as const;
    events.tell('effect.settled', anEffect({ authorisation }));
    events.tell('outcome.judged', anOutcome({ id: 'prp_2', proposalId: 'prp_2', effectId: null }));
    expect(said().map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '06:14:20 effect coil C000012 → hold · acted by itself · verified: hold (eff_1)',
      '06:14:20 outcome an act of an earlier process · judged right (prp_2)',
    ]);
  });

  it('says where the levels are beside the line, and how far the comparison is', () => {
    const { view, said } = setUp();
    view.started(aStart());
    view.batch(aBatch());
    said();
    view.batch(aBatch([aLineState(10)]));
    view.comparing({ done: 3, of: 10 });
    expect(
      said()
        .slice(1)
        .map((line) => line.replaceAll(/ +/g, ' ')),
    ).toEqual([
      '06:14:20 level disposition, reversible: advise 13/23 → approve · furnace set-point: approve 13/23 → veto · disposition, irreversible: advise',
      '06:14:20 note Comparing manual, copilot and agent for the report: 3 of 10 steps.',
    ]);
  });

  it('speaks Chinese', () => {
    const { events, view, said } = setUp('zh-CN');
    view.batch(aBatch());
    events.tell('proposal.made', aProposal());
    expect(said()).toEqual(['06:14:20  动作提议  钢卷 C000012 → 待判 · 等待决定 (prp_1)']);
  });

  it('says where the line is every ten coils', () => {
    const { view, said } = setUp();
    for (let coils = 0; coils <= 25; coils += 1) view.batch(aBatch([aLineState(coils)]));
    const lines = said();
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('line running; inspected 20: release 20');
  });

  it('has no keyboard, so nobody waits for it', async () => {
    const { view } = setUp();
    await expect(view.ask(aProposal(), [], 15_000)).resolves.toBeNull();
    expect(view.takeStopRequest()).toBe(false);
    expect(view.takeSeatRequest()).toBe(false);
  });

  it('ends with the report, and says that it stays up', () => {
    const { view, events, said } = setUp();
    view.finished(aResult(), { html: '/home/report.html', staysUp: true });
    view.close();
    events.tell('proposal.made', aProposal());
    const lines = said();
    expect(lines).toContain('What the demo did');
    expect(lines.at(-1)).toBe('Andon stays up. Ctrl-C ends it.');
  });
});
