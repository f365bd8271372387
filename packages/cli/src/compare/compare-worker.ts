/** The comparison's own thread: rehearses, compares, tells of both, and ends. See `in-worker.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import { asAndonError } from '@andon/core';
import type { CompareOptions } from './cases.ts';
import { compare, type Progress } from './compare.ts';
import type { Told } from './in-worker.ts';
import { rehearseAgent } from './rehearsal.ts';

const options = workerData as CompareOptions;

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

const told = (progress: Progress) => tell({ kind: 'progress', progress });

try {
  // First, since grants wait for it.
  tell({ kind: 'rehearsed', actions: await rehearseAgent(options) });
  tell({ kind: 'compared', comparison: options.seeds > 0 ? await compare(options, told) : null });
} catch (error) {
  // An error loses its class on the way; its code and details do not.
  const { code, details } = asAndonError(error);
  tell({ kind: 'failed', code, details });
}
