/** The PATH of a machine that has no Redis. */

import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The same PATH, but without a Redis or Valkey: its folders that hold one are replaced by links to all else in them. */
export function pathWithoutRedis(path: string, links: string): string {
  const isServer = (name: string) => /^(?:redis|valkey)-/.test(name);
  const folders = path
    .split(delimiter)
    .filter((folder) => folder !== '' && existsSync(folder))
    .map((folder, index) => {
      const programs = readdirSync(folder);
      if (!programs.some(isServer)) return folder;
      const instead = join(links, String(index));
      mkdirSync(instead, { recursive: true });
      for (const name of programs) if (!isServer(name)) symlinkSync(join(folder, name), join(instead, name));
      return instead;
    });
  return folders.join(delimiter);
}
