import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorsDoc, errorsDocFile } from './errors-doc.ts';

describe('the page of errors', () => {
  it('is what the catalogue says; if not, run: npx node .ci/errors-doc.ts', () => {
    expect(readFileSync(errorsDocFile, 'utf8')).toBe(errorsDoc());
  });

  it('keeps a sentence in its cell', () => {
    const text = { en: 'a | b <c>', 'zh-CN': '甲' };
    expect(errorsDoc({ 'x.y': { status: 400, exitCode: 2, text } })).toContain(
      '| `x.y` | 2 | 400 | a \\| b &lt;c><br>甲 |\n',
    );
  });
});
