/** What a picture is drawn into: the size of the terminal, the language, and how many lines each panel may have. */

import type { Locale } from '@andon/core';
import { type Text, text } from '../messages/text.ts';
import type { Question } from './question.ts';
import { type Line, type Span, span, widthOfLine } from './spans.ts';

/** What the viewer is in the middle of. */
export interface Dialogue {
  readonly question: Question | null;
  /** Until the scripted crew decides. */
  readonly secondsLeft: number;
  /** What was answered, until the record shows it. */
  readonly answered: { readonly proposalId: string; readonly kind: 'approve' | 'edit' | 'reject' } | null;
  readonly stopAsked: boolean;
  readonly seatAsked: boolean;
}

export interface Frame {
  readonly columns: number;
  /** The most lines there may be. */
  readonly rows: number;
  readonly locale: Locale;
  readonly colour: boolean;
  readonly dialogue?: Dialogue;
}

export const idle: Dialogue = {
  question: null,
  secondsLeft: 0,
  answered: null,
  stopAsked: false,
  seatAsked: false,
};

/** From this width on, three readings stand side by side. */
export const WIDE = 78;

/** A frame as the panels read it: beside what is known, all that a panel may depend on. */
export interface Page {
  readonly columns: number;
  readonly locale: Locale;
  readonly t: Text;
  readonly dialogue: Dialogue;
  readonly plan: Plan;
}

/** How many lines each part has. */
interface Plan {
  readonly record: boolean;
  readonly standings: number;
  readonly demands: boolean;
  readonly force: boolean;
  readonly why: number;
  readonly expect: number;
  readonly outcomes: boolean;
}

export function pageOf({ columns, rows, locale, dialogue = idle }: Frame): Page {
  return { columns, locale, t: text(locale), dialogue, plan: planOf(rows) };
}

/** The line that a panel begins with: its title, what may stand beside it, and a rule to the edge. */
export function rule(page: Page, title: string, more: Line = [], style: Span['style'] = 'label'): Line {
  const begin = [span('─ ', 'label'), span(title, style), span(' '), ...more];
  const left = page.columns - widthOfLine(begin) - 1;
  return left > 0 ? [...begin, span(`${more.length > 0 ? ' ' : ''}${'─'.repeat(left)}`, 'label')] : begin;
}

function planOf(rows: number): Plan {
  const roomy = rows >= 30;
  const normal = rows >= 23;
  return {
    record: roomy,
    standings: roomy ? 3 : normal ? 2 : 1,
    demands: roomy,
    force: normal,
    why: roomy ? 3 : 1,
    expect: roomy ? 2 : 1,
    outcomes: normal,
  };
}
