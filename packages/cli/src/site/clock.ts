/** The machine's own clock. Everything below is given it. */

import type { Clock } from '@andon/core';

export const systemClock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
