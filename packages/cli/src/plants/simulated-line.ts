/**
 * A simulated strip-steel line as a site's plant. It moves in lock-step with the runtime, has people who decide and sign,
 * and comes to an end.
 */

import type { Vertical } from '@andon/sdk';
import { connectLine, findLineProcess, line, rehearse, scenarioNamed, tags, targets } from '@andon/sim-line';
import type { Equipment } from '../site-file/definition.ts';
import type { OpenPlant, OpenPlantOptions, PlantBeside, PlantDefinition } from '../site-file/plant.ts';
import type { OnStage, Stage, StageOptions } from '../site-file/stage.ts';
import { crewStage } from './crew-stage.ts';
import { drive } from './drive.ts';
import { type LineOptions, lineDir, openLine, type SimulatedLine, schemaOf, takeIn } from './line.ts';
import { COILS_PER_SHIFT } from './shifts.ts';
import { checkSimulated } from './simulated-options.ts';

export interface SimulatedLineOptions {
  /** The same seed gives the same line. Default 8. */
  readonly seed?: number;
  /** Coils to roll. Default 510: three shifts. */
  readonly coils?: number;
  /** What goes wrong on it: one of `scenarioNames`. Default `baseline`. */
  readonly scenario?: string;
  /** Plant seconds per second, 1 to 10 000. Default 720. */
  readonly speed?: number;
  /**
   * Where agents begin: `shadow`, or everything at `approve` on what a rehearsal on lines of other seeds showed.
   * Default `shadow`.
   */
  readonly begin?: 'shadow' | 'approve';
}

/** What else happens on a line that the shipped demo plays. */
export type StageOf = (plant: SimulatedLine, options: StageOptions) => Promise<Stage>;

const defaults = { seed: 8, coils: 3 * COILS_PER_SHIFT, scenario: 'baseline', speed: 720, begin: 'shadow' } as const;
/** Of a rehearsal: enough for *approve* at the demands of the demo. */
const REHEARSAL = { seeds: 6, slabs: 384, offset: 100_000 };

/** @throws AndonError('config.invalid' | 'scenario.unknown') naming the option */
export function simulatedLine(options: SimulatedLineOptions = {}): PlantDefinition {
  const { seed, coils, scenario, speed, begin } = checkSimulated({ ...defaults, ...options });
  scenarioNamed(scenario);
  const asked = { seed: true, coils: true, scenario: true };
  const given = { seed, coils, scenario, speed, dataDir: null, fresh: false, asked, fouling: () => null };
  return lineWithStage(given, (plant, stage) =>
    crewStage(
      plant,
      {
        ...{ begin, speed, drillAtCoil: null, others: [] },
        rehearsed: (on) => rehearsedElsewhere(on, plant, stage),
      },
      stage,
    ),
  );
}

/** Its equipment, as a site file wants it: enterprise, site, area, line, and what the line shows. */
export const simulatedEquipment: Equipment = treeOf(line.split('/'));

export function lineWithStage(options: LineOptions, stageOf: StageOf): PlantDefinition {
  return {
    what: 'simulated line',
    ...{ writeSecrets: [], problems: [], warnings: [] },
    async open({ home, observeOnly }): Promise<OpenPlant> {
      const plant = await openLine(home, options);
      const { info, link, resumed, said, schema, dataDir } = plant;
      return {
        source: link,
        sink: observeOnly ? null : link,
        schema,
        facts: { seed: info.seed, scenario: info.scenario, coils: info.coils, session: info.session, dataDir },
        resumed: async () => (resumed ? said : null),
        said: resumed ? null : said,
        plantMs: () => link.plantMs(),
        takeIn: (runtime) => takeIn(link, runtime),
        stage: (given) => stageOf(plant, given),
        follow: ({ runtime, view, stage, log, signal }) =>
          drive({ runtime, link, view, stage: stage ?? nobody, log, signal }),
        account: async () => ({ info, account: await link.account() }),
        async close(wasUp) {
          // A line that waited goes on waiting when a start fails.
          if (!wasUp && resumed) return link.close();
          // It may have ended already; then there is nobody to tell.
          await link.shutdown().catch(() => {});
          link.close();
        },
      };
    },
    beside: besideLine,
    examine: async () => [],
  };
}

export async function besideLine({ home }: Pick<OpenPlantOptions, 'home'>): Promise<PlantBeside | null> {
  const info = await findLineProcess(lineDir(home));
  if (info === null) return null;
  const link = await connectLine(info, { role: 'observer' });
  return {
    source: link,
    schema: schemaOf(info),
    plantMs: () => link.plantMs(),
    takeIn: (runtime) => takeIn(link, runtime),
    said: null,
    close: () => link.close(),
  };
}

const nobody = { timed: [], observe: () => {} };

async function rehearsedElsewhere(
  { vertical, model }: OnStage,
  { info: { seed, scenario } }: SimulatedLine,
  { evidence }: StageOptions,
) {
  const seeds = Array.from({ length: REHEARSAL.seeds }, (_, index) => REHEARSAL.offset + seed + index);
  const given = { scenario, slabs: REHEARSAL.slabs, evidence, model, seeds };
  return rehearse({ ...given, vertical: vertical as Vertical<unknown> });
}

function treeOf(path: readonly string[]): Equipment {
  const [id = '', ...below] = path;
  if (below.length > 0) return { id, children: [treeOf(below)] };
  const paths = Object.values(tags).map((tag) => tag.slice(line.length + 1));
  const writable: readonly string[] = Object.values(targets).map((tag) => tag.slice(line.length + 1));
  const units = [...new Set(paths.map((tag) => tag.split('/')[0] as string))];
  return {
    id,
    children: units.map((unit) => ({ id: unit })),
    tags: Object.fromEntries(paths.map((tag) => [tag, writable.includes(tag) ? { writable: true } : {}])),
  };
}
