/**
 * What goes over the line's socket: one JSON object a line, in both directions, checked on both sides.
 */

import { z } from 'zod';

/** Longest line either side accepts, bytes. */
export const maxLineBytes = 4 * 1024 * 1024;

const time = z.number().int();
const id = z.number().int();
const refusal = z.enum([
  'expired',
  'stale-fence',
  'local-control',
  'out-of-range',
  'not-writable',
  'no-such-material',
  'interlock',
]);
const refused = z.object({ kind: z.literal('refused'), code: refusal, message: z.string() });

export const CommandSchema = z.object({
  key: z.string().min(1),
  asset: z.string().min(1),
  target: z.string().min(1),
  value: z.unknown(),
  material: z.string().nullable(),
  fence: z.number().int(),
  validUntil: z.number(),
});

export const ReadBackQuerySchema = CommandSchema.pick({
  key: true,
  asset: true,
  target: true,
  material: true,
  fence: true,
});

export const AcknowledgementSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken') }),
  z.object({ kind: z.literal('duplicate') }),
  refused,
]);

export const ReadBackSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('present'), value: z.unknown(), at: time }),
  refused,
]);

const SampleSchema = z.object({
  tag: z.string(),
  value: z.unknown(),
  lastGood: z.unknown().optional(),
  quality: z.enum(['good', 'uncertain', 'bad', 'stale']),
  status: z.string(),
  sourceTs: time,
  receivedTs: time,
  seq: z.number().int(),
});

const count = z.number().int();
const AccountSchema = z.object({
  money: z.object({
    salesCny: z.number(),
    energyCny: z.number(),
    tardinessCny: z.number(),
    cobbleCny: z.number(),
    totalCny: z.number(),
  }),
  slabs: count,
  coils: count,
  cobbles: count,
  clean: count,
  right: count,
  escapes: count,
  overkill: count,
  dispositions: z.object({ release: count, hold: count, rework: count, downgrade: count, scrap: count }),
  byRemote: count,
  byPeople: count,
  movesByPeople: count,
  primeShare: z.number(),
  lateOrders: count,
  tardinessH: z.number(),
  energyKwh: z.number(),
  downtimeMin: z.number(),
});

const linkState = z.enum(['up', 'down']);

/** From client to line. Speed 0 is flat out. */
export const ToLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), role: z.enum(['driver', 'observer']) }),
  z.object({ type: z.literal('continue'), seq: z.number().int(), wakeAt: z.number().nullable() }),
  z.object({ type: z.literal('command'), id, command: CommandSchema }),
  z.object({ type: z.literal('read-back'), id, query: ReadBackQuerySchema }),
  z.object({ type: z.literal('read'), id, tags: z.array(z.string()) }),
  z.object({
    type: z.literal('person-disposes'),
    id,
    coil: z.string(),
    disposition: z.enum(['release', 'hold', 'rework', 'downgrade', 'scrap']),
    person: z.string().min(1),
  }),
  z.object({ type: z.literal('account'), id }),
  z.object({ type: z.literal('speed'), id, speed: z.number().min(0) }),
  z.object({ type: z.literal('shutdown'), id }),
]);

/** From line to client. An answer carries the `id` of its question. */
export const FromLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), session: z.string(), plantMs: time, speed: z.number(), link: linkState }),
  z.object({ type: z.literal('goodbye'), problem: z.string() }),
  z.object({
    type: z.literal('batch'),
    plantMs: time,
    seq: z.number().int(),
    link: linkState,
    samples: z.array(SampleSchema),
  }),
  z.object({ type: z.literal('ack'), id, acknowledgement: AcknowledgementSchema }),
  z.object({ type: z.literal('read-back'), id, readBack: ReadBackSchema }),
  z.object({ type: z.literal('samples'), id, samples: z.array(SampleSchema) }),
  z.object({ type: z.literal('account'), id, account: AccountSchema }),
  z.object({ type: z.literal('done'), id, done: z.boolean() }),
  z.object({ type: z.literal('end'), account: AccountSchema }),
]);

export type ToLine = z.infer<typeof ToLine>;
export type FromLine = z.infer<typeof FromLine>;

/** Cuts a byte stream into lines; gives up (`overflow`) on a line that nobody would write. */
export function lineSplitter(onLine: (line: string) => void, overflow: () => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') onLine(part);
    if (rest.length > maxLineBytes) overflow();
  };
}

/** The message, or `null` when it is not one. */
export function decode<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
