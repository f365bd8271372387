/** A PATH on which some programs cannot be found, without taking anything else from it. */

import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @param below folder for what stands in for the folders that hold one of the programs
 */
export function pathWithout(programs: readonly string[], path: string, below: string): string {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder, index) => {
      if (!programs.some((program) => existsSync(join(folder, program)))) return folder;
      const standIn = join(below, `path-${index}`);
      mkdirSync(standIn, { recursive: true });
      for (const name of readdirSync(folder)) {
        if (!programs.includes(name)) symlinkSync(join(folder, name), join(standIn, name));
      }
      return standIn;
    })
    .join(delimiter);
}

export function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
