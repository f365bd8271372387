/**
 * The people of a simulated line: the lead signs the first grants, the crew decides, lead and owner sign what was earned,
 * and whoever watches may take the inspector's seat or press the stop.
 */

import type { Agent, Proposal } from '@andon/core';
import { plantStartMs, type RehearsedAction } from '@andon/sim-line';
import { someoneWith } from '../site/people.ts';
import type { OnStage, Stage, StageOptions, Timed } from '../site-file/stage.ts';
import { Crew, checkCrew } from './crew.ts';
import { editFields } from './edit-fields.ts';
import { FirstGrants } from './first-grants.ts';
import { lineDir, type SimulatedLine } from './line.ts';
import { openNotebook } from './notebook.ts';
import { COILS_PER_SHIFT, SHIFT_MIN } from './shifts.ts';
import { Signatories, signersAmong } from './signatories.ts';
import { StopDrill } from './stop-drill.ts';

const dayMs = 86_400_000;

export interface CrewPlays {
  /** Where its agents begin: at *shadow*, or everything at *approve* on a rehearsal. */
  readonly begin: 'shadow' | 'approve';
  /** What an agent shows on lines of other seeds. */
  readonly rehearsed: (on: OnStage) => Promise<readonly RehearsedAction[]>;
  /** The coil at whose proposal the crew practises the stop; `null`: it does not. */
  readonly drillAtCoil: number | null;
  /** Whoever else has something to do, in turn after the drill. */
  readonly others: readonly Timed[];
  /** Plant seconds per second. */
  readonly speed: number;
}

/** @throws AndonError('config.invalid') naming the role that is short of people */
export async function crewStage(plant: SimulatedLine, plays: CrewPlays, options: StageOptions): Promise<Stage> {
  const { runtime, record, agents, people, peopleAt, home, grantDays, view, log } = options;
  const { info } = plant;
  checkCrew(
    people,
    peopleAt,
    agents.map(({ vertical }) => vertical),
  );
  const { lead } = signersAmong(people, peopleAt);
  const notAfterMs = plantStartMs + grantDays * dayMs;
  const firstGrants: FirstGrants[] = [];
  for (const on of agents) {
    const { agent, vertical } = on;
    const grants = { runtime, record, agent, vertical, lead, notAfterMs, begin: plays.begin };
    const first = new FirstGrants({ ...grants, rehearsed: plays.rehearsed(on) });
    await first.begin();
    firstGrants.push(first);
  }
  const signatories = agents.map(
    ({ agent: { id: agentId }, vertical }) =>
      new Signatories({ runtime, record, people, peopleAt, agentId, notAfterMs, log, vertical }),
  );
  const atCoil = plays.drillAtCoil ?? Number.POSITIVE_INFINITY;
  const drill = new StopDrill({ runtime, record, people, peopleAt, atCoil });
  const crew = new Crew({
    ...{ runtime, people, peopleAt, seed: info.seed, view, log },
    notebook: openNotebook(lineDir(home), info.session),
    proposal: (id) => record.proposals.get(id),
    fields: (proposal) => fieldsOf(agents, proposal),
    stop: (by) => drill.press(by, 'pressed at the terminal'),
  });
  if (plant.resumed) await takeUp(info.coils, record, crew, drill);
  const watcher = {
    nextDue: () => null,
    /** `s` pressed while nothing was asked. */
    async act() {
      if (!view.takeStopRequest()) return false;
      await drill.press(someoneWith(people, 'quality-inspector', peopleAt), 'pressed at the terminal');
      return true;
    },
  };
  const shifts = info.coils / COILS_PER_SHIFT;
  return {
    timed: [drill, ...plays.others, watcher, ...firstGrants, ...signatories, crew],
    observe: (batch) => crew.observe(batch),
    line: {
      ...{ seed: info.seed, scenario: info.scenario, coils: info.coils, shifts, speed: plays.speed },
      minutes: (shifts * SHIFT_MIN) / plays.speed,
      surfaces: plant.dataDir ?? 'synthetic',
    },
  };
}

/** Crew and drill go on from what they had before them. */
async function takeUp(coils: number, record: StageOptions['record'], crew: Crew, drill: StopDrill): Promise<void> {
  const earlier = await record.proposals.latest(coils * 10);
  await drill.resume([...earlier].reverse());
  for (const proposal of await record.proposals.open()) {
    const edits = (await record.proposals.decisions(proposal.id)).filter(({ kind }) => kind === 'edit');
    crew.expect(proposal, edits.at(-1)?.at.plantMs);
  }
}

function fieldsOf(agents: readonly OnStage[], proposal: Proposal) {
  const of = agents.find(({ agent }: { agent: Agent }) => agent.id === proposal.agentId);
  return of ? editFields(of.vertical, proposal) : [];
}
