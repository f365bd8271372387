/**
 * The site that Andon ships: a simulated strip-steel line, the quality-inspection agent, and four people. `andon demo`
 * starts it as `andon start` starts any other.
 */

import { join } from 'node:path';
import { AndonError } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import { type Comparison, line, type RehearsedAction } from '@andon/sim-line';
import { loadModelDir, qualityInspection, trainInspectionModel } from '@andon/vertical-quality-inspection';
import { compareInWorker } from '../compare/in-worker.ts';
import { crewStage } from '../plants/crew-stage.ts';
import { signersAmong } from '../plants/signatories.ts';
import { lineWithStage, simulatedEquipment } from '../plants/simulated-line.ts';
import { peopleFile, readPeople } from '../site/people.ts';
import { checkSite } from '../site-file/check-site.ts';
import type { ModelContext, SiteAgent } from '../site-file/definition.ts';
import type { PlantDefinition } from '../site-file/plant.ts';
import type { Site } from '../site-file/site.ts';
import type { View } from '../view/view.ts';
import { DEMO_SITE } from './demo-site-name.ts';
import { DriftDrill, driftOf } from './drift-drill.ts';
import { demoEvidence } from './evidence.ts';
import type { DemoOptions } from './options.ts';
import { type TrainingRows, trainingRows } from './surfaces.ts';

/** The stop is pressed after this share of the coils: with the injected drift behind it. */
const STOP_AT = 0.76;

export interface DemoSite {
  /** Reads who there is, so the home must be there. */
  site(): Site;
  /** What the operations came to; `null` where nothing was compared. Asked for when the coils are through. */
  compared(): Promise<Comparison | null>;
}

/**
 * @param view where the progress of the comparison is shown
 * @throws AndonError('data.unreadable' | 'data.invalid' | 'model.unreadable' | 'config.invalid')
 */
export function demoSite(home: string, options: DemoOptions, view: View, signal: AbortSignal): DemoSite {
  // Unreadable data stop the start before anything is begun.
  const training = trainingRows(options.dataDir, options.seed);
  const model = options.modelDir === null ? null : loadModelDir(options.modelDir);
  const beside = compareBeside(options, view, signal);
  const plant = lineWithStage({ ...options, fouling: driftOf }, (opened, stage) => {
    beside.begin(opened);
    const drift = new DriftDrill(opened.fouling, stage.view, () => stage.runtime.plantMs());
    const plays = {
      ...{ begin: options.begin, speed: options.speed, others: [drift], rehearsed: () => beside.rehearsed() },
      drillAtCoil: Math.ceil(opened.info.coils * STOP_AT),
    };
    return crewStage(opened, plays, stage);
  });
  const modelFor = ({ plant: facts }: ModelContext) => model ?? trainFor(facts, options, training);
  return { site: () => siteOf(home, plant, modelFor), compared: () => beside.compared() };
}

function siteOf(home: string, plant: PlantDefinition, model: NonNullable<SiteAgent['model']>): Site {
  const people = readPeople(home);
  const { lead } = signersAmong(people, peopleFile(home));
  const checked = checkSite(
    {
      timeZone: 'Asia/Shanghai',
      equipment: simulatedEquipment,
      plant,
      agents: [
        {
          vertical: qualityInspection as Vertical<unknown>,
          on: line,
          model,
          commissionedBy: lead.id,
        },
      ],
      people: people.map(({ id, name, roles }) => ({ id, name, roles })),
      evidence: demoEvidence,
    },
    join(import.meta.dirname, DEMO_SITE),
    peopleFile(home),
  );
  if (checked.kind === 'wrong') {
    const [first] = checked.problems;
    throw new AndonError('config.invalid', { path: first?.path ?? '?', problem: first?.problem ?? '?' });
  }
  return { ...checked.site, file: DEMO_SITE };
}

/** The model of a line: its seed and its rows decide it, so a line that is taken up gets the one it had. */
function trainFor(facts: ModelContext['plant'], asked: DemoOptions, training: TrainingRows) {
  const seed = facts.seed as number;
  const dataDir = facts.dataDir as string | null;
  const isAsAsked = seed === asked.seed && dataDir === asked.dataDir;
  const { rows, source } = isAsAsked ? training : trainingRows(dataDir, seed);
  return trainInspectionModel(rows, { seed, source });
}

/** Rehearses and compares on a thread of its own, which ends with the demo. */
function compareBeside({ compare, modelDir }: DemoOptions, view: View, signal: AbortSignal) {
  let isAwaited = false;
  let running: ReturnType<typeof compareInWorker> | null = null;
  return {
    begin({ info: { seed, scenario, coils: slabs }, dataDir }: Parameters<Parameters<typeof lineWithStage>[1]>[0]) {
      const options = { seed, scenario, slabs, seeds: compare, dataDir, modelDir, evidence: demoEvidence };
      running = compareInWorker(options, signal, (progress) => {
        if (isAwaited) view.comparing(progress);
      });
    },
    rehearsed: async (): Promise<readonly RehearsedAction[]> => (await running?.rehearsed) ?? [],
    /** From now on it is shown how far the comparison is. */
    async compared(): Promise<Comparison | null> {
      isAwaited = true;
      return (await running?.compared) ?? null;
    },
  };
}
