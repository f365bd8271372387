/**
 * Every sentence of the terminal and the reports, in English. It decides which keys and `{values}` there are; `zh-CN.ts`
 * must have the same keys, and `text.ts` asks callers for the values.
 */

import { backtestEn } from './en-backtest.ts';
import { reportEn } from './en-report.ts';
import { scheduleEn } from './en-schedule.ts';
import { viewEn } from './en-view.ts';

export const en = { ...viewEn, ...reportEn, ...backtestEn, ...scheduleEn } as const;
