/** Every sentence of the terminal and the reports, in Chinese. A key that is missing here does not compile. */

import type { MessageKey } from './text.ts';
import { backtestZh } from './zh-CN-backtest.ts';
import { reportZh } from './zh-CN-report.ts';
import { scheduleZh } from './zh-CN-schedule.ts';
import { viewZh } from './zh-CN-view.ts';

export const zhCN = { ...viewZh, ...reportZh, ...backtestZh, ...scheduleZh } as const satisfies Record<
  MessageKey,
  string
>;
