export type { DemoResult } from './demo/result.ts';
