/** `andon grant` and `andon lower`: people sign how far a kind of action may go, or take it back at once. */

import { type Actor, AndonError, type Level, type Locale, levelNames, levels, type RiskClass } from '@andon/core';
import { word } from '../messages/words.ts';
import { type Attached, attached } from '../site/attach.ts';
import { personNamed } from '../site/people.ts';
import { readSettings } from '../site/settings.ts';

export interface GrantFlags {
  /** Everybody who signs: once for each. */
  readonly as: readonly string[];
  readonly reason: string;
  readonly risk?: string;
  readonly days?: string;
  readonly lang?: string;
}

const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
const dayMs = 86_400_000;

/** @throws AndonError grant.evidence | grant.role | grant.invalid | config.invalid | person.unknown */
export async function grantCommand(action: string, level: string, flags: GrantFlags): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const { locale } = settings;
  const to = levelNamed(level);
  const riskClass = riskNamed(flags.risk);
  const days = daysOf(flags.days);
  await attached(settings, async ({ runtime, record, people, peopleAt, verticals }) => {
    const grant = await runtime.sign({
      agentId: await agentWith(record, verticals, action),
      actionType: action,
      riskClass,
      level: to,
      signedBy: flags.as.map((name) => personNamed(people, name, peopleAt)),
      reason: flags.reason,
      notAfterMs: runtime.plantMs() + days * dayMs,
    });
    const until = new Date(grant.notAfterMs).toISOString().slice(0, 10);
    const who = grant.signedBy.map(({ name }: Actor) => name);
    print(locale, {
      en: `${word(action, locale)} (${riskClass}) may go up to ${levelNames[to].en} until ${until}, signed by ${who.join(' and ')}.`,
      'zh-CN': `${word(action, locale)}（${word(riskClass, locale)}）授权至“${levelNames[to]['zh-CN']}”，有效期至 ${until}，签发人：${who.join('、')}。`,
    });
  });
}

export interface LowerFlags {
  readonly as: string;
  readonly reason: string;
  readonly risk?: string;
  readonly lang?: string;
}

/** @throws AndonError grant.unknown | grant.role | config.invalid | person.unknown */
export async function lowerCommand(action: string, level: string, flags: LowerFlags): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const { locale } = settings;
  const to = levelNamed(level);
  const riskClass = riskNamed(flags.risk);
  await attached(settings, async ({ runtime, record, people, peopleAt, verticals }) => {
    const by = personNamed(people, flags.as, peopleAt);
    const agentId = await agentWith(record, verticals, action);
    const lowering = { agentId, actionType: action, riskClass, to, by, reason: flags.reason };
    const knownMs = Math.ceil((await runtime.lower(lowering)).acknowledgedMs);
    print(locale, {
      en: `${word(action, locale)} (${riskClass}) is held at ${levelNames[to].en} or below from now on; every gateway knew within ${knownMs} ms. To raise it again takes new evidence and a new grant.`,
      'zh-CN': `${word(action, locale)}（${word(riskClass, locale)}）即刻起不高于“${levelNames[to]['zh-CN']}”；所有网关在 ${knownMs} 毫秒内获知。再次提升需要新的证据和新的授权。`,
    });
  });
}

/** The agent whose vertical has the action. Which of several is meant, nobody can say. */
async function agentWith(
  record: Attached['record'],
  verticals: Attached['verticals'],
  action: string,
): Promise<string> {
  const able = verticals.filter(({ actions }) => Object.hasOwn(actions, action)).map(({ id }) => id);
  const agents = (await record.agents.list()).filter(({ vertical }) => able.includes(vertical));
  const [agent] = agents;
  if (agent && agents.length === 1) return agent.id;
  const known = verticals.flatMap(({ actions }) => Object.keys(actions)).join(', ');
  const several = `"${action}" is what several agents can do: ${agents.map(({ id }) => id).join(', ')}`;
  const problem = agent ? several : `"${action}" is none of ${known}`;
  throw new AndonError('config.invalid', { path: 'action', problem });
}

function levelNamed(text: string): Level {
  const level = levels.find((one) => one === text);
  if (level) return level;
  throw new AndonError('config.invalid', { path: 'level', problem: `"${text}" is none of ${levels.join(', ')}` });
}

function riskNamed(text = 'reversible'): RiskClass {
  if (text === 'reversible' || text === 'irreversible') return text;
  throw new AndonError('config.invalid', {
    path: '--risk',
    problem: `"${text}" is neither reversible nor irreversible`,
  });
}

function daysOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_DAYS;
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  const problem = `"${text}" is not a whole number of days from 1 to ${MAX_DAYS}`;
  throw new AndonError('config.invalid', { path: '--days', problem });
}

function print(locale: Locale, text: Readonly<Record<Locale, string>>): void {
  process.stdout.write(`${text[locale]}\n`);
}
