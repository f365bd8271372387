/**
 * Keeps package-lock.json usable for everybody.
 *
 * - No entry may hold an address: it would tie every installation to the registry of whoever wrote the lock. (npm leaves
 *   them out under `omit-lockfile-registry-resolved`, but not those of git and tarball dependencies.)
 * - Every optional dependency that an installed package names must be there, for every platform. `npm install` silently
 *   writes a lock without one that the registry did not have; `npm ci` then refuses that lock, or other platforms go
 *   without their binary.
 *
 *     node .ci/lock-check.ts
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LockEntry {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** What is wrong with `lock`, one sentence each. */
export function findLockProblems({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const who = path === '' ? 'the root' : path;
    const problems: string[] = [];
    if (entry.resolved !== undefined && entry.link !== true) {
      problems.push(
        `${who} holds the address ${entry.resolved}: install it from the registry, with the repository's .npmrc`,
      );
    }
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isReachable(packages, path, name)) {
        problems.push(`${who} names ${name}, which the lock lacks: choose a version whose platform packages all exist`);
      }
    }
    return problems;
  });
}

/** Node's way of looking: in the package's own node_modules, then in that of each folder above. */
function isReachable(packages: Lock['packages'], from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

if (import.meta.main) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const problems = findLockProblems(JSON.parse(readFileSync(file, 'utf8')));
  for (const problem of problems) console.error(`package-lock.json: ${problem}`);
  console.log(
    problems.length === 0 ? 'The lock is complete and holds no address.' : `Lock: ${problems.length} problems.`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
