/**
 * Tells when a source below some folders was saved. Node's own `--watch` loses a file that an editor replaces by
 * another of the same name, as most do when they save.
 */

import { basename, extname, sep } from 'node:path';
import { watch } from 'chokidar';

export interface WatchedFiles {
  close(): Promise<void>;
}

const sources = new Set(['.ts', '.mts', '.js', '.mjs', '.json']);
/** An editor that saves several files does so within this time, in ms. */
const TOGETHER_MS = 100;

/**
 * @param home not looked into: Andon writes there all the time
 * @param saved called once for what is saved together, with the last path
 */
export async function watchFiles(
  folders: readonly string[],
  home: string,
  saved: (path: string) => void,
): Promise<WatchedFiles> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (path, stats) => {
      if (path === home || path.startsWith(home + sep)) return true;
      if (folders.includes(path)) return false;
      const name = basename(path);
      return (
        name === 'node_modules' || name.startsWith('.') || (stats?.isFile() === true && !sources.has(extname(name)))
      );
    },
  });
  watcher.on('all', (_, path) => {
    clearTimeout(timer);
    timer = setTimeout(() => saved(path), TOGETHER_MS);
  });
  await new Promise<void>((resolve, reject) => {
    watcher.once('ready', resolve);
    watcher.once('error', reject);
  });
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
