/** `andon audit verify`: recomputes the chain of the running site's trail. */

import { attached } from '../site/attach.ts';
import { readSettings } from '../site/settings.ts';

export async function auditVerifyCommand(flags: { readonly lang?: string; readonly json?: boolean }): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const report = await attached(settings, async ({ record }) => {
    while ((await record.audit.seal()) > 0);
    return record.audit.verify();
  });
  if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const { events, verified, firstBad } = report;
    const good = settings.locale === 'en' ? `${events} events, the chain holds.` : `${events} 条事件，链条完整。`;
    const bad =
      settings.locale === 'en'
        ? `${events} events, the chain is broken at ${firstBad ?? 'an unsealed event'}.`
        : `${events} 条事件，链条在 ${firstBad ?? '未封存事件'} 处断裂。`;
    process.stdout.write(`${verified ? good : bad}\n`);
  }
  if (!report.verified) process.exitCode = 3;
}
