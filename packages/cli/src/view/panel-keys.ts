/** What the viewer may press, and what came of the last press. */

import { word } from '../messages/words.ts';
import { type Page, WIDE } from './frame.ts';
import type { Editing, Said } from './question.ts';
import { type Line, type Span, span } from './spans.ts';
import type { ViewState } from './state.ts';

export function keyLine(page: Page): Line {
  const { t, dialogue } = page;
  const { question } = dialogue;
  const stop = keyed('s', t('key.stop'));
  if (question?.mode.kind === 'edit') return [...editor(page, question.mode), span('   '), ...stop];
  if (!question) return [...stop, span('   '), ...keyed('a e r', t('key.seat'))];
  return [
    ...keyed('a', t('key.approve')),
    span('   '),
    ...(question.fields.length > 0 ? [...keyed('e', t('key.edit')), span('   ')] : []),
    ...keyed('r', t('key.reject')),
    span('   '),
    ...stop,
  ];
}

export function hintLine(state: ViewState, page: Page): Line {
  const { t, dialogue } = page;
  const { question, secondsLeft, answered, stopAsked, seatAsked } = dialogue;
  if (stopAsked && state.stops.length === 0) return [span(t('hint.stop'), 'alarm')];
  if (question?.said) return [span(saidWords(page, question.said), 'odd')];
  if (question) return [span(t('hint.countdown', { seconds: secondsLeft }), 'odd')];
  if (state.comparing) return [span(t('comparing', state.comparing), 'label')];
  const [first] = state.open;
  if (first && answered?.proposalId === first.id) {
    return [span(t('hint.taken', { answer: t(`answer.${answered.kind}`) }), 'label')];
  }
  if (seatAsked) return [span(t('hint.seat'), 'label')];
  return first ? [span(t('hint.crew'), 'label')] : [];
}

function editor({ t, locale, columns }: Page, { field, draft }: Editing): Line {
  const param = word(field.param, locale);
  if ('oneOf' in field) {
    const choices = field.oneOf.slice(0, 9).flatMap((choice, index) => {
      return [span(index === 0 ? '' : '  '), ...keyed(`${index + 1}`, word(choice, locale))];
    });
    const prompt = columns < WIDE ? [] : [span(`${t('edit.choice', { param })} `)];
    return [...prompt, ...choices, span('  '), ...keyed('Esc', t('edit.back'))];
  }
  const { min, max, unit } = field;
  return [
    span(`${t('edit.number', { param, min, max, unit })} `),
    span(`${draft}_`, 'strong'),
    span('   '),
    ...keyed('Enter', t('edit.enter')),
    span('  '),
    ...keyed('Esc', t('edit.back')),
  ];
}

function saidWords({ t }: Page, said: Said): string {
  switch (said.kind) {
    case 'out-of-range': {
      const { min, max, unit } = said.field;
      return t('hint.out-of-range', { value: said.value, min, max, unit });
    }
    case 'not-a-number': {
      const { min, max, unit } = said.field;
      return t('hint.not-a-number', { min, max, unit });
    }
    default:
      return t(`hint.${said.kind}`);
  }
}

function keyed(key: string, does: string): readonly Span[] {
  return [span(key, 'strong'), span(` ${does}`)];
}
