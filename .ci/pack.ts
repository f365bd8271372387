/**
 * Makes `npm pack` and `npm publish` ship what was built. In the checkout a package's `exports` name its sources, which
 * Node runs as they are; its `publishConfig` holds the fields that are different in the tarball. npm itself applies
 * neither `exports` nor `bin` from there, so:
 *
 *     node ../../.ci/pack.ts apply      (prepack)   package.json gets the fields of publishConfig
 *     node ../../.ci/pack.ts restore    (postpack)  package.json is what it was
 *
 * The original is kept beside it as `package.json.unpacked` in the meantime. After a crash in between, either command
 * puts it back first, so nothing is lost and nothing is applied twice.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Fields that npm reads from publishConfig itself; the others replace the manifest's own. */
const npmPublishFields = ['access', 'provenance', 'registry', 'tag'];

/** The manifest as it goes into the tarball. The scripts stay: npm looks for `postpack` in this form of it. */
export function publishedManifest({ publishConfig = {}, ...manifest }: Manifest): Manifest {
  const isNpms = ([field]: [string, unknown]): boolean => npmPublishFields.includes(field);
  const entries = Object.entries(publishConfig);
  return {
    ...manifest,
    ...Object.fromEntries(entries.filter((entry) => !isNpms(entry))),
    publishConfig: Object.fromEntries(entries.filter(isNpms)),
  };
}

/** Replaces `folder`'s package.json by its published form and keeps the original. */
export function applyPublished(folder: string): void {
  restoreOriginal(folder);
  const file = join(folder, 'package.json');
  const original = readFileSync(file, 'utf8');
  // Both by rename, so that a crash leaves a whole file or none; the copy is complete before the manifest changes.
  writeWhole(keptFile(folder), original);
  writeWhole(file, `${JSON.stringify(publishedManifest(JSON.parse(original)), null, 2)}\n`);
}

/** Puts the original back, if one is kept. */
export function restoreOriginal(folder: string): void {
  if (existsSync(keptFile(folder))) renameSync(keptFile(folder), join(folder, 'package.json'));
}

const keptFile = (folder: string): string => join(folder, 'package.json.unpacked');

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

if (import.meta.main) {
  const [command] = process.argv.slice(2);
  if (command === 'apply') applyPublished(process.cwd());
  else if (command === 'restore') restoreOriginal(process.cwd());
  else {
    console.error('Usage, in the folder of a package: node ../../.ci/pack.ts apply | restore');
    process.exitCode = 2;
  }
}
