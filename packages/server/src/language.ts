/** The language of an answer that is one sentence. */

import { chooseLocale, type Locale } from '@andon/core';

/** @param header `Accept-Language`, as `zh-CN,zh;q=0.9,en;q=0.8` */
export function localeFor(header: string | undefined): Locale {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  });
  const wanted = wishes.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  return chooseLocale(...wanted.map(({ tag }) => tag));
}
