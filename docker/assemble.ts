/**
 * Lays out the packages of an image: of every public one what npm would publish, in its published form, and nothing else.
 * What was built must be there. Nothing in the repository is changed.
 *
 *     node docker/assemble.ts FOLDER
 */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedManifest } from '../.ci/pack.ts';

interface Manifest {
  readonly private?: boolean;
  readonly files?: readonly string[];
}

const USAGE_EXIT_CODE = 2;
const packages = fileURLToPath(new URL('../packages', import.meta.url));

function assemble(into: string): void {
  for (const name of readdirSync(packages)) {
    const file = join(packages, name, 'package.json');
    if (!existsSync(file)) continue;
    const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'));
    if (manifest.private === true) continue;
    mkdirSync(join(into, name), { recursive: true });
    writeFileSync(join(into, name, 'package.json'), `${JSON.stringify(publishedManifest({ ...manifest }), null, 2)}\n`);
    // Without its README a package runs; without what was built it does not, and copying says so.
    const parts = (manifest.files ?? []).filter((part) => part !== 'README.md');
    // Versions that only this package uses stand in its own folder.
    if (existsSync(join(packages, name, 'node_modules'))) parts.push('node_modules');
    for (const part of parts) {
      cpSync(join(packages, name, part), join(into, name, part), { recursive: true, verbatimSymlinks: true });
    }
  }
}

const [into] = process.argv.slice(2);
if (into === undefined) {
  process.stderr.write('Usage: node docker/assemble.ts FOLDER\n');
  process.exitCode = USAGE_EXIT_CODE;
} else assemble(into);
