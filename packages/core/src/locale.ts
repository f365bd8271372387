/**
 * The two languages that operators read. A text that reaches a person exists in both, by type: a missing
 * translation does not compile.
 */

export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];

/** One sentence in every language we speak. */
export type LocalText = Readonly<Record<Locale, string>>;

/** Values that a sentence may carry in its `{placeholders}`. */
export type TextValues = Readonly<Record<string, unknown>>;

/**
 * Fills `{name}` placeholders. A placeholder without a value stays as it is, so that a forgotten value is seen
 * instead of reading "undefined".
 */
export function fill(template: string, values: TextValues): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : String(value);
  });
}

/**
 * The locale to speak: the first of the given wishes that we know (`zh`, `zh_CN.UTF-8` and `zh-Hans` all mean zh-CN),
 * else English.
 *
 * @param wishes in order, e.g. the value of `--lang`, then ANDON_LANG, LC_ALL, LANG
 */
export function chooseLocale(...wishes: ReadonlyArray<string | undefined>): Locale {
  for (const wish of wishes) {
    if (wish === undefined) continue;
    if (/^zh(?:$|[-_.])/i.test(wish)) return 'zh-CN';
    if (/^en(?:$|[-_.])/i.test(wish)) return 'en';
  }
  return 'en';
}
