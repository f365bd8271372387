import { describe, expect, it } from 'vitest';
import { AndonError, asAndonError, type CatalogueEntry, catalogue, isAndonError } from './errors.ts';
import { locales } from './locale.ts';

const entries: readonly [string, CatalogueEntry][] = Object.entries(catalogue);

describe.each(entries)('%s', (code, { status, exitCode, text }) => {
  it('is named thing.problem', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
  });

  it('speaks every language, in whole sentences', () => {
    expect(Object.keys(text).sort()).toEqual([...locales].sort());
    expect(text.en).toMatch(/^[^\s].*\.$/s);
    expect(text['zh-CN']).toMatch(/^[^\s].*。$/s);
    expect(text['zh-CN']).toMatch(/\p{Script=Han}/u);
  });

  it('carries the same values in every language', () => {
    expect(placeholders(text['zh-CN'])).toEqual(placeholders(text.en));
  });

  it('has a status of HTTP and an exit code that agree about whose fault it is', () => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect([1, 2, 3]).toContain(exitCode);
    if (status === 500) expect(exitCode).toBe(1);
  });
});

describe('AndonError', () => {
  const error = new AndonError('stop.unknown', { scope: 'acme/harbin' }, { cause: 'test' });

  it('says its sentence in the reader’s language', () => {
    expect(error.message).toBe('No stop is pressed for acme/harbin.');
    expect(error.sentence('en')).toBe(error.message);
    expect(error.sentence('zh-CN')).toContain('acme/harbin');
  });

  it('knows its code, status and exit code, and keeps its cause', () => {
    expect(error).toMatchObject({ name: 'AndonError', code: 'stop.unknown', status: 404, exitCode: 2, cause: 'test' });
  });

  it('is told from others by its code', () => {
    expect(isAndonError(error)).toBe(true);
    expect(isAndonError(error, 'stop.unknown')).toBe(true);
    expect(isAndonError(error, 'link.down')).toBe(false);
    expect(isAndonError(new Error('stop.unknown'))).toBe(false);
  });

  it('wraps what is not ours once, and keeps it as the cause', () => {
    expect(asAndonError(error)).toBe(error);
    const foreign = new TypeError('x is not a function');
    const wrapped = asAndonError(foreign);
    expect(wrapped).toMatchObject({ code: 'internal.defect', cause: foreign });
    expect(wrapped.message).toContain('x is not a function');
    expect(asAndonError('thrown text').message).toContain('thrown text');
  });
});

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))].sort();
}
