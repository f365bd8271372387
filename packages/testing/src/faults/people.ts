/**
 * What people do meanwhile: they approve through the API, press stops and reset them, lower a level and let it loose
 * again. They write down, apart from the record, from when on what may not happen any more.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Actor,
  AndonError,
  because,
  type Grant,
  grantSigner,
  type Level,
  type Random,
  type Scope,
} from '@andon/core';
import type { OpenRecord } from '@andon/store';
import type { LicenceChange, StopSpan } from './check.ts';
import type { Floor } from './floor.ts';
import { area, inspector, lines, processOwner, shiftLead } from './works.ts';

const ROUND_MS = 300;
const ANSWER_MS = 5_000;
const GRANTED_FOR_MS = 24 * 3_600_000;
/** Rounds from one press to the next, at least and at most; and from one change of a level to the next. */
const PRESS_EVERY = [8, 16] as const;
const CHANGE_EVERY = [10, 20] as const;
const HOLD_MS = [200, 1_000] as const;
const DECISIONS_AT_ONCE = 10;

export interface PeopleOptions {
  readonly floor: Floor;
  readonly record: OpenRecord;
  readonly random: Random;
  readonly nowMs: () => number;
  readonly newId: (kind: string) => string;
}

export class People {
  readonly stops: StopSpan[] = [];
  readonly licences: LicenceChange[] = [];
  approved = 0;
  readonly #options: PeopleOptions;
  readonly #ended = new AbortController();
  #living: Promise<unknown> = Promise.resolve();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** Signs what each line may, as if that had been earned: a loop of kills has no months. */
  async signAll(): Promise<void> {
    for (const { scope, licence } of lines) {
      if (licence !== 'shadow') await this.#sign(scope, licence === 'changing' ? 'autonomous' : licence);
    }
  }

  begin(): void {
    this.#living = Promise.all([this.#approve(), this.#stopNowAndThen(), this.#changeLevels()]);
  }

  /** Ends their work, with every stop reset. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#living;
    await this.#resetAll();
  }

  async #approve(): Promise<void> {
    while (await this.#again()) {
      await this.#quietly(async () => {
        const page = await this.#ask('GET', `/api/proposals?state=awaiting-approval&limit=${DECISIONS_AT_ONCE}`);
        for (const { id, revisionHash } of page.proposals as readonly { id: string; revisionHash: string }[]) {
          const body = { kind: 'approve', revisionHash, by: inspector.id, reason: 'seen it' };
          await this.#ask('POST', `/api/proposals/${id}/decisions`, body);
          this.approved += 1;
        }
      });
    }
  }

  async #stopNowAndThen(): Promise<void> {
    let wait = this.#between(PRESS_EVERY);
    while (await this.#again()) {
      if (--wait > 0) continue;
      wait = this.#between(PRESS_EVERY);
      // A whole area now and then, else one line.
      const at = Math.floor(this.#options.random.next() * (lines.length + 1));
      await this.#press(lines[at]?.scope ?? area);
    }
  }

  async #press(scope: Scope): Promise<void> {
    const { nowMs, random } = this.#options;
    const holdMs = HOLD_MS[0] + random.next() * (HOLD_MS[1] - HOLD_MS[0]);
    let epoch: number | null = null;
    let acknowledgedMs = 0;
    // Where nobody answers or the others were not told, the advice is to press again.
    while (epoch === null && !this.#ended.signal.aborted) {
      try {
        const answer = await this.#ask('POST', '/api/stops', { scope, by: inspector.id, reason: 'a stop of the loop' });
        // What came out of a worker before the answer has been seen once everything that waits here is read.
        await twoTurns();
        acknowledgedMs = nowMs();
        epoch = (answer.stop as { readonly epoch: number }).epoch;
      } catch {
        await delay(ROUND_MS);
      }
    }
    if (epoch !== null) await delay(holdMs);
    const resetMs = nowMs();
    await this.#resetAll();
    if (epoch !== null) this.stops.push({ scope, epoch, acknowledgedMs, resetMs });
  }

  /** Until none is pressed: also one whose press was not answered. */
  async #resetAll(): Promise<void> {
    for (;;) {
      const done = await this.#quietly(async () => {
        const { stops } = await this.#ask('GET', '/api/stops');
        for (const { scope } of stops as readonly { scope: string }[]) {
          await this.#ask('POST', '/api/stops/reset', { scope, by: shiftLead.id, cause: 'drill', reason: 'over' });
        }
        return (stops as readonly unknown[]).length === 0;
      });
      if (done) return;
      await delay(ROUND_MS / 3);
    }
  }

  async #changeLevels(): Promise<void> {
    const changing = lines.filter(({ licence }) => licence === 'changing').map(({ scope }) => scope);
    let wait = this.#between(CHANGE_EVERY);
    let isLoose = true;
    while (await this.#again()) {
      if (--wait > 0) continue;
      wait = this.#between(CHANGE_EVERY);
      const ask = isLoose ? this.#lower : this.#sign;
      for (const line of changing) {
        // Where the record is away, nothing is known to have changed, and the next turn tries the same again.
        if (await this.#quietly(() => ask.call(this, line, isLoose ? 'shadow' : 'autonomous'))) isLoose = !isLoose;
      }
    }
  }

  async #lower(line: Scope, to: Level): Promise<true> {
    const { record, nowMs } = this.#options;
    const held = await this.#held(line);
    const why = because('demoted.person', { by: shiftLead.name, level: to, reason: 'a drill' });
    const given = { grantId: held.id, to, because: why, by: shiftLead };
    const lowered = (await record.grants.lower(given, this.#stamp())) ?? (await this.#held(line));
    while ((await record.authority.unawareOfGrant(lowered, 'faults')).length > 0) await delay(20);
    await twoTurns();
    this.licences.push({ line, level: to, fromMs: nowMs() });
    return true;
  }

  async #sign(line: Scope, level: Level): Promise<true> {
    const { record, nowMs, newId, floor } = this.#options;
    const held = await this.#held(line);
    const { agentId, scope, fingerprint, actionType, riskClass } = held;
    const signedBy: readonly Actor[] = [shiftLead, processOwner];
    const terms = {
      ...{ id: newId('grt'), agentId, scope, fingerprint, actionType, riskClass, level, signedBy },
      ...{ reason: 'for the loop', notAfterMs: nowMs() + GRANTED_FOR_MS },
      basis: { kind: 'renewal' },
    } as const;
    const signature = grantSigner(readFileSync(floor.signingKeyFile, 'utf8')).sign(terms);
    // From when it is asked for, since it may hold before the answer is here.
    this.licences.push({ line, level, fromMs: nowMs() });
    const replaces = { grantId: held.id, revision: held.revision };
    await record.grants.sign({ ...terms, signature }, replaces, this.#stamp());
    return true;
  }

  async #held(line: Scope): Promise<Grant> {
    const held = (await this.#options.record.grants.list()).find(({ scope }) => scope === line);
    if (!held) throw new AndonError('internal.defect', { what: `no agent was commissioned on ${line}` });
    return held;
  }

  #stamp() {
    const nowMs = this.#options.nowMs();
    return { plantMs: nowMs, wallMs: nowMs };
  }

  #between([least, most]: readonly [number, number]): number {
    return least + Math.floor(this.#options.random.next() * (most - least + 1));
  }

  /** After a round; `false` once their shift has ended. */
  async #again(): Promise<boolean> {
    await delay(ROUND_MS, undefined, { signal: this.#ended.signal }).catch(() => {});
    return !this.#ended.signal.aborted;
  }

  /** What does not work while something is away is done in a later round. */
  async #quietly<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch {
      return null;
    }
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#options.floor.apiUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    throw new AndonError('internal.defect', { what: `${method} ${path}: ${response.status} ${answer.code}` });
  }
}

async function twoTurns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
