/**
 * The catalogue of messages: `text(locale)` answers a function from key and values to a sentence. Keys and values are
 * checked by the compiler; English decides which there are.
 *
 *     const t = text('zh-CN');
 *     t('head.plant-time', { time: '06:12:00' });
 */

import { fill, type Locale } from '@andon/core';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type MessageKey = keyof typeof en;

/** Names of the `{values}` in a sentence. */
type ValueNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | ValueNames<Rest> : never;

type Values<K extends MessageKey> = Readonly<Record<ValueNames<(typeof en)[K]>, string | number>>;

/** A sentence without values takes none. */
type Given<K extends MessageKey> = [ValueNames<(typeof en)[K]>] extends [never] ? [] : [values: Values<K>];

export type Text = <K extends MessageKey>(key: K, ...given: Given<K>) => string;

export const catalogues: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, 'zh-CN': zhCN };

export function text(locale: Locale): Text {
  const catalogue = catalogues[locale];
  return (key, ...given) => {
    const [values] = given as [values?: Readonly<Record<string, string | number>>];
    return values ? fill(catalogue[key], values) : catalogue[key];
  };
}
