/**
 * A proposal before the viewer, and what each key does to it: a pure machine.
 *
 * ```
 * choose ─a▶ approve   ─r▶ reject   ─s▶ stop
 *    │e                                           (s stops from anywhere)
 *    ▼
 * edit field 1 ─▶ … ─▶ edit field n ─▶ edit       (Esc: back to choose; unchanged: back to choose)
 * ```
 *
 * A field with choices takes the digits 1 … 9; a number is typed and taken with Enter. Enter alone keeps the value.
 */

import type { Json, Proposal } from '@andon/core';
import type { EditField, SeatAnswer } from './view.ts';

export interface Question {
  readonly proposal: Proposal;
  readonly fields: readonly EditField[];
  readonly mode: { readonly kind: 'choose' } | Editing;
  /** What the last key came to, where that needs saying. */
  readonly said: Said | null;
}

export interface Editing {
  readonly kind: 'edit';
  readonly field: EditField;
  readonly index: number;
  /** A number as it is being typed. */
  readonly draft: string;
  readonly changes: Readonly<Record<string, Json>>;
}

export type Said =
  | { readonly kind: 'nothing-to-edit' }
  | { readonly kind: 'nothing-changed' }
  | { readonly kind: 'out-of-range'; readonly value: string; readonly field: NumberField }
  | { readonly kind: 'not-a-number'; readonly field: NumberField };

type NumberField = Extract<EditField, { readonly min: number }>;

/** A key as a terminal names it: `a`, `1`, `return`, `escape`, `backspace`; `text` is what it types. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

export type Pressed =
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'answer'; readonly answer: SeatAnswer }
  /** The key means nothing here. */
  | { readonly kind: 'nothing' };

const MAX_DRAFT = 12;

export function ask(proposal: Proposal, fields: readonly EditField[]): Question {
  return { proposal, fields, mode: { kind: 'choose' }, said: null };
}

export function press(question: Question, key: Key): Pressed {
  if (key.name === 's') return answer({ kind: 'stop' });
  return question.mode.kind === 'choose' ? choose(question, key) : edit(question, question.mode, key);
}

function choose(question: Question, key: Key): Pressed {
  switch (key.name) {
    case 'a':
      return answer({ kind: 'approve' });
    case 'r':
      return answer({ kind: 'reject' });
    case 'e':
      return question.fields.length === 0
        ? on({ ...question, said: { kind: 'nothing-to-edit' } })
        : nextField(question, 0, {});
    default:
      return { kind: 'nothing' };
  }
}

function edit(question: Question, editing: Editing, key: Key): Pressed {
  if (key.name === 'escape') return on({ ...question, mode: { kind: 'choose' }, said: null });
  const { field, index, changes, draft } = editing;
  if ('oneOf' in field) {
    const chosen = /^[1-9]$/.test(key.text) ? field.oneOf[Number(key.text) - 1] : undefined;
    if (chosen !== undefined) return nextField(question, index + 1, { ...changes, [field.param]: chosen });
    return isEnter(key) ? nextField(question, index + 1, changes) : { kind: 'nothing' };
  }
  if (isEnter(key)) return takeNumber(question, editing, field);
  if (key.name === 'backspace') return draftOf(question, editing, draft.slice(0, -1));
  const typed = key.text.replace(',', '.');
  return /^[\d.-]$/.test(typed) && draft.length < MAX_DRAFT
    ? draftOf(question, editing, draft + typed)
    : { kind: 'nothing' };
}

function takeNumber(question: Question, editing: Editing, field: NumberField): Pressed {
  const { draft, index, changes } = editing;
  if (draft === '') return nextField(question, index + 1, changes);
  const value = Number(draft);
  const said: Said | null = !Number.isFinite(value)
    ? { kind: 'not-a-number', field }
    : value < field.min || value > field.max
      ? { kind: 'out-of-range', value: draft, field }
      : null;
  if (said) return on({ ...question, mode: { ...editing, draft: '' }, said });
  return nextField(question, index + 1, { ...changes, [field.param]: value });
}

/** Goes on to a field, or ends the edit after the last. The answer carries the parameters as they should be, all of them. */
function nextField(question: Question, index: number, changes: Editing['changes']): Pressed {
  const field = question.fields[index];
  if (field) return on({ ...question, mode: { kind: 'edit', field, index, draft: '', changes }, said: null });
  const { params } = question.proposal;
  const changed = Object.entries(changes).some(([param, value]) => params[param] !== value);
  if (!changed) return on({ ...question, mode: { kind: 'choose' }, said: { kind: 'nothing-changed' } });
  return answer({ kind: 'edit', params: { ...params, ...changes } });
}

function draftOf(question: Question, editing: Editing, draft: string): Pressed {
  return on({ ...question, mode: { ...editing, draft }, said: null });
}

function isEnter({ name }: Key): boolean {
  return name === 'return' || name === 'enter';
}

function on(question: Question): Pressed {
  return { kind: 'question', question };
}

function answer(given: SeatAnswer): Pressed {
  return { kind: 'answer', answer: given };
}
