/** Measures the demo on one queue backend: two starts on one home, memory from the first to the last, CPU when idle. */

import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EndOfDemo, RunningDemo } from './demo.ts';
import { TICKS_PER_SECOND } from './proc.ts';
import { processesOf, pssByPart, sum, sumByPart } from './processes.ts';

export interface Figure {
  readonly value: number;
  /** Load average of the last minute, when the figure was taken. */
  readonly load: number;
}

export interface Footprint {
  /** From the spawn of npm to the view that tells of the line. */
  readonly firstStartMs: Figure;
  readonly laterStartMs: Figure;
  /** Sum over all processes. */
  readonly peakPssMib: Figure;
  readonly endPssMib: Figure;
  /** Of one core, after the demo is over. */
  readonly idlePercent: Figure;
  readonly parts: {
    readonly peakPssMib: Readonly<Record<string, number>>;
    readonly endPssMib: Readonly<Record<string, number>>;
    readonly idlePercent: Readonly<Record<string, number>>;
    readonly processes: Readonly<Record<string, number>>;
  };
  readonly demoSeconds: number;
  readonly ends: readonly EndOfDemo[];
}

export interface MeasureOptions {
  readonly path: string;
  readonly terminal: boolean;
  /** How long the idle demo is watched. */
  readonly seconds: number;
  /** Flags of `andon demo`, for a quicker one. */
  readonly flags: readonly string[];
  readonly note: (text: string) => void;
}

const SAMPLE_MS = 500;
const SETTLE_MS = 5_000;
const DEMO_MS = 20 * 60_000;
const KIB_PER_MIB = 1024;

export async function measure({ path, terminal, seconds, flags, note }: MeasureOptions): Promise<Footprint> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'andon-footprint-')));
  const result = join(home, 'result.json');
  const ends: EndOfDemo[] = [];
  let demo: RunningDemo | null = null;
  try {
    note('first start');
    const begun = performance.now();
    demo = new RunningDemo({ home, path, terminal, flags: [...flags, '--json', result] });
    const firstStartMs = figure(await demo.shown());
    note('the demo runs');
    const peak = await watchMemory(home, demo, () => existsSync(result));
    const demoSeconds = (performance.now() - begun) / 1_000;
    await delay(SETTLE_MS);
    note(`the demo is over; idle for ${seconds} s`);
    const idle = await watchCpu(home, seconds);
    const processes = processesOf(home);
    const end = pssByPart(processes);
    const endPssMib = figure(toMib(sum(end)));
    demo.check();
    ends.push(await demo.end());
    note('second start');
    demo = new RunningDemo({ home, path, terminal, flags });
    const laterStartMs = figure(await demo.shown());
    ends.push(await demo.end());
    demo = null;
    return {
      firstStartMs,
      laterStartMs,
      peakPssMib: { value: toMib(sum(peak.parts)), load: peak.load },
      endPssMib,
      idlePercent: figure(sum(idle)),
      parts: {
        peakPssMib: inMib(peak.parts),
        endPssMib: inMib(end),
        idlePercent: idle,
        processes: sumByPart(processes, () => 1),
      },
      demoSeconds,
      ends,
    };
  } finally {
    await demo?.end();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The sample with the largest sum, until the demo is over. */
async function watchMemory(home: string, demo: RunningDemo, over: () => boolean) {
  const deadline = performance.now() + DEMO_MS;
  let peak = { parts: {} as Readonly<Record<string, number>>, load: 0 };
  while (true) {
    const parts = pssByPart(processesOf(home));
    if (sum(parts) > sum(peak.parts)) peak = { parts, load: loadNow() };
    if (over()) return peak;
    demo.check();
    if (performance.now() > deadline) throw new Error(`The demo was not over after ${DEMO_MS / 60_000} minutes.`);
    await delay(SAMPLE_MS);
  }
}

/** A child that ends hands its ticks to the parent that waits for it, so the sums lose none of them. */
async function watchCpu(home: string, seconds: number): Promise<Record<string, number>> {
  const ticks = () => sumByPart(processesOf(home), (one) => one.ticks);
  const before = ticks();
  const startedAt = performance.now();
  await delay(seconds * 1_000);
  const after = ticks();
  const elapsed = (performance.now() - startedAt) / 1_000;
  const percent = (part: string) => (((after[part] ?? 0) - (before[part] ?? 0)) / TICKS_PER_SECOND / elapsed) * 100;
  return Object.fromEntries(Object.keys(after).map((part) => [part, percent(part)]));
}

const loadNow = (): number => loadavg()[0] ?? 0;

const figure = (value: number): Figure => ({ value, load: loadNow() });

const toMib = (kib: number): number => kib / KIB_PER_MIB;

function inMib(parts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([part, kib]) => [part, toMib(kib)]));
}
