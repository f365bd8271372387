/**
 * From a file to a site. The file is TypeScript or JavaScript and runs as it is; it need not stand in a folder where
 * `@andon/…` is installed, since what it cannot find there is taken from where this command is.
 */

import { existsSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AndonError } from '@andon/core';
import { type CheckedSite, checkSite } from './check-site.ts';
import type { Site } from './site.ts';

const siteFile = 'andon.site.ts';
const candidates = [siteFile, 'andon.site.mts', 'andon.site.js', 'andon.site.mjs'];

/**
 * The file that is meant: as it is named, or the one in a folder.
 *
 * @throws AndonError('site.file') where there is none
 */
export function findSiteFile(named: string | undefined, cwd = process.cwd()): string {
  const path = resolve(cwd, named ?? '.');
  const at = statSync(path, { throwIfNoEntry: false });
  if (at?.isFile()) return path;
  const found = at?.isDirectory() ? candidates.map((name) => join(path, name)).find((file) => existsSync(file)) : null;
  if (found) return found;
  throw new AndonError('site.file', { path: at?.isDirectory() ? join(path, siteFile) : path });
}

/** @throws AndonError('site.file-failed') when the file itself fails */
export async function readSite(file: string): Promise<CheckedSite> {
  findOurOwn();
  let exported: unknown;
  try {
    ({ default: exported } = (await import(pathToFileURL(file).href)) as { default?: unknown });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AndonError('site.file-failed', { file, problem }, { cause: error });
  }
  if (exported === undefined) {
    return {
      kind: 'wrong',
      problems: [{ path: '(top)', problem: 'it exports nothing: export default defineSite({ … })' }],
    };
  }
  return checkSite(exported, file);
}

/** @throws AndonError site.file | site.file-failed | config.invalid with the first key that is wrong */
export async function loadSite(named: string | undefined): Promise<Site> {
  const file = findSiteFile(named);
  const checked = await readSite(file);
  if (checked.kind === 'site') return checked.site;
  const [first, ...others] = checked.problems;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: andon check ${named ?? ''})`;
  throw new AndonError('config.invalid', { path: `${file}: ${first?.path}`, problem: `${first?.problem}${more}` });
}

let asked = false;

/** Where a site's folder has no package of its own, ours serve: a site file alone in a folder then runs. */
function findOurOwn(): void {
  if (asked) return;
  asked = true;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const ours = specifier.startsWith('@andon/') || specifier === 'zod';
        if (!ours || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
