/**
 * The tutorial on a first vertical, typed and run as its reader would: in a folder of a clone, block after block. A block
 * names its file after the language; `sh fails` ends with an error; what stands in a `text` block is said, in that order, by the
 * commands before it, `…` being anything.
 */

import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const guide = readFileSync(join(root, 'docs/tutorials/your-first-vertical.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language, info = '', text = '']) => ({
  ...{ language, info, text },
}));
const example = [
  'package.json',
  'tsconfig.json',
  'andon.site.ts',
  'src/hello-vertical.ts',
  'src/hello-vertical.test.ts',
];
const TIMEOUT_MS = 120_000;

/** What a clone has, as far as the tutorial needs it. */
const clone = mkdtempSync(join(tmpdir(), 'andon-tutorial-'));
for (const name of ['node_modules', 'packages']) symlinkSync(join(root, name), join(clone, name));
copyFileSync(join(root, 'package.json'), join(clone, 'package.json'));

// This test itself may run under npm: what npm told it is not for the npm of the tutorial.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:npm_|ANDON_|VITEST|NODE_ENV$)/.test(name)),
);

afterAll(() => rmSync(clone, { recursive: true, force: true }));

interface Said {
  readonly fails: boolean;
  readonly text: string;
}

async function run(command: string): Promise<Said> {
  const env = { ...environment, LANG: 'C.UTF-8' };
  const ended = await promisify(execFile)('sh', ['-ec', command], { cwd: clone, env }).then(
    ({ stdout, stderr }) => ({ fails: false, text: stdout + stderr }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ fails: true, text: stdout + stderr }),
  );
  return { ...ended, text: stripVTControlCharacters(ended.text) };
}

/** Lines that are shown and were not said, or not after those before them. */
function unsaid(shown: string, said: string): readonly string[] {
  const left = said.split('\n');
  return shown
    .trimEnd()
    .split('\n')
    .filter((line) => {
      const at = left.findIndex((one) => holds(one, line.split('…')));
      left.splice(0, at + 1);
      return at === -1;
    });
}

/** Whether the parts stand in the line, one after the other. */
function holds(line: string, parts: readonly string[]): boolean {
  let from = 0;
  return parts.every((part) => {
    const at = line.indexOf(part, from);
    from = at + part.length;
    return at !== -1;
  });
}

describe('the tutorial on a first vertical', { timeout: TIMEOUT_MS }, () => {
  it('says what its reader gets, block after block, and ends with the example', async () => {
    let said: Said = { fails: false, text: '' };
    const written = new Map<string, string>();
    for (const { language, info, text } of blocks) {
      if (language === 'sh') {
        said = await run(text);
        expect(said.fails ? 'fails' : '', `${text}\n${said.text}`).toBe(info);
      } else if (language === 'text') expect(unsaid(text, said.text), said.text).toEqual([]);
      else {
        // The pieces of a file stand apart by a blank line.
        const piece = written.has(info) ? `\n${text}` : text;
        written.set(info, (written.get(info) ?? '') + piece);
        appendFileSync(join(clone, 'hello-vertical', info), piece);
      }
    }
    const shipped = example.map((file) => [file, readFileSync(join(root, 'examples/hello-vertical', file), 'utf8')]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(shipped));
  });

  it('holds no block that nothing checks', () => {
    expect(guide.match(/^```/gm)).toHaveLength(2 * blocks.length);
    const unchecked = blocks.filter(
      ({ language = '', info }) => !(['sh', 'text'].includes(language) || example.includes(info)),
    );
    expect(unchecked).toEqual([]);
  });
});
