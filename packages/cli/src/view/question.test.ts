import { describe, expect, it } from 'vitest';
import { aFurnaceProposal, aProposal } from '../../test/view-builders.ts';
import { ask, type Key, type Pressed, press, type Question } from './question.ts';

const disposition = { param: 'disposition', oneOf: ['release', 'hold', 'rework', 'downgrade', 'scrap'] };
const setpoint = { param: 'setpointC', min: 1150, max: 1280, unit: '°C' };

const key = (name: string): Key => ({ name, text: name.length === 1 ? name : '' });

/** Presses one key after another; the last answer counts. */
function type(question: Question, ...keys: string[]): Pressed {
  let pressed: Pressed = { kind: 'question', question };
  for (const name of keys) {
    if (pressed.kind === 'answer') throw new TypeError(`answered before ${name}`);
    const next: Pressed = press(pressed.kind === 'question' ? pressed.question : question, key(name));
    if (next.kind !== 'nothing') pressed = next;
  }
  return pressed;
}

const coil = ask(aProposal(), [disposition]);
const furnace = ask(aFurnaceProposal(), [setpoint]);

describe('a question', () => {
  it.each([
    ['a', { kind: 'approve' }],
    ['r', { kind: 'reject' }],
    ['s', { kind: 'stop' }],
  ])('takes %s for an answer', (name, answer) => {
    expect(type(coil, name)).toEqual({ kind: 'answer', answer });
  });

  it('ignores every other key', () => {
    expect(press(coil, key('x'))).toEqual({ kind: 'nothing' });
    expect(press(coil, key('1'))).toEqual({ kind: 'nothing' });
    expect(press(coil, key('return'))).toEqual({ kind: 'nothing' });
  });

  it('answers an edit with all parameters as they should be', () => {
    const answer = { kind: 'edit', params: { coil: 'C000012', disposition: 'rework' } };
    expect(type(coil, 'e', '3')).toEqual({ kind: 'answer', answer });
  });

  it('takes a number with Enter, after corrections', () => {
    const pressed = type(furnace, 'e', '1', '2', '3', '9', 'backspace', '0', 'return');
    expect(pressed).toEqual({ kind: 'answer', answer: { kind: 'edit', params: { setpointC: 1230 } } });
  });

  it.each([
    [['1', '3', '0', '0'], { kind: 'out-of-range', value: '1300', field: setpoint }],
    [['.', '-'], { kind: 'not-a-number', field: setpoint }],
  ])('keeps the editor open on %j and says the range', (digits, said) => {
    const pressed = type(furnace, 'e', ...digits, 'return');
    expect(pressed).toMatchObject({ kind: 'question', question: { mode: { kind: 'edit', draft: '' }, said } });
  });

  it('goes back on Esc, and approves nothing on the way', () => {
    expect(type(coil, 'e', 'a', 'r', '9', 'escape')).toMatchObject({ question: { mode: { kind: 'choose' } } });
  });

  it('stops agents from within the editor', () => {
    expect(type(furnace, 'e', '1', 's')).toEqual({ kind: 'answer', answer: { kind: 'stop' } });
  });

  it('is no edit when nothing was changed', () => {
    expect(type(coil, 'e', '2')).toMatchObject({
      question: { mode: { kind: 'choose' }, said: { kind: 'nothing-changed' } },
    });
    expect(type(furnace, 'e', 'return')).toMatchObject({ question: { said: { kind: 'nothing-changed' } } });
  });

  it('says when there is nothing to edit', () => {
    expect(type(ask(aProposal(), []), 'e')).toMatchObject({ question: { said: { kind: 'nothing-to-edit' } } });
  });

  it('asks for one field after another; Enter keeps one', () => {
    const both = ask(aProposal({ params: { disposition: 'hold', setpointC: 1220 } }), [disposition, setpoint]);
    const answer = { kind: 'edit', params: { disposition: 'hold', setpointC: 1200 } };
    expect(type(both, 'e', 'return', '1', '2', '0', '0', 'return')).toEqual({ kind: 'answer', answer });
  });
});
