/** Numbers as each language writes them; `null` is known to be absent and reads as a dash. */

import type { Locale } from '@andon/core';

export interface Numbers {
  /** `12,340` */
  whole(value: number | null): string;
  /** `12.3` */
  tenths(value: number | null): string;
  /** `55.0 %` */
  percent(share: number | null): string;
  /** At most four digits that matter: `0.0175`. */
  digits(value: number | null): string;
}

const NONE = '—';

export function numbersOf(locale: Locale): Numbers {
  const written = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number | null) => (value === null ? NONE : format.format(value));
  };
  const tenths = written({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    whole: written({ maximumFractionDigits: 0 }),
    tenths,
    percent: (share) => (share === null ? NONE : `${tenths(100 * share)}\u00a0%`),
    digits: written({ maximumSignificantDigits: 4 }),
  };
}
