/** `andon init`: a first site file, commented, that runs as it is. What is there already is never written over. */

import { constants, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/core';
import { readSettings } from '../site/settings.ts';

const name = 'andon.site.ts';
/** Beside `src` and `dist` alike. */
const template = join(import.meta.dirname, '../../template', name);

/** @throws AndonError('config.invalid') where there is one already, or the folder cannot be written */
export async function initCommand(dir: string, flags: { readonly lang?: string }): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const file = join(dir, name);
  try {
    mkdirSync(dir, { recursive: true });
    copyFileSync(template, file, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'EEXIST' ? 'it is there already, and is left as it is' : message;
    throw new AndonError('config.invalid', { path: file, problem }, { cause: error });
  }
  const said = {
    en: `${file} is written. Look at it with: andon check ${dir}. Run it with: andon start --site ${dir}`,
    'zh-CN': `已写入 ${file}。检查：andon check ${dir}；运行：andon start --site ${dir}`,
  };
  process.stdout.write(`${said[locale]}\n`);
}
