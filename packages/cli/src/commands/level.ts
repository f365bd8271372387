/** `andon level`: how far each kind of action has come, what binds it, and what is missing. */

import { AndonError, isWithin, type Locale, levelNames, parseScope, type Standing, standingLines } from '@andon/core';
import { word } from '../messages/words.ts';
import { attached } from '../site/attach.ts';
import { readSettings } from '../site/settings.ts';
import { cell, widthOf } from '../view/width.ts';

export interface LevelFlags {
  readonly why?: boolean;
  readonly action?: string;
  readonly risk?: string;
  readonly json?: boolean;
  readonly lang?: string;
}

export async function levelCommand(scope: string | undefined, flags: LevelFlags): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const { locale } = settings;
  if (scope !== undefined) parseScope(scope);
  checkOneOf('--risk', flags.risk, ['reversible', 'irreversible']);
  await attached(settings, async ({ runtime, line, verticals }) => {
    const asked = scope ?? line;
    const known = verticals.flatMap(({ actions }) => Object.keys(actions));
    checkOneOf('--action', flags.action, known);
    const standings = (await runtime.standings()).filter(
      (standing) =>
        (isWithin(standing.scope, asked) || isWithin(asked, standing.scope)) &&
        (flags.action === undefined || flags.action === standing.actionType) &&
        (flags.risk === undefined || flags.risk === standing.riskClass),
    );
    if (flags.json) print(JSON.stringify(standings, null, 2));
    else if (standings.length === 0) print(none(asked, locale));
    else if (flags.why) print(why(standings, locale));
    else print(table(standings, locale));
  });
}

/** A slip of the pen is not an action that no agent has. */
function checkOneOf(path: string, asked: string | undefined, known: readonly string[]): void {
  if (asked === undefined || known.includes(asked)) return;
  throw new AndonError('config.invalid', { path, problem: `"${asked}" is none of ${known.join(', ')}` });
}

/** One in full, so that it fits a screen, and the others by their levels. */
function why([first, ...others]: readonly Standing[], locale: Locale): string {
  if (!first) return '';
  const full = standingLines(first, locale);
  if (others.length === 0) return full.join('\n');
  const hint =
    locale === 'en'
      ? 'The same for another: andon level --why --action NAME --risk CLASS'
      : '查看其他动作：andon level --why --action 名称 --risk 类别';
  return [...full, '', table(others, locale), hint].join('\n');
}

function table(standings: readonly Standing[], locale: Locale): string {
  const rows = standings.map((standing) => rowOf(standing, locale));
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))) + 2);
  return rows
    .map((row) =>
      row
        .map((text, at) => cell(text, widths[at] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf({ actionType, riskClass, level, next, grant }: Standing, locale: Locale): string[] {
  const until = grant === null ? '—' : new Date(grant.notAfterMs).toISOString().slice(0, 10);
  return [
    `${word(actionType, locale)} (${word(riskClass, locale)})`,
    levelNames[level][locale],
    // How far a level is that it may never have is nothing to tell.
    !next?.possible ? '—' : `${next.judged}/${next.needed} → ${levelNames[next.level][locale]}`,
    locale === 'en' ? `until ${until}` : `至 ${until}`,
  ];
}

function none(scope: string, locale: Locale): string {
  return locale === 'en' ? `No agent works on ${scope}.` : `${scope} 上没有智能体。`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
