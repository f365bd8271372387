import { because, type Locale, locales } from '@andon/core';
import { tags } from '@andon/sim-line';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  aBatch,
  aDecision,
  aFurnaceProposal,
  aLineState,
  anEffect,
  anOutcome,
  aProposal,
  aSample,
  aStart,
  aStop,
  linMei,
  minuteMs,
  nowMs,
} from '../../test/view-builders.ts';
import { ask, press } from './question.ts';
import { type Dialogue, type Frame, idle, render } from './render.ts';
import { emptyState, reduce, type ViewEvent, type ViewState } from './state.ts';

const started: ViewEvent = { kind: 'started', start: aStart() };
const running: ViewEvent = {
  kind: 'batch',
  batch: aBatch([
    aLineState(12),
    aSample(tags.furnaceSetpoint, 1220),
    aSample(tags.furnaceSetpointBy, 'people'),
    aSample(tags.furnaceAim, 1205),
    aSample(tags.furnaceTemperature, 1218.4),
    aSample(tags.millForce, 12_340.2),
    aSample(tags.millRollWear, 0.43),
  ]),
};
const after = (...events: ViewEvent[]): ViewState => [started, running, ...events].reduce(reduce, emptyState);

const lines = (state: ViewState, over: Partial<Frame> = {}) =>
  render(state, { columns: 100, rows: 31, locale: 'en', colour: false, ...over });
const picture = (state: ViewState, over: Partial<Frame> = {}) => lines(state, over).join('\n');

const choices = [{ param: 'disposition', oneOf: ['release', 'hold', 'rework'] }];
const asked: Dialogue = { ...idle, question: ask(aProposal(), choices), secondsLeft: 12 };

/** A bit of everything, with texts longer than any terminal is wide. */
function busy(): ViewState {
  const long = { en: 'word '.repeat(60), 'zh-CN': '钢卷表面有缺陷，'.repeat(40) };
  return after(
    { kind: 'note', text: long },
    { kind: 'stop.pressed', args: [aStop({ reason: long['zh-CN'] })] },
    { kind: 'trouble', args: ['queue.add', new Error(long.en)] },
    { kind: 'proposal.made', args: [aProposal({ id: 'prp_0', reasons: [{ code: 'x', text: long }], expected: long })] },
    ...Array.from({ length: 12 }, (_, n): ViewEvent[] => [
      { kind: 'proposal.made', args: [aProposal({ id: `prp_${n + 1}`, riskClass: 'irreversible' })] },
      { kind: 'effect.settled', args: [anEffect({ id: `eff_${n}`, proposalId: `prp_${n + 1}`, state: 'clamped' })] },
      { kind: 'outcome.judged', args: [anOutcome({ effectId: `eff_${n}`, state: 'critical' })] },
    ]).flat(),
  );
}

describe('every frame', () => {
  const sizes = [60, 80, 100, 160].flatMap((columns) => [19, 23, 31, 50].map((rows) => [columns, rows] as const));

  describe.each(locales)('in %s', (locale) => {
    it.each(sizes)('fits %d columns and %d rows', (columns, rows) => {
      for (const colour of [false, true]) {
        for (const state of [emptyState, after(), busy()]) {
          const drawn = lines(state, { columns, rows, locale, colour, dialogue: asked });
          expect(drawn.length).toBeLessThanOrEqual(rows);
          expect(Math.max(...drawn.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
        }
      }
    });

    it.each(sizes)('is as high when quiet as when busy, %d by %d', (columns, rows) => {
      const height = lines(after(), { columns, rows, locale }).length;
      for (const state of [emptyState, busy()]) {
        expect(lines(state, { columns, rows, locale, dialogue: asked })).toHaveLength(height);
      }
      expect(lines(busy(), { columns, rows, locale })).toHaveLength(height);
    });

    it.each(sizes)('says that a stop is no safety function, %d by %d', (columns, rows) => {
      const words = { en: 'Not a safety function', 'zh-CN': '不属于安全功能' }[locale];
      expect(lines(busy(), { columns, rows, locale }).at(-1)).toContain(words);
    });
  });

  it('says the same with and without colour', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is taken away
    const bare = picture(busy(), { colour: true }).replaceAll(/\u001b\[\d+m/g, '');
    expect(bare).toBe(picture(busy()));
  });

  it('leaves its first line alone while a demo runs', () => {
    expect(lines(busy())[0]).toBe(lines(after())[0]);
  });

  it('lets no control sequence of a text through', () => {
    const text = { en: 'a\u001b[2Jb\nc', 'zh-CN': '' };
    expect(picture(after({ kind: 'note', text }))).toContain('ab c');
  });

  it('still shows a stop and the keys in a terminal that is too small', () => {
    const small = picture(after({ kind: 'stop.pressed', args: [aStop()] }), { columns: 50, rows: 5, dialogue: asked });
    expect(small).toContain('AGENTS STOPPED');
    expect(small).toContain('a approve');
    expect(small).toContain('Make the terminal at least 60 columns');
  });
});

describe('the head', () => {
  it.each([
    ['en', ['acme/harbin/hot-rolling/hot-strip-1', 'furnace-drift, seed 7', '720× plant time · 510 coils (3 × 8 h)']],
    ['zh-CN', ['acme/harbin/hot-rolling/hot-strip-1', '种子 7', '510 卷（3 × 8 小时）']],
  ] as const)('says where, when and how long, in %s', (locale: Locale, words) => {
    const head = lines(after(), { locale }).slice(0, 4).join('\n');
    for (const one of words) expect(head).toContain(one);
    expect(head).toContain('2026-01-05 06:14:20');
    expect(head).toContain('PostgreSQL 18.4, embedded · BullMQ on Redis 7.0.15, private');
  });

  it('never says a level by number', () => {
    expect(picture(busy())).not.toMatch(/\bL[0-5]\b|level [0-5]/);
  });
});

describe('the line panel', () => {
  it('shows set-point, what is seen, force and wear', () => {
    const shown = picture(after());
    for (const one of [
      'running since 06:00',
      '1220 °C people',
      '1218 °C, aim 1205',
      '12 340 kN',
      '0.43',
      'inspected 12',
    ]) {
      expect(shown).toContain(one);
    }
  });

  it.each([
    ['bad, was 1218 °C', aSample(tags.furnaceTemperature, null, { quality: 'bad', lastGood: 1218 })],
    ['1218 °C uncertain', aSample(tags.furnaceTemperature, 1218, { quality: 'uncertain' })],
    ['1218 °C stale 7 min', aSample(tags.furnaceTemperature, 1218, { sourceTs: nowMs - 7 * minuteMs })],
    ['1218 °C stale 0 min', aSample(tags.furnaceTemperature, 1218, { quality: 'stale' })],
  ])('marks in words what is not to be relied on: %s', (words, sample) => {
    expect(picture(after({ kind: 'batch', batch: aBatch([sample]) }))).toContain(words);
  });

  it('says when people have the plant on local control', () => {
    const state = after({ kind: 'batch', batch: aBatch([aSample(tags.furnaceRemoteControl, false)]) });
    expect(picture(state)).toContain('running, local control');
  });
});

describe('what is to decide', () => {
  const open = after({ kind: 'proposal.made', args: [aProposal()] });

  it('says what is wanted, why, what should come of it, until when and who decides', () => {
    const shown = picture(open, { dialogue: asked });
    for (const one of [
      'coil C000012 → hold',
      'The camera saw stains.',
      'The laboratory finds the coil not prime.',
      '06:26:20, in 12 min 00 s of plant time; else it expires unsent',
      'quality inspector. The grant allows approve.',
      'a approve   e edit   r reject   s stop agents',
      'In 12 s the scripted crew decides.',
    ]) {
      expect(shown).toContain(one);
    }
  });

  it('says it in Chinese, in the words of the plant', () => {
    const shown = picture(open, { locale: 'zh-CN', dialogue: asked });
    for (const one of ['钢卷 C000012 → 待判', '质检员', '确认后执行', 's 停止智能体', '12 秒后由脚本班组决定'])
      expect(shown).toContain(one);
  });

  it('shows no key that does nothing', () => {
    const shown = picture(open);
    expect(shown).not.toContain('a approve');
    expect(shown).toContain('s stop agents');
    expect(picture(open, { dialogue: { ...asked, question: ask(aProposal(), []) } })).not.toContain('e edit');
  });

  it('says before and after of a set-point, and what cannot be undone', () => {
    const question = ask(aFurnaceProposal({ riskClass: 'irreversible' }), []);
    const shown = picture(open, { dialogue: { ...asked, question } });
    expect(shown).toContain('furnace set-point → 1235 °C (now 1220 °C)');
    expect(shown).toContain('cannot be undone');
  });

  it('counts those that wait behind it', () => {
    const two = reduce(open, { kind: 'proposal.made', args: [aProposal({ id: 'prp_2' })] });
    expect(picture(two)).toContain('1 of 2 open, oldest first');
  });

  it('says that somebody else decides on what a person edited', () => {
    const edited = after({ kind: 'proposal.made', args: [aProposal({ author: linMei, revision: 2 })] });
    expect(picture(edited)).toContain('not Lin Mei, who edited it');
  });

  it('opens an editor with the choices by number, or with the range', () => {
    const edit = (question: ReturnType<typeof ask>) => {
      const pressed = press(question, { name: 'e', text: 'e' });
      return { ...asked, question: pressed.kind === 'question' ? pressed.question : null };
    };
    expect(picture(open, { dialogue: edit(ask(aProposal(), choices)) })).toContain(
      '1 release  2 hold  3 rework  Esc back',
    );
    const field = { param: 'setpointC', min: 1150, max: 1280, unit: '°C' };
    const shown = picture(open, { dialogue: edit(ask(aFurnaceProposal(), [field])) });
    expect(shown).toContain('New set-point, 1150 to 1280 °C: _');
  });

  it('says that a stop was asked for until it is confirmed', () => {
    const dialogue = { ...idle, stopAsked: true };
    expect(picture(open, { dialogue })).toContain('asked for. It is not confirmed yet.');
    const stopped = reduce(open, { kind: 'stop.pressed', args: [aStop()] });
    expect(picture(stopped, { dialogue })).not.toContain('not confirmed yet');
  });
});

describe('the activity', () => {
  const chain = (...events: ViewEvent[]) =>
    picture(after({ kind: 'proposal.made', args: [aProposal()] }, ...events), { columns: 160 });
  const approved: ViewEvent = { kind: 'decision.made', args: [aDecision(), aProposal({ state: 'authorised' })] };

  it('tells a chain on one line', () => {
    const shown = chain(
      approved,
      { kind: 'effect.settled', args: [anEffect()] },
      {
        kind: 'outcome.judged',
        args: [anOutcome()],
      },
    );
    expect(shown).toContain('06:14:20  coil C000012 → hold · approved by Lin Mei · verified: hold · achieved');
  });

  it('says what the agent did by itself, and that nobody vetoed', () => {
    const settled = (kind: 'standing' | 'window-closed'): ViewEvent => ({
      kind: 'effect.settled',
      args: [anEffect({ authorisation: { kind, revisionHash: 'hash-1', stopEpoch: 0 } })],
    });
    expect(chain(settled('standing'))).toContain('coil C000012 → hold · acted by itself · verified: hold');
    expect(chain(settled('window-closed'))).toContain('left, as nobody vetoed · verified: hold');
    expect(chain(approved, { kind: 'effect.settled', args: [anEffect()] })).not.toContain('by itself');
  });

  it('says when something leaves unless it is vetoed', () => {
    const verdict = {
      kind: 'veto-window',
      closesAtMs: nowMs + 3 * minuteMs,
      because: because('grant.level', { level: 'veto' }),
      level: 'veto',
      binding: 'grant',
    } as const;
    const shown = picture(after({ kind: 'proposal.made', args: [aProposal({ state: 'veto-window', verdict })] }));
    expect(shown).toContain('coil C000012 → hold · leaves at 06:17:20 unless vetoed');
    expect(shown).toContain('06:17:20, in 3 min 00 s of plant time; then it is sent unless vetoed');
  });

  it('says of a proposal that was judged unexecuted whether it was right', () => {
    const ofProposal = (state: 'achieved' | 'critical'): ViewEvent => ({
      kind: 'outcome.judged',
      args: [anOutcome({ id: 'prp_1', effectId: null, state })],
    });
    expect(chain(ofProposal('achieved'))).toContain('judged right');
    expect(chain(ofProposal('critical'))).toContain('judged wrong, CRITICAL');
  });

  it('says what was read back when the plant changed the value', () => {
    const { id: proposalId, command } = aFurnaceProposal();
    const effect = anEffect({ proposalId, command, state: 'clamped', after: 1230 });
    expect(chain({ kind: 'effect.settled', args: [effect] })).toContain('clamped: asked 1235 °C, reads 1230 °C');
  });

  it('says the binding reason of a refusal, with levels by name', () => {
    const effect = anEffect({ state: 'refused', because: because('grant.level', { level: 'shadow' }) });
    const event: ViewEvent = { kind: 'effect.settled', args: [effect] };
    expect(chain(approved, event)).toContain('refused: The grant allows shadow.');
    expect(picture(after(event), { locale: 'zh-CN' })).toContain('未发送：授权级别为“影子运行”。');
  });

  it('names equipment briefly', () => {
    const tag = tags.inspectionRemoteControl;
    const reason = because('precondition.false', { tag, value: 'false', op: '=', wanted: true });
    const effect = anEffect({ state: 'refused', because: reason });
    expect(chain({ kind: 'effect.settled', args: [effect] })).toContain(
      'refused: surface-inspection/remote-control is false; it must be = true.',
    );
  });

  it('says the reason of a missed or critical outcome', () => {
    const finding = { reasons: [{ code: 'x', text: { en: 'It was not prime.', 'zh-CN': '非正品。' } }] };
    const shown = chain(
      { kind: 'effect.settled', args: [anEffect()] },
      {
        kind: 'outcome.judged',
        args: [anOutcome({ state: 'critical', finding })],
      },
    );
    expect(shown).toContain('CRITICAL: It was not prime.');
  });

  it('bears a finding of any shape', () => {
    for (const finding of [{}, { reasons: 'x' }, { reasons: [null] }, { reasons: [{ text: 3 }] }]) {
      expect(() =>
        picture(after({ kind: 'outcome.judged', args: [anOutcome({ state: 'missed', finding })] })),
      ).not.toThrow();
    }
  });
});

describe('the stop banner', () => {
  it('says who pressed it, when and why', () => {
    expect(picture(after())).toContain('Agents are not stopped.');
    const stopped = after({ kind: 'stop.pressed', args: [aStop()] });
    expect(picture(stopped)).toContain('AGENTS STOPPED: hot-strip-1, by Lin Mei at 06:14:20: a drill');
    expect(picture(stopped, { locale: 'zh-CN' })).toContain('智能体已停止：hot-strip-1');
  });
});
