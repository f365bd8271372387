/** The proposal that waits for somebody: what is wanted, why, what should come of it, until when, and who decides. */

import type { Proposal } from '@andon/core';
import { targets } from '@andon/sim-line';
import { word } from '../messages/words.ts';
import { isEdited, sayPlainly, valueWords, wants } from './describe.ts';
import { type Page, rule } from './frame.ts';
import { hintLine, keyLine } from './panel-keys.ts';
import { duration, timeOfDay } from './plant-time.ts';
import { type Line, span } from './spans.ts';
import type { ViewState } from './state.ts';
import { cell, wrap } from './width.ts';

const LABEL = 9;

export function decidePanel(state: ViewState, page: Page): readonly Line[] {
  const { t, dialogue, plan } = page;
  const { open } = state;
  const asked = dialogue.question;
  const proposal = asked?.proposal ?? open[0] ?? null;
  const title = open.length > 1 ? t('section.decide.count', { count: open.length }) : t('section.decide');
  const { why, expect } = plan;
  const body = proposal ? proposalLines(state, page, proposal) : [[span(t('decide.nothing'), 'label')]];
  const height = 3 + why + expect;
  const padded = Array.from({ length: height }, (_, at) => body[at] ?? []);
  return [rule(page, title, [], asked ? 'strong' : 'label'), ...padded, keyLine(page), hintLine(state, page)];
}

function proposalLines(state: ViewState, page: Page, proposal: Proposal): readonly Line[] {
  const { t, locale } = page;
  const { why, expect } = page.plan;
  const reasons = proposal.reasons.map((reason) => reason.text[locale]).join(locale === 'en' ? ' ' : '');
  const expected = labelled(page, t('decide.expect'), proposal.expected[locale] || '—', expect);
  return [
    wantLine(state, page, proposal),
    // What the expectation leaves free, the reasons may have.
    ...labelled(page, t('decide.why'), reasons || '—', why + expect - expected.length),
    ...expected,
    ...labelled(page, t('decide.until'), until(state, page, proposal), 1),
    ...labelled(page, t('decide.by'), decidedBy(page, proposal), 1),
  ];
}

function wantLine(state: ViewState, { t, locale }: Page, proposal: Proposal): Line {
  const want = wants(proposal, locale);
  const now = state.line.setpoint?.value ?? null;
  const { target } = proposal.command;
  const words =
    target === targets.furnaceSetpoint && now !== null
      ? t('decide.now', { want, now: valueWords(now, target, locale) })
      : want;
  const head = span(words, 'strong');
  return proposal.riskClass === 'irreversible' ? [head, span('   '), span(t('decide.irreversible'), 'alarm')] : [head];
}

function until({ plantMs }: ViewState, { t }: Page, { approvalUntilMs, verdict }: Proposal): string {
  const window = verdict.kind === 'veto-window';
  const untilMs = window ? verdict.closesAtMs : approvalUntilMs;
  const time = timeOfDay(untilMs);
  const leftMs = untilMs - (plantMs ?? untilMs);
  if (leftMs < 0) return t('decide.until.over', { time });
  return t(window ? 'decide.until.veto' : 'decide.until.text', { time, left: duration(leftMs) });
}

function decidedBy({ t, locale }: Page, proposal: Proposal): string {
  const role = word(proposal.decidedByRole, locale);
  if (isEdited(proposal)) return t('decide.by.edited', { role, author: proposal.author.name });
  return t('decide.by.text', { role, because: sayPlainly(proposal.verdict.because, locale) });
}

/** At most `lines` lines: a label, and text that goes on below itself. */
function labelled(page: Page, label: string, words: string, lines: number): readonly Line[] {
  const wrapped = wrap(span(words).text, page.columns - LABEL, lines);
  return wrapped.map((line, at) => [span(cell(at === 0 ? label : '', LABEL), 'label'), span(line)]);
}
