/**
 * How often the laboratory finds the proposed dispositions right, nobody executing them: reads labelled regions, then
 * inspection records and laboratory results, one JSON object a line, as the simulated line prints them.
 *
 *     node packages/sim-line/test/records.ts [scenario] [slabs] [seeds] | node packages/vertical-quality-inspection/proof/dispositions.ts
 */

import { createInterface } from 'node:readline';
import { AndonError, type Reading } from '@andon/sdk';
import { z } from 'zod';
import {
  coilOf,
  dispose,
  type InspectionModel,
  type LabelledRow,
  proposeDisposition,
  tags,
  trainInspectionModel,
} from '../src/index.ts';
import { type Disposition, dispositions } from '../src/payloads.ts';

const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('region'), features: z.array(z.number()), label: z.string() }),
  z.object({ kind: z.literal('record'), seed: z.number(), plantMs: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal('lab'), seed: z.number(), value: z.unknown() }),
]);

interface Tally {
  achieved: number;
  missed: number;
  critical: number;
}

const rows: LabelledRow[] = [];
const proposed = new Map<string, Disposition>();
const bySeed = new Map<number, Tally>();
const made: Record<Disposition, number> = { release: 0, hold: 0, rework: 0, downgrade: 0, scrap: 0 };
let model: InspectionModel | null = null;

for await (const text of createInterface({ input: process.stdin })) {
  const line = Line.parse(JSON.parse(text));
  if (line.kind === 'region') rows.push(line);
  else if (line.kind === 'record') propose(line);
  else judge(line);
}
print();

function propose({ seed, plantMs, value }: Extract<z.infer<typeof Line>, { kind: 'record' }>): void {
  model ??= trainInspectionModel(rows, { seed: 9, source: 'regions of the simulated line' }).value;
  const reading: Reading = { value, quality: 'good', status: 'Good', sourceTs: plantMs };
  const trigger = { tag: tags.inspectionRecord, reading };
  const of = proposeDisposition(
    { scope: 'line', plantMs, trigger, material: coilOf(value), reading: () => null },
    model,
  );
  if (of === null) return;
  proposed.set(`${seed}/${of.params.coil}`, of.params.disposition);
  made[of.params.disposition] += 1;
}

function judge({ seed, value }: Extract<z.infer<typeof Line>, { kind: 'lab' }>): void {
  const coil = coilOf(value) ?? '';
  const disposition = proposed.get(`${seed}/${coil}`);
  if (disposition === undefined) return;
  const { judge } = dispose.verify;
  const params = { coil, disposition };
  const found = judge({
    params,
    sample: value,
    before: null,
    after: null,
    readings: () => null,
    evidence: {},
    nowMs: 0,
  });
  if (found === 'not-yet') return;
  const tally = bySeed.get(seed) ?? { achieved: 0, missed: 0, critical: 0 };
  bySeed.set(seed, tally);
  tally[found.kind] += 1;
}

function print(): void {
  const tallies = [...bySeed.values()];
  const total = (kind: keyof Tally): number => tallies.reduce((sum, tally) => sum + tally[kind], 0);
  const all = total('achieved') + total('missed') + total('critical');
  if (all === 0) throw new AndonError('config.invalid', { path: 'stdin', problem: 'no coil was judged' });
  const shares = tallies.map((tally) => tally.achieved / (tally.achieved + tally.missed + tally.critical));
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const kinds = dispositions.map((name) => `${name} ${percent(made[name] / all)}`).join(', ');
  process.stdout.write(
    `${tallies.length} seeds, ${all} coils: ${percent(total('achieved') / all)} right ` +
      `(worst seed ${percent(Math.min(...shares))}, best ${percent(Math.max(...shares))}), ` +
      `${total('critical')} escapes; ${kinds}\n`,
  );
}
