/** `andon demo`: see docs/reference/cli.md. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemo } from '../demo/demo.ts';
import { type DemoFlags, demoOptions } from '../demo/options.ts';
import type { DemoResult } from '../demo/result.ts';
import { htmlReport } from '../report/html.ts';
import { untilInterrupted } from '../site/interrupt.ts';
import { readSettings } from '../site/settings.ts';
import { canBeLive, createLiveView } from '../view/live.ts';
import { createPlainView } from '../view/plain.ts';
import type { View } from '../view/view.ts';

export async function demoCommand(flags: DemoFlags): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const options = demoOptions(flags);
  const interrupt = untilInterrupted();
  const live = !options.headless && options.json !== '-' && canBeLive({ out: process.stdout, in: process.stdin });
  // With `--json -` standard output is for the numbers alone.
  const out = options.json === '-' ? process.stderr : process.stdout;
  const view: View = live
    ? createLiveView({ out: process.stdout, in: process.stdin, locale: settings.locale })
    : createPlainView({ out, locale: settings.locale });
  try {
    const demo = await runDemo(settings, options, view, interrupt.signal);
    try {
      if (demo.result) {
        // The files first: whoever reads the report may look for them.
        if (options.json !== null) writeResult(options.json, demo.result);
        const html = options.html ?? join(settings.home, 'report.html');
        writeFileSync(html, htmlReport(demo.result, settings.locale));
        view.finished(demo.result, { html, staysUp: !options.exit });
        if (!options.exit) await interrupt.promise;
      }
    } finally {
      view.close();
      await demo.close();
    }
  } finally {
    view.close();
    interrupt.dispose();
  }
}

function writeResult(file: string, result: DemoResult): void {
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else writeFileSync(file, text);
}
