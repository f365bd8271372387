/**
 * `andon dev`: a site that starts anew whenever a file of it is saved, with a port for a debugger. The database stays up
 * in between; a simulated line begins anew with its seed, so the same things happen again with the code as it is now.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AndonError, type LocalText } from '@andon/core';
import { acquireHomeLock, startEmbeddedPostgres } from '@andon/store';
import { Reloader } from '../dev/reloader.ts';
import { watchFiles } from '../dev/watch-files.ts';
import { untilInterrupted } from '../site/interrupt.ts';
import { readSettings } from '../site/settings.ts';
import { Undo } from '../site/undo.ts';
import { findSiteFile } from '../site-file/load-site.ts';

export interface DevFlags {
  readonly site?: string;
  readonly watch?: readonly string[];
  readonly observeOnly?: boolean;
  readonly inspect?: string;
  readonly lang?: string;
}

const DEFAULT_INSPECTOR_PORT = 9229;
const command = fileURLToPath(new URL('../../bin/andon.mjs', import.meta.url));

/** @throws AndonError site.file | config.invalid | home.in-use, and whatever keeps the database from starting */
export async function devCommand(flags: DevFlags): Promise<void> {
  const file = findSiteFile(flags.site);
  const settings = readSettings({ ANDON_HOME: join(file, '..', '.andon'), ...process.env }, flags.lang);
  const { home, databaseUrl, locale } = settings;
  const folders = [dirname(file), ...(flags.watch ?? []).map(folderNamed)];
  const port = inspectorPort(flags.inspect);
  const tell = (words: LocalText) => process.stdout.write(`— ${words[locale]}\n`);
  const interrupt = untilInterrupted();
  const undo = new Undo();
  try {
    // Of its own: the home's lock belongs to the site that is started and ended.
    const lock = await acquireHomeLock(home, { name: 'dev.lock' });
    undo.push(() => lock.release());
    const postgres = databaseUrl === null ? await startEmbeddedPostgres({ home }) : null;
    if (postgres) undo.push(() => postgres.stop());
    const env = { ...process.env, ANDON_HOME: home, ANDON_DATABASE_URL: databaseUrl ?? postgres?.url };
    const args = [`--inspect=127.0.0.1:${port}`, command, ...startArguments(file, flags)];
    const reloader = new Reloader(() => {
      const child = spawn(process.execPath, args, { stdio: 'inherit', env });
      const gone = once(child, 'exit').then(([code]) => {
        if (!interrupt.signal.aborted && code !== 0) tell(waits);
      });
      return { kill: () => void child.kill('SIGTERM'), gone };
    });
    undo.push(() => reloader.end());
    const watched = await watchFiles(folders, home, (path) => {
      tell(savedText(relative(process.cwd(), path)));
      reloader.change();
    });
    undo.push(() => watched.close());
    reloader.change();
    await interrupt.promise;
  } finally {
    interrupt.dispose();
    await undo.run();
  }
}

const waits: LocalText = {
  en: 'It ended. It starts anew when a file is saved; Ctrl-C ends this.',
  'zh-CN': '已结束。保存文件后将重新启动；按 Ctrl-C 退出。',
};

function savedText(path: string): LocalText {
  return { en: `${path} was saved; starting anew.`, 'zh-CN': `${path} 已保存，重新启动。` };
}

function startArguments(file: string, { observeOnly, lang }: DevFlags): readonly string[] {
  return [
    ...['start', '--site', file],
    ...(observeOnly ? ['--observe-only'] : []),
    ...(lang === undefined ? [] : ['--lang', lang]),
  ];
}

function folderNamed(named: string): string {
  const folder = resolve(named);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new AndonError('config.invalid', { path: '--watch', problem: `${folder} is no folder` });
}

function inspectorPort(asked: string | undefined): number {
  if (asked === undefined) return DEFAULT_INSPECTOR_PORT;
  const port = Number(asked);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new AndonError('config.invalid', { path: '--inspect', problem: `"${asked}" is no port, 0 to 65535` });
}
