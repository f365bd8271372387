import { because } from '@andon/core';
import { RuntimeEvents } from '@andon/runtime';
import { tags } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import {
  aBatch,
  aDecision,
  aGrant,
  aLineState,
  aLoweredGrant,
  anEffect,
  anOutcome,
  aProposal,
  aRun,
  aSample,
  aStanding,
  aStart,
  aStop,
  minuteMs,
  nowMs,
} from '../../test/view-builders.ts';
import { listen } from './listen.ts';
import { type Chain, emptyState, reduce, type ViewEvent, type ViewState } from './state.ts';

const after = (...events: ViewEvent[]): ViewState => events.reduce(reduce, emptyState);
const made = (over: Parameters<typeof aProposal>[0] = {}): ViewEvent => ({
  kind: 'proposal.made',
  args: [aProposal(over)],
});
const settled = (over: Parameters<typeof anEffect>[0] = {}): ViewEvent => ({
  kind: 'effect.settled',
  args: [anEffect(over)],
});
const newest = (state: ViewState) => state.activity.at(-1) as Chain;

describe('the line', () => {
  it('follows its tags and keeps what each value is worth', () => {
    const { line, plantMs } = after({
      kind: 'batch',
      batch: aBatch([
        aLineState(12),
        aSample(tags.furnaceSetpoint, 1220),
        aSample(tags.furnaceTemperature, null, { quality: 'bad', status: 'BadSensorFailure', lastGood: 1218 }),
        aSample(tags.furnaceRemoteControl, false),
      ]),
    });
    expect(plantMs).toBe(nowMs);
    expect(line).toMatchObject({ state: 'running', counts: { coilsInspected: 12 }, remote: false });
    expect(line.setpoint).toMatchObject({ value: 1220, quality: 'good' });
    expect(line.temperature).toMatchObject({ value: null, lastGood: 1218, quality: 'bad' });
  });

  it('ignores a payload that it cannot read', () => {
    const { line } = after({ kind: 'batch', batch: aBatch([aSample(tags.lineState, { state: 'flying' })]) });
    expect(line.state).toBeNull();
  });
});

describe('open proposals', () => {
  it('stand oldest first until somebody decides', () => {
    const two = after(made({ id: 'prp_1' }), made({ id: 'prp_2' }));
    expect(two.open.map(({ id }) => id)).toEqual(['prp_1', 'prp_2']);
    const decided = reduce(two, { kind: 'decision.made', args: [aDecision(), aProposal({ state: 'authorised' })] });
    expect(decided.open.map(({ id }) => id)).toEqual(['prp_2']);
  });

  it('keep their place when they are edited', () => {
    const edited = aProposal({ id: 'prp_1', revision: 2 });
    const state = after(made({ id: 'prp_1' }), made({ id: 'prp_2' }), {
      kind: 'decision.made',
      args: [aDecision({ kind: 'edit' }), edited],
    });
    expect(state.open).toEqual([edited, aProposal({ id: 'prp_2' })]);
  });

  it('leave when they expire, and when nobody told and their time is over', () => {
    expect(after(made(), { kind: 'proposal.expired', args: ['prp_1'] }).open).toEqual([]);
    expect(after(made(), { kind: 'batch', batch: aBatch([], nowMs + 15 * minuteMs) }).open).toEqual([]);
  });

  it('are none of those that the gate refused or only recorded', () => {
    expect(after(made({ state: 'refused' }), made({ id: 'prp_2', state: 'shadowed' })).open).toEqual([]);
  });
});

describe('the activity', () => {
  it('gathers decision, effect and outcome in the chain of their proposal', () => {
    const state = after(
      made(),
      { kind: 'decision.made', args: [aDecision(), aProposal({ state: 'authorised' })] },
      { kind: 'effect.intended', args: ['eff_1', 'line'] },
      settled(),
      { kind: 'outcome.judged', args: [anOutcome({ state: 'missed' })] },
    );
    expect(state.activity).toHaveLength(1);
    expect(newest(state)).toMatchObject({
      decision: { kind: 'approve' },
      effect: { state: 'verified' },
      outcome: { state: 'missed' },
    });
  });

  it('brings a chain to the end when something becomes of it', () => {
    const state = after(made({ id: 'prp_1' }), made({ id: 'prp_2' }), { kind: 'proposal.expired', args: ['prp_1'] });
    expect(newest(state)).toMatchObject({ proposalId: 'prp_1', expired: true });
  });

  it('shows what becomes of an effect of an earlier process', () => {
    expect(newest(after(settled({ proposalId: 'prp_old' })))).toMatchObject({
      proposal: null,
      wanted: { actionType: 'dispose' },
    });
    expect(
      newest(after({ kind: 'outcome.judged', args: [anOutcome({ proposalId: 'prp_older', effectId: 'eff_old' })] })),
    ).toMatchObject({
      wanted: null,
      outcome: { state: 'achieved' },
    });
  });

  it('does not grow without end', () => {
    let state = emptyState;
    for (let n = 0; n < 2_000; n += 1) {
      state = reduce(state, made({ id: `prp_${n}` }));
      state = reduce(state, settled({ id: `eff_${n}`, proposalId: `prp_${n - 300}` }));
      state = reduce(state, { kind: 'note', text: { en: 'n', 'zh-CN': 'n' } });
    }
    expect(state.activity.length).toBeLessThanOrEqual(200);
    expect(state.open.length).toBeLessThanOrEqual(200);
    expect(state.seen.length).toBeLessThanOrEqual(500);
    expect(state.counters.effects.verified).toBe(2_000);
  });
});

describe('counters', () => {
  it('count each effect once, also when it is told twice or was intended by another process', () => {
    const state = after(
      { kind: 'effect.intended', args: ['eff_1', 'line'] },
      { kind: 'effect.intended', args: ['eff_1', 'line'] },
      settled(),
      settled(),
      settled({ id: 'eff_2', state: 'refused', because: because('approval.epoch') }),
    );
    expect(state.counters.effects).toMatchObject({ intended: 2, verified: 1, refused: 1 });
  });

  it('take an unknown effect back when it is settled after all', () => {
    const unknown = after(settled({ state: 'unknown', needsPerson: true }));
    expect(unknown.counters.effects).toMatchObject({ unknown: 1, verified: 0 });
    expect(reduce(unknown, settled()).counters.effects).toMatchObject({ unknown: 0, verified: 1 });
  });

  it('count outcomes and troubles', () => {
    const state = after(
      { kind: 'outcome.judged', args: [anOutcome({ state: 'critical' })] },
      { kind: 'trouble', args: ['queue.add', new Error('gone')] },
      { kind: 'run.failed', args: [aRun(), new Error('odd')] },
    );
    expect(state.counters.outcomes.critical).toBe(1);
    expect(state.counters.troubles).toBe(2);
  });

  it('leave out what judges a proposal, which counts as evidence', () => {
    const { counters } = after({ kind: 'outcome.judged', args: [anOutcome({ state: 'achieved', effectId: null })] });
    expect(counters.outcomes.achieved).toBe(0);
  });

  it('count jobs, also those that an earlier process put on the queue', () => {
    const opened: ViewEvent = { kind: 'run.opened', args: [aRun()] };
    const finished: ViewEvent = { kind: 'run.finished', args: [aRun(), []] };
    const failed: ViewEvent = { kind: 'run.failed', args: [aRun(), new Error('odd')] };
    expect(after(opened, opened, finished).counters.jobs).toEqual({ queued: 2, ended: 1 });
    expect(after(finished, failed).counters.jobs).toEqual({ queued: 2, ended: 2 });
  });
});

describe('stops', () => {
  it('stay latched until they are reset', () => {
    const pressed = after({ kind: 'stop.pressed', args: [aStop()] });
    expect(pressed.stops).toHaveLength(1);
    const reset = reduce(pressed, { kind: 'stop.reset', args: [aStop({ resetCause: 'drill' })] });
    expect(reset.stops).toEqual([]);
    expect(reset.activity).toHaveLength(2);
  });

  it('are one per scope', () => {
    expect(
      after({ kind: 'stop.pressed', args: [aStop()] }, { kind: 'stop.pressed', args: [aStop({ epoch: 2 })] }).stops,
    ).toHaveLength(1);
  });
});

describe('levels', () => {
  const started: ViewEvent = { kind: 'started', start: aStart() };
  const standing = (state: ViewState) => state.standings.find(({ riskClass }) => riskClass === 'reversible');

  it('follow what was counted', () => {
    const counted = aStanding({ drift: { sum: 1.5, limit: 3.9 } });
    const state = after(started, { kind: 'evidence.counted', args: [counted] });
    expect(standing(state)).toBe(counted);
    expect(state.standings).toHaveLength(3);
    expect(state.activity).toEqual([]);
  });

  it('follow a signature at once, with nothing counted towards the next', () => {
    const state = after(started, { kind: 'grant.signed', args: [aGrant({ level: 'approve' }), 'advise'] });
    expect(standing(state)).toMatchObject({
      level: 'approve',
      next: { level: 'veto', target: 0.78, judged: 0, passed: false },
      drift: { sum: 0 },
    });
    expect(state.levelChange).toMatchObject({ atMs: nowMs, what: { kind: 'grant-signed', from: 'advise' } });
  });

  it('follow a demotion at once, and take it twice as hard to climb again', () => {
    const lowered = after(started, { kind: 'grant.lowered', args: [aLoweredGrant(), 'autonomous'] });
    expect(standing(lowered)).toMatchObject({
      level: 'approve',
      binding: { source: 'demotion' },
      next: { level: 'veto', alpha: 0.025, judged: 0 },
    });
    expect(lowered.standings.filter(({ level }) => level === 'approve')).toHaveLength(2);
  });

  it('keep what was counted when a lease is renewed, which is no change of level', () => {
    const state = after(started, { kind: 'grant.signed', args: [aGrant({ revision: 3 }), 'advise'] });
    expect(standing(state)?.next).toEqual(aStanding().next);
    expect(state.levelChange).toBeNull();
    expect(state.activity).toHaveLength(1);
  });

  it('stay below another cap, whatever is signed', () => {
    const cap = { source: 'exposure', level: 'approve', because: because('cap.other', { what: 'x' }) } as const;
    const capped = aStanding({ binding: cap, caps: [...aStanding().caps, cap] });
    const state = after(
      started,
      { kind: 'evidence.counted', args: [capped] },
      { kind: 'grant.signed', args: [aGrant({ level: 'autonomous' }), 'veto'] },
    );
    expect(standing(state)).toMatchObject({ level: 'approve', binding: cap, next: null });
  });

  it('signed before the view began stand in what it began with', () => {
    const early = after({ kind: 'grant.signed', args: [aGrant(), 'off'] });
    expect(early).toMatchObject({ activity: [], levelChange: null });
  });
});

describe('listen', () => {
  it('hears what the runtime tells, until it stops', () => {
    const events = new RuntimeEvents();
    const heard: ViewEvent[] = [{ kind: 'started', start: aStart() }];
    const stop = listen(events, (event) => heard.push(event));
    events.tell('proposal.made', aProposal());
    stop();
    events.tell('proposal.expired', 'prp_1');
    expect(heard.map(({ kind }) => kind)).toEqual(['started', 'proposal.made']);
    expect(events.eventNames()).toEqual([]);
  });
});
