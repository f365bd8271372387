/**
 * What a stranger gets: every public package is built, packed and installed from its tarball in an empty folder, and
 * used there by plain Node, without this repository. So is a vertical that an integrator packs.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface PublicPackage {
  readonly name: string;
  readonly folder: string;
}

const publicPackages: readonly PublicPackage[] = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, manifest: readManifest(folder) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder, manifest }) => ({ folder, name: manifest.name }));

/** A vertical as an integrator has it: a package that builds and packs itself. */
const vertical: PublicPackage = { name: 'hello-vertical', folder: join(root, 'examples', 'hello-vertical') };

function readManifest(folder: string): { name: string; private?: boolean } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Output is shown only when the command fails, as part of the error. */
function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, CI: 'true' } });
}

describe('the packed packages', () => {
  let folder: string;
  let tarballs: readonly string[];

  function pack(packages: readonly PublicPackage[], into: string): readonly string[] {
    const packed = join(folder, into);
    mkdirSync(packed);
    const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
    run(root, 'npm', 'pack', '--pack-destination', packed, ...workspaces);
    return readdirSync(packed).map((name) => join(packed, name));
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'andon-pack-'));
    const packages = [...publicPackages, vertical];
    const manifests = packages.map((each) => readFileSync(join(each.folder, 'package.json'), 'utf8'));
    run(root, 'npm', 'run', 'build');
    // Its own `prepack` must build it: nothing of it may be there already.
    rmSync(join(vertical.folder, 'dist'), { recursive: true, force: true });

    tarballs = pack(publicPackages, 'tarballs');
    const verticals = pack([vertical], 'verticals');

    // Packing must leave the checkout as it was, to the byte.
    const afterwards = packages.map((each) => readFileSync(join(each.folder, 'package.json'), 'utf8'));
    expect(afterwards).toEqual(manifests);

    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
    run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...verticals);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are all there', () => {
    expect(tarballs).toHaveLength(publicPackages.length);
  });

  it.each(publicPackages)('$name holds what its manifest names, and no source or test', ({ name }) => {
    const installed = join(folder, 'node_modules', name);
    expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toContain('./src/');
    expect(existsSync(join(installed, 'src'))).toBe(false);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    // What `andon init` writes is a source of the user's, not one of ours.
    const sources = files.filter((file) => !file.startsWith('template'));
    expect(sources.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([]);
    expect(files).toContain(join('dist', 'index.js'));
    run(folder, 'node', '--input-type=module', '--eval', `await import('${name}')`);
  });

  it('write a first site outside of everything, check it and run it', () => {
    const bin = join(folder, 'node_modules', '.bin', 'andon');
    const site = mkdtempSync(join(tmpdir(), 'andon-site-'));
    try {
      run(folder, bin, 'init', site);
      expect(run(folder, bin, 'check', site)).toMatch(/1 line\(s\), 1 agent\(s\), 3 people/);
      expect(run(folder, bin, 'start', '--site', site, '--exit')).toMatch(/coil C\d+ → hold · judged right/);
    } finally {
      rmSync(site, { recursive: true, force: true });
    }
  });

  it('run a packed vertical in a site that imports it by its name', () => {
    const installed = join(folder, 'node_modules', vertical.name);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    // Node strips no types below node_modules, so a source there would be of no use.
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);

    const source = readFileSync(join(vertical.folder, 'andon.site.ts'), 'utf8');
    const site = source.replace('./src/hello-vertical.ts', vertical.name);
    expect(site).not.toBe(source);
    writeFileSync(join(folder, 'andon.site.ts'), site);
    const bin = join(folder, 'node_modules', '.bin', 'andon');
    expect(run(folder, bin, 'check')).toMatch(/1 line\(s\), 1 agent\(s\), 3 people/);
    const said = run(folder, bin, 'start', '--exit');
    expect(said).toMatch(/coil C\d+ → release · verified: release/);
    expect(said).toMatch(/coil C\d+ → release · achieved/);
  });

  it('run the demo from an empty folder, without this repository', () => {
    const home = join(folder, 'home');
    const bin = join(folder, 'node_modules', '.bin', 'andon');
    const flags = [
      'demo',
      '--headless',
      '--coils',
      '5',
      '--begin',
      'approve',
      '--compare',
      '1',
      '--exit',
      '--json',
      '-',
    ];
    const environment = { ...process.env, ANDON_HOME: home };
    const numbers = execFileSync(bin, flags, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: environment });
    expect(JSON.parse(numbers)).toMatchObject({
      coils: 5,
      effects: { duplicated: 0, lost: 0, unknown: 0 },
      audit: { verified: true },
      line: { inspected: 5 },
    });
  });

  it('are what an image is laid out with', () => {
    const image = join(folder, 'image');
    run(root, 'node', join(root, 'docker', 'assemble.ts'), image);
    const kept = (file: string) => !/^(?:node_modules|README\.md|LICENSE)(?:$|\/)/.test(file);
    const filesIn = (of: string) => readdirSync(of, { recursive: true, encoding: 'utf8' }).filter(kept).sort();
    for (const { name, folder: source } of publicPackages) {
      const laidOut = join(image, basename(source));
      const installed = join(folder, 'node_modules', name);
      expect(filesIn(laidOut), name).toEqual(filesIn(installed));
      expect(readManifest(laidOut), name).toEqual(readManifest(installed));
    }
    expect(readdirSync(image)).toHaveLength(publicPackages.length);
  });

  it.each(publicPackages)('$name passes publint', ({ name }) => {
    const tarball = tarballs.find((file) => file.includes(`${name.replace('@', '').replace('/', '-')}-0`));
    expect(run(root, 'npx', 'publint', 'run', '--strict', String(tarball))).toContain('All good!');
  });

  it('type-checks in a program that imports them all', () => {
    const imports = publicPackages.map(({ name }, index) => `export * as p${index} from '${name}';`);
    writeFileSync(join(folder, 'program.ts'), imports.join('\n'));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck', 'false'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    run(folder, join(root, 'node_modules', '.bin', 'tsc'), ...options, ...types, 'program.ts');
  });

  it('bring the andon command', () => {
    expect(existsSync(join(folder, 'node_modules', '.bin', 'andon'))).toBe(true);
  });
});
