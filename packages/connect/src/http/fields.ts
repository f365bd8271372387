/**
 * Reads what a stranger sent, field by field. The far end is somebody else's program: nothing of it is taken on trust,
 * and what does not fit is named by its path.
 */

/** What was sent is not what was agreed. It never crosses the package's border by itself, only as a cause. */
export class Unfit extends Error {
  readonly path: string;
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.name = 'Unfit';
    this.path = path;
    this.problem = problem;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unfit(path, 'it is no object');
  return value as Fields;
}

export function textOf(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new Unfit(path, 'it is no text');
  return value;
}

export function wholeOf(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) throw new Unfit(path, 'it is no whole number');
  return value as number;
}

export function listOf(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unfit(path, 'it is no list');
  return value;
}

/** Date, time and offset; without an offset it would be read in the time zone of whoever reads. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** ISO 8601 to milliseconds since the epoch. */
export function timeOf(value: unknown, path: string): number {
  const ms = typeof value === 'string' && isoTime.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(ms)) throw new Unfit(path, 'it is no ISO 8601 time with an offset, as 2026-11-24T08:00:00Z');
  return ms;
}

export function oneOf<T extends string>(value: unknown, known: readonly T[], path: string): T {
  if (!known.includes(value as T)) throw new Unfit(path, `it is none of ${known.join(', ')}`);
  return value as T;
}

/** A path on the same host. */
export function localPathOf(value: unknown, path: string): string {
  const text = textOf(value, path);
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(text) || /[?#\\]/.test(text)) throw new Unfit(path, 'it is no path as /commands');
  return text;
}
