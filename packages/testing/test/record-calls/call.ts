/** How a call on a record is written down, so that two records can be asked the same. */

import type { RecordPort } from '@andon/core';

/** One call: `record[port][method](...args)`. */
export interface Call {
  readonly port: keyof RecordPort;
  readonly method: string;
  readonly args: readonly unknown[];
}

export function call(port: keyof RecordPort, method: string, ...args: readonly unknown[]): Call {
  return { port, method, args };
}
