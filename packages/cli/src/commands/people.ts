/** What a person does from another terminal: look at proposals, decide, stop, reset. */

import { AndonError, type Json, type Locale, type Proposal, type StopCause, say, stopCauses } from '@andon/core';
import { attached } from '../site/attach.ts';
import { personNamed } from '../site/people.ts';
import { readSettings } from '../site/settings.ts';
import { timeOfDay } from '../view/plant-time.ts';

interface Common {
  readonly lang?: string;
}

export async function proposalsCommand(flags: Common): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const { locale } = settings;
  await attached(settings, async ({ record }) => {
    const open = await record.proposals.open();
    if (open.length === 0) print(locale === 'en' ? 'No proposal waits for a decision.' : '没有待决定的动作提议。');
    for (const proposal of open) print(lineOf(proposal, locale));
  });
}

function lineOf(proposal: Proposal, locale: 'en' | 'zh-CN'): string {
  const until =
    proposal.verdict.kind === 'veto-window'
      ? leaving(timeOfDay(proposal.verdict.closesAtMs), locale)
      : `→ ${timeOfDay(proposal.approvalUntilMs)}`;
  const params = JSON.stringify(proposal.params);
  const why = proposal.reasons.map(({ text }) => text[locale]).join(' ');
  return [
    `${proposal.id}  ${proposal.actionType} ${params}  ${until}  (${proposal.decidedByRole})`,
    `    ${why}`,
    `    ${say(proposal.verdict.because, locale)}`,
  ].join('\n');
}

/** Of a veto window: nobody has to say anything for it to leave. */
function leaving(at: string, locale: Locale): string {
  return locale === 'en' ? `leaves at ${at} unless vetoed` : `若无否决，将于 ${at} 执行`;
}

export interface DecideFlags extends Common {
  readonly as: string;
  readonly reason?: string;
  /** With `edit`: `name=value`, several. */
  readonly set?: readonly string[];
}

export async function decideCommand(
  kind: 'approve' | 'edit' | 'reject' | 'veto',
  id: string,
  flags: DecideFlags,
): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  await attached(settings, async ({ runtime, record, people, peopleAt }) => {
    const by = personNamed(people, flags.as, peopleAt);
    const proposal = await record.proposals.get(id);
    if (!proposal) throw new AndonError('proposal.unknown', { proposalId: id });
    const after = await runtime.decide({
      proposalId: id,
      kind,
      revisionHash: proposal.revisionHash,
      by,
      reason: flags.reason ?? '',
      ...(kind === 'edit' && { params: { ...proposal.params, ...assignments(flags.set ?? []) } }),
    });
    print(`${id}: ${after.state}`);
  });
}

export async function stopCommand(
  scope: string | undefined,
  flags: Common & { as: string; reason?: string },
): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  await attached(settings, async ({ runtime, people, peopleAt, line }) => {
    const by = personNamed(people, flags.as, peopleAt);
    const { stop, acknowledgedMs } = await runtime.pressStop({ scope: scope ?? line, by, reason: flags.reason ?? '' });
    print(
      settings.locale === 'en'
        ? `Agents are stopped for ${stop.scope}; every gateway knew within ${Math.ceil(acknowledgedMs)} ms.`
        : `${stop.scope} 的智能体已停止；所有网关在 ${Math.ceil(acknowledgedMs)} 毫秒内获知。`,
    );
  });
}

export async function resetCommand(
  scope: string | undefined,
  flags: Common & { as: string; cause: string; reason?: string },
): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const cause = stopCauses.find((known): known is StopCause => known === flags.cause);
  if (!cause) {
    const problem = `"${flags.cause}" is none of ${stopCauses.join(', ')}`;
    throw new AndonError('config.invalid', { path: '--cause', problem });
  }
  await attached(settings, async ({ runtime, people, peopleAt, line }) => {
    const by = personNamed(people, flags.as, peopleAt);
    const reset = await runtime.resetStop({ scope: scope ?? line, by, cause, reason: flags.reason ?? '' });
    print(
      settings.locale === 'en'
        ? `The stop for ${reset.scope} was reset. Nothing from before it will be sent.`
        : `${reset.scope} 的停止已复位。复位前的动作均不发送。`,
    );
  });
}

/** `disposition=hold` as text, `setpointC=1190` as a number. */
function assignments(pairs: readonly string[]): Readonly<Record<string, Json>> {
  const values: Record<string, Json> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new AndonError('config.invalid', { path: '--set', problem: `"${pair}" is not name=value` });
    const text = pair.slice(at + 1);
    const number = Number(text);
    values[pair.slice(0, at)] = text !== '' && Number.isFinite(number) ? number : text;
  }
  return values;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
