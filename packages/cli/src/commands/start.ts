/** `andon start`: a site of yours, from its file, until Ctrl-C. */

import { join } from 'node:path';
import { untilInterrupted } from '../site/interrupt.ts';
import { readSettings } from '../site/settings.ts';
import { findSiteFile, loadSite } from '../site-file/load-site.ts';
import { startSite } from '../start/start-site.ts';
import { createPlainView } from '../view/plain.ts';

export interface StartFlags {
  readonly site?: string;
  readonly observeOnly?: boolean;
  readonly exit?: boolean;
  readonly lang?: string;
}

/** @throws AndonError site.file | site.file-failed | config.invalid, and whatever keeps a site from starting */
export async function startCommand(flags: StartFlags): Promise<void> {
  const file = findSiteFile(flags.site);
  // A site lives beside its file, unless it is said where.
  const settings = readSettings({ ANDON_HOME: join(file, '..', '.andon'), ...process.env }, flags.lang);
  const site = await loadSite(file);
  const interrupt = untilInterrupted();
  const view = createPlainView({ out: process.stdout, locale: settings.locale });
  const observeOnly = flags.observeOnly ?? false;
  try {
    const started = await startSite({
      ...{ settings, observeOnly, isDemoEvidence: false, view },
      site: () => site,
      signal: interrupt.signal,
    });
    try {
      await started.run();
      if (!(flags.exit || interrupt.signal.aborted)) {
        view.note({
          en: 'The line has come to its end. Andon stays up; Ctrl-C ends it.',
          'zh-CN': '产线已运行结束。Andon 保持运行，按 Ctrl-C 结束。',
        });
        await interrupt.promise;
      }
    } finally {
      view.close();
      await started.close();
    }
  } finally {
    view.close();
    interrupt.dispose();
  }
}
