import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const guide = read('../../../docs/how-to/write-a-vertical.md');
const shown = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
const sources = ['index.ts', 'index.test.ts'].map(read);

describe('the guide to writing a vertical', () => {
  it.each(shown)('shows code that is here: %#', (code) => {
    expect(sources.some((source) => source.includes(code))).toBe(true);
  });

  it('shows the whole vertical', () => {
    const [vertical = ''] = sources;
    const left = shown.reduce((rest, code) => rest.replace(code, ''), vertical);
    expect(left.trim()).toBe('');
  });
});
