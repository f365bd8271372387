/**
 * The envelope: the limits within which an action type may ever act. Outside it a proposal is refused at every level.
 *
 * Tags in an envelope are paths below the agent's scope (`furnace/setpoint`); readings come with quality and time,
 * and a reading that is bad or too old is no reading.
 */

import { type Because, because } from './because.ts';

/** What the gate may know of a tag. Times are plant time in ms since the epoch. */
export interface Reading {
  readonly value: unknown;
  readonly quality: 'good' | 'uncertain' | 'bad' | 'stale';
  readonly status: string;
  readonly sourceTs: number;
}

/** Answers the latest reading of a tag, `null` when there was none. Must be synchronous: it is asked at the send. */
export type Readings = (tag: string) => Reading | null;

export interface NumberLimit {
  readonly param: string;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  /** The most it may move from the present value of `current`, in `unit`. */
  readonly maxStep?: number;
  /** Tag that holds the present value; needed for `maxStep`. */
  readonly current?: string;
  /** How old that value may be, in ms. */
  readonly maxAgeMs?: number;
}

export interface ChoiceLimit {
  readonly param: string;
  readonly oneOf: readonly string[];
}

export interface Precondition {
  readonly tag: string;
  readonly op: '=' | '≠' | '<' | '≤' | '>' | '≥';
  readonly value: string | number | boolean;
  /** How old the reading may be, in ms. */
  readonly maxAgeMs: number;
}

export interface Envelope {
  readonly numbers?: readonly NumberLimit[];
  readonly choices?: readonly ChoiceLimit[];
  readonly preconditions?: readonly Precondition[];
  /** Least plant time between two acts of this type on one asset (or one material, where the act is about one), in ms. */
  readonly coolDownMs?: number;
  /** Most acts of this type on one asset per hour of plant time. */
  readonly ratePerHour?: number;
}

/** Acts of the same type that already left for the same asset. */
export interface RecentActs {
  /** Plant time of the latest about the same asset and material, `null` when there was none. */
  readonly lastAtMs: number | null;
  /** How many on the asset within the last hour of plant time. */
  readonly withinHour: number;
}

export interface EnvelopeCheck {
  readonly actionType: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly envelope: Envelope;
  readonly readings: Readings;
  readonly recent: RecentActs;
  readonly nowMs: number;
}

/** The first limit that is broken, or `null` when all hold. */
export function outsideEnvelope(check: EnvelopeCheck): Because | null {
  const { envelope } = check;
  for (const limit of envelope.choices ?? []) {
    const value = check.params[limit.param];
    if (typeof value !== 'string' || !limit.oneOf.includes(value)) {
      return because('envelope.choice', { param: limit.param, value: shown(value) });
    }
  }
  for (const limit of envelope.numbers ?? []) {
    const broken = outsideNumber(limit, check);
    if (broken) return broken;
  }
  for (const condition of envelope.preconditions ?? []) {
    const broken = brokenPrecondition(condition, check);
    if (broken) return broken;
  }
  return tooSoon(check);
}

function outsideNumber(limit: NumberLimit, check: EnvelopeCheck): Because | null {
  const { param, min, max, unit } = limit;
  const value = check.params[param];
  if (typeof value !== 'number' || !Number.isFinite(value)) return because('envelope.not-a-number', { param });
  if (value < min) return because('envelope.below', { param, value, unit, limit: min });
  if (value > max) return because('envelope.above', { param, value, unit, limit: max });
  if (limit.maxStep === undefined) return null;
  // A step limit without a present value to step from holds everything back: a slip must not widen the envelope.
  if (limit.current === undefined) return because('input.bad', { tag: param, quality: 'bad', status: 'BadNoData' });
  const current = usable(limit.current, limit.maxAgeMs ?? Number.POSITIVE_INFINITY, check);
  if ('broken' in current) return current.broken;
  if (typeof current.value !== 'number') return because('envelope.not-a-number', { param: limit.current });
  const step = Math.abs(value - current.value);
  return step > limit.maxStep ? because('envelope.step', { param, step, unit, limit: limit.maxStep }) : null;
}

function brokenPrecondition(condition: Precondition, check: EnvelopeCheck): Because | null {
  const reading = usable(condition.tag, condition.maxAgeMs, check);
  if ('broken' in reading) return reading.broken;
  if (holds(reading.value, condition)) return null;
  return because('precondition.false', {
    tag: condition.tag,
    value: shown(reading.value),
    op: condition.op,
    wanted: condition.value,
  });
}

function holds(value: unknown, { op, value: wanted }: Precondition): boolean {
  if (op === '=') return value === wanted;
  if (op === '≠') return typeof value === typeof wanted && value !== wanted;
  if (typeof value !== 'number' || typeof wanted !== 'number') return false;
  if (op === '<') return value < wanted;
  if (op === '≤') return value <= wanted;
  return op === '>' ? value > wanted : value >= wanted;
}

/** A value as a reason shows it. */
function shown(value: unknown): string {
  return value === null || typeof value !== 'object' ? String(value) : typeof value;
}

function usable(tag: string, maxAgeMs: number, check: EnvelopeCheck): { value: unknown } | { broken: Because } {
  const reading = check.readings(tag);
  if (reading === null) return { broken: because('input.bad', { tag, quality: 'bad', status: 'BadNoData' }) };
  if (reading.quality !== 'good') {
    return { broken: because('input.bad', { tag, quality: reading.quality, status: reading.status }) };
  }
  const ageMs = check.nowMs - reading.sourceTs;
  // A source whose clock runs ahead would never grow old. Asked this way round, a time that is no number is too old.
  return Math.abs(ageMs) <= maxAgeMs
    ? { value: reading.value }
    : { broken: because('input.stale', { tag, ageMs, maxAgeMs }) };
}

function tooSoon({ actionType, envelope, recent, nowMs }: EnvelopeCheck): Because | null {
  const { coolDownMs, ratePerHour } = envelope;
  if (coolDownMs !== undefined && recent.lastAtMs !== null && nowMs - recent.lastAtMs < coolDownMs) {
    return because('envelope.cool-down', { actionType, limitMs: coolDownMs });
  }
  if (ratePerHour !== undefined && recent.withinHour >= ratePerHour) {
    return because('envelope.rate', { actionType, limit: ratePerHour });
  }
  return null;
}
