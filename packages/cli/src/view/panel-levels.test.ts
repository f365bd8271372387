import { because } from '@andon/core';
import { describe, expect, it } from 'vitest';
import {
  aBatch,
  aGrant,
  aLoweredGrant,
  aPassedStanding,
  aStanding,
  aStart,
  aStop,
  linMei,
  nowMs,
} from '../../test/view-builders.ts';
import { type Frame, render } from './render.ts';
import { emptyState, reduce, type ViewEvent, type ViewState } from './state.ts';

const begun: readonly ViewEvent[] = [
  { kind: 'started', start: aStart() },
  { kind: 'batch', batch: aBatch() },
];
const after = (...events: ViewEvent[]): ViewState => [...begun, ...events].reduce(reduce, emptyState);
const picture = (state: ViewState, over: Partial<Frame> = {}) =>
  render(state, { columns: 100, rows: 31, locale: 'en', colour: false, ...over }).join('\n');

describe('the levels', () => {
  const signed: ViewEvent = { kind: 'grant.signed', args: [aGrant(), 'shadow'] };
  const lowered: ViewEvent = { kind: 'grant.lowered', args: [aLoweredGrant(), 'autonomous'] };
  const small = { columns: 80, rows: 23 };

  it('show what can be undone and the furnace in the smallest usual terminal, and that the targets are a demo’s', () => {
    const shown = picture(after(), small);
    expect(shown).toContain('Levels demo targets .70 .74 .78 .82, lower than the shipped .90 .95 .98 .99');
    expect(shown).toMatch(/disposition, reversible advise +▰▰▱▱▱ 13\/23 → approve {2}CUSUM 0\.4\/3\.9/);
    expect(shown).toMatch(/furnace set-point +approve +▰▰▱▱▱ 13\/23 → veto +CUSUM 2\.6\/3\.9/);
  });

  it('show the rest, targets and ends of grants where there is room', () => {
    const shown = picture(after(), { columns: 120 });
    expect(shown).toMatch(/disposition, irreversible advise +never above advise/);
    expect(shown).toContain('13/23 → approve at .74');
    expect(shown).toContain('until 2026-02-04');
  });

  it('keep the last change in sight, whatever has happened since', () => {
    const notes = Array.from({ length: 30 }, (): ViewEvent => ({ kind: 'note', text: { en: 'on', 'zh-CN': '续' } }));
    const later = after(lowered, ...notes);
    expect(picture(later, small)).toContain(
      'Levels (demo targets) 06:14 autonomous → approve by itself: CUSUM 4.2 ≥ 3.9',
    );
    expect(picture(later, small)).toMatch(/disposition, reversible approve ↓ +▱▱▱▱▱ 0\/\d+ → veto/);
    expect(picture(later, { locale: 'zh-CN' })).toContain('自主执行 → 确认后执行，自动降级：CUSUM 4.2 ≥ 3.9');
  });

  it('say who signed on what evidence', () => {
    expect(picture(after(signed), { columns: 120 })).toContain(
      'disposition, reversible: shadow → advise, signed by Wang Jun: 22 judged, 22 right (target .70)',
    );
  });

  it('say that a passed test waits for a signature', () => {
    const shown = picture(after({ kind: 'evidence.passed', args: [aPassedStanding()] }));
    expect(shown).toContain('▰▰▰▰▰ approve shown; to be signed');
    expect(shown).toContain('approve shown: 23 judged, 23 right (target .74); to be signed');
  });

  it('are off under a stop, and say what the grant is', () => {
    const shown = picture(after({ kind: 'stop.pressed', args: [aStop()] }));
    expect(shown).toMatch(/disposition, reversible +off +stopped; its grant: advise/);
  });

  it('are what they were once a stop is reset, whatever was counted under it', () => {
    const stop = {
      source: 'stop',
      level: 'off',
      because: because('stop.pressed', { scope: 'x', by: 'Lin Mei' }),
    } as const;
    const counted = aStanding({ level: 'off', binding: stop, caps: [stop, ...aStanding().caps] });
    const stopped = after({ kind: 'stop.pressed', args: [aStop()] }, { kind: 'evidence.counted', args: [counted] });
    expect(picture(stopped)).toMatch(/disposition, reversible +off +stopped; its grant: advise/);
    const reset = reduce(stopped, { kind: 'stop.reset', args: [aStop({ resetBy: linMei, resetCause: 'drill' })] });
    expect(picture(reset)).toMatch(/disposition, reversible +advise +▰▰▱▱▱ 13\/23/);
  });

  it('say what else keeps one down', () => {
    const binding = {
      source: 'exposure',
      level: 'approve',
      because: because('exposure.unverified', { count: 50, limit: 50, level: 'approve' }),
    } as const;
    const standing = aStanding({ level: 'approve', binding, caps: [binding] });
    expect(picture(after({ kind: 'evidence.counted', args: [standing] }))).toContain('50 acts are not judged yet');
  });

  it('say so when there is no agent', () => {
    expect(picture(reduce(emptyState, { kind: 'started', start: aStart({ standings: [] }) }))).toContain(
      'No agent works here.',
    );
  });

  it('name who lowered one, and why', () => {
    const why = because('demoted.person', { by: 'Chen Hua', level: 'approve', reason: 'new rolls' });
    const grant = aLoweredGrant({ lowered: { to: 'approve', because: why, by: linMei, atMs: nowMs } });
    const shown = picture(after({ kind: 'grant.lowered', args: [grant, 'veto'] }), { columns: 120 });
    expect(shown).toContain('veto → approve by Chen Hua: new rolls');
  });

  it.each([
    ['demoted.critical', { what: 'escaped' }, 'critical outcome: escaped'],
    ['demoted.breach', { value: 1290 }, 'read back outside its envelope: 1290'],
  ] as const)('say why one fell by itself: %s', (code, values, words) => {
    const fallen = {
      to: 'approve',
      because: because(code, { ...values, level: 'approve' }),
      by: linMei,
      atMs: 0,
    } as const;
    const shown = picture(after({ kind: 'grant.lowered', args: [aLoweredGrant({ lowered: fallen }), 'autonomous'] }));
    expect(shown).toContain(`autonomous → approve by itself: ${words}`);
  });
});
