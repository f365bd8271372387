/** Acts that flow all the time: coils come out of inspection on every line, and the laboratory reports on what was done. */

import type { OpenRecord } from '@andon/store';
import type { Floor } from './floor.ts';
import { type Inspected, lines, reportTag } from './works.ts';

const TICK_MS = 100;
/** Coils per tick, over all lines. */
const COILS = 4;
/** More than so many runs and acts under way, and nothing new comes out of inspection. */
const MOST_UNDER_WAY = 60;
/** A report that was not heard is published again. */
const REPORT_AGAIN_MS = 3_000;

interface Open {
  readonly id: string;
  readonly tag: string | null;
  readonly material: string;
}

export class Flow {
  /** Told whenever the laboratory has reported. */
  onReported: () => void = () => {};
  readonly #floor: Floor;
  readonly #record: OpenRecord;
  readonly #nowMs: () => number;
  readonly #reported = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #coils = 0;
  #underWay = 0;
  #isStopped = false;
  #turn: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(floor: Floor, record: OpenRecord, nowMs: () => number) {
    this.#floor = floor;
    this.#record = record;
    this.#nowMs = nowMs;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Whether the laboratory has reported on an act, so that its outcome waits for Andon alone. */
  readonly isReported = (effectId: string): boolean => this.#reported.has(effectId);

  /** Many coils of one line at once, so that its acts queue up. */
  burst(line: string, coils: number): void {
    this.#inspect(Array.from({ length: coils }, () => line));
  }

  /** A coil that keeps the vertical from letting its process go for so long. */
  block(blockMs: number): void {
    this.#inspect([lines[0]?.scope ?? ''], blockMs);
  }

  /** No more coils; reports go on. */
  stop(): void {
    this.#isStopped = true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
  }

  #tick(): void {
    if (!this.#isStopped && this.#underWay < MOST_UNDER_WAY) {
      const next = Array.from({ length: COILS }, (_, at) => lines[(this.#coils + at) % lines.length]?.scope ?? '');
      this.#inspect(next);
    }
    if (this.#isBusy) return;
    this.#isBusy = true;
    // The record is away now and then; the next tick asks again.
    this.#turn = this.#report()
      .catch(() => {})
      .finally(() => {
        this.#isBusy = false;
      });
  }

  #inspect(on: readonly string[], blockMs = 0): void {
    const inspect = on.map((line) => {
      this.#coils += 1;
      const coil = `C${this.#coils}`;
      return { line, coil, result: { coil, blockMs } satisfies Inspected };
    });
    this.#floor.tell({ inspect, publish: [] });
  }

  async #report(): Promise<void> {
    const { rows } = await this.#record.pool.query<Open>(
      `select e.id, o.tag, e.material from effect e left join outcome o on o.effect_id = e.id and o.state = 'open'
       where not e.terminal or o.tag is not null`,
    );
    const { rows: thinking } = await this.#record.pool.query('select count(*) as many from run where not ended');
    this.#underWay = rows.filter(({ tag }) => tag === null).length + Number(thinking[0].many);
    const nowMs = this.#nowMs();
    const due = rows.filter(({ id, tag }) => {
      return tag?.endsWith(reportTag) && nowMs - (this.#reported.get(id) ?? 0) > REPORT_AGAIN_MS;
    });
    for (const { id } of due) this.#reported.set(id, nowMs);
    const publish = due.map(({ tag, material }) => ({ [String(tag)]: { coil: material, verdict: 'good' } }));
    if (publish.length === 0) return;
    this.#floor.tell({ inspect: [], publish });
    this.onReported();
  }
}
