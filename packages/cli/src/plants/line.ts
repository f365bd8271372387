/**
 * A simulated line: a process of its own that lives on when Andon dies. The line of an earlier start is taken up again
 * where it waits; one that was asked for differently is ended, and that is said.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalText } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import {
  connectLine,
  findLineProcess,
  type LineInfo,
  type LineLink,
  startLineProcess,
  tags,
  type Windows,
} from '@andon/sim-line';
import { z } from 'zod';

export interface LineOptions {
  readonly seed: number;
  readonly coils: number;
  /** One of `scenarioNames`. */
  readonly scenario: string;
  /** Plant seconds per second. */
  readonly speed: number;
  /** Folder with the rows that the camera shows, `null` for synthetic ones. */
  readonly dataDir: string | null;
  /** End a line that an earlier start left, instead of taking it up. */
  readonly fresh: boolean;
  /** Whether seed, scenario or number of coils were asked for: then a line that differs is not taken up. */
  readonly asked: { readonly seed: boolean; readonly coils: boolean; readonly scenario: boolean };
  /** When there is dirt on the camera's window, for so many coils; `null`: as the scenario says. */
  readonly fouling: (coils: number) => Windows | null;
}

export interface SimulatedLine {
  readonly info: LineInfo;
  readonly link: LineLink;
  readonly resumed: boolean;
  /** Schema of the record: each line is a plant of its own, and so has a record of its own. */
  readonly schema: string;
  /** Folder with the rows the camera shows, `null` for synthetic ones. */
  readonly dataDir: string | null;
  /** When the camera's window is dirty; `null` where it is as the scenario says. */
  readonly fouling: Windows | null;
  /** What became of an earlier line, `null` when there was none. */
  readonly said: LocalText | null;
}

export const lineDir = (home: string): string => join(home, 'line');

/** @throws AndonError('line.failed' | 'line.refused' | 'link.down' | 'link.timeout') */
export async function openLine(home: string, options: LineOptions): Promise<SimulatedLine> {
  const dir = lineDir(home);
  mkdirSync(dir, { recursive: true });
  const earlier = await findLineProcess(dir);
  if (earlier && !options.fresh && isSame(earlier, options)) {
    const link = await connectLine(earlier);
    await link.setSpeed(options.speed);
    const dataDir = readDataDir(dir, earlier);
    const fouling = options.fouling(earlier.coils);
    return { info: earlier, link, resumed: true, schema: schemaOf(earlier), dataDir, fouling, said: takenUp(earlier) };
  }
  if (earlier) await endLine(earlier);
  const { seed, scenario, coils, speed, dataDir } = options;
  const fouling = options.fouling(coils);
  const info = await startLineProcess({
    dir,
    seed,
    scenario,
    coils,
    speed,
    people: 'crew',
    fouling,
    ...(dataDir !== null && { dataDir }),
  });
  writeFileSync(join(dir, 'camera.json'), JSON.stringify({ session: info.session, dataDir }));
  const link = await connectLine(info);
  return {
    info,
    link,
    resumed: false,
    schema: schemaOf(info),
    dataDir,
    fouling,
    said: earlier ? ended(earlier) : null,
  };
}

/** Also for what runs without a demo: the schema of a line's record. */
export function schemaOf({ session }: Pick<LineInfo, 'session'>): string {
  return `andon_${session
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 20)}`;
}

/**
 * Shows a runtime that comes to a line in the middle what the line shows now: without it the gate would refuse whatever
 * it is asked, for want of data. Before any agent is known to the runtime, it sets nothing off.
 */
export async function takeIn(link: LineLink, runtime: Runtime): Promise<void> {
  // Over a link that is down nothing is sent either; when it is up again the line tells everything anew.
  if (link.link() === 'down') return;
  const shown = await link.read(Object.values(tags));
  const samples = shown.filter(({ seq }) => seq > 0); // the others were never published
  await runtime.ingest(link.session, { plantMs: link.plantMs(), seq: 0, samples });
}

async function endLine(info: LineInfo): Promise<void> {
  const link = await connectLine(info);
  await link.shutdown();
  link.close();
}

/** What a line's camera shows is not the line's to tell, so it is noted beside it. */
function readDataDir(dir: string, { session }: LineInfo): string | null {
  const Camera = z.object({ session: z.literal(session), dataDir: z.string().nullable() });
  try {
    return Camera.parse(JSON.parse(readFileSync(join(dir, 'camera.json'), 'utf8'))).dataDir;
  } catch {
    return null;
  }
}

/** What was not asked for is taken as the line has it. */
function isSame(info: LineInfo, { asked, seed, coils, scenario, dataDir }: LineOptions): boolean {
  if (dataDir !== null) return false;
  return (
    (!asked.seed || info.seed === seed) &&
    (!asked.coils || info.coils === coils) &&
    (!asked.scenario || info.scenario === scenario)
  );
}

function takenUp({ seed, scenario, pid }: LineInfo): LocalText {
  return {
    en: `The line of an earlier start (seed ${seed}, ${scenario}, pid ${pid}) was waiting; it goes on from there.`,
    'zh-CN': `上次启动的产线（种子 ${seed}，${scenario}，进程 ${pid}）仍在等待；从中断处继续。`,
  };
}

function ended({ seed, scenario, pid }: LineInfo): LocalText {
  return {
    en: `The line of an earlier start (seed ${seed}, ${scenario}, pid ${pid}) was ended; its record is kept.`,
    'zh-CN': `上次启动的产线（种子 ${seed}，${scenario}，进程 ${pid}）已结束；其记录保留。`,
  };
}
