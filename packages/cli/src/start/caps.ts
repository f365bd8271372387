/** What a site's own mode caps, whatever is granted. */

import { because, type Cap } from '@andon/core';

/** Beside a running site the same caps hold. */
export function siteCaps(observeOnly: boolean): readonly Cap[] {
  if (!observeOnly) return [];
  return [{ source: 'site', level: 'advise', because: because('site.observes', { level: 'advise' }) }];
}
