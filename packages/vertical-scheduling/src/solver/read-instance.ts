/** Any of the texts, by its name or by its looks. */

import { type Instance, parseInstance, type ShopKind } from './instance.ts';
import { readFjsp } from './read-fjsp.ts';
import { readFlowshop } from './read-flowshop.ts';
import { readJobshop } from './read-jobshop.ts';
import { refuseText, type Token, tokenLines } from './tokens.ts';

export interface ReadOptions {
  /** How to call it in an error. */
  readonly file: string;
  /** Left out: told by the number of numbers, see `formatOf`. */
  readonly format?: ShopKind;
}

const readers: Readonly<Record<ShopKind, (text: string, file: string) => Instance>> = {
  jobshop: readJobshop,
  fjsp: readFjsp,
  flowshop: readFlowshop,
};

/** @throws AndonError('schedule.text') naming line and column; AndonError('schedule.instance') naming the path */
export function readInstance(text: string, { file, format = formatOf(text, file) }: ReadOptions): Instance {
  return parseInstance(readers[format](text, file));
}

/**
 * A text with a time alone for each job and machine is a flow shop, as is one whose jobs all pass the machines in order.
 * One whose jobs are pairs is a job shop. Anything else is taken for a flexible job shop.
 */
function formatOf(text: string, file: string): ShopKind {
  const lines = tokenLines(text, file);
  const [head = [], ...rest] = lines;
  if (lines.some(([first]) => first?.text.toLowerCase() === 'times')) return 'jobshop';
  if (!/^\d/.test(head[0]?.text ?? '')) {
    if (lines.some(([first]) => first?.text.toLowerCase() === 'processing')) return 'flowshop';
    refuseText(file, head[0] as Token, 'a shop begins with the number of jobs, or is in a form of Taillard’s');
  }
  const machines = Number(head[1]?.text);
  if (rest.every((line) => line.length === machines)) return 'flowshop';
  if (!rest.every((line) => line.length === 2 * machines)) return 'fjsp';
  const isFlow = rest.every((line) => line.every(({ text: word }, at) => at % 2 === 1 || Number(word) === at / 2));
  return isFlow ? 'flowshop' : 'jobshop';
}
