/**
 * The line itself: a pure, synchronous discrete-event world without I/O or clock. Plant time stands still until somebody
 * calls `advanceTo`.
 *
 *   slab ─▶ furnace ─▶ mill ─▶ cooling ─▶ camera ─▶ inspector ─▶ disposition ─▶ laboratory
 *
 * An *instant* is a moment at which something is published. Discharge and rolling are not instants: what they publish
 * goes out with the next one, at most a minute later, under its own source time.
 */

import type { Sample } from '@andon/connect';
import type { Books } from './account.ts';
import { accountOf } from './account.ts';
import { agenda } from './agenda.ts';
import { createBoard } from './board.ts';
import type { Coil } from './coils.ts';
import { cameraSees, regionSource, roll, truthOf } from './coils.ts';
import { constantsWith } from './constants.ts';
import { createFurnaceDesk } from './furnace-desk.ts';
import { createLedger } from './ledger.ts';
import { tags } from './names.ts';
import type { Disposition, DispositionRecord, LineState, LineStateName } from './payloads.ts';
import { crewDisposition, lookRightShare, seenAs } from './people.ts';
import { idleKwhPerMinute, minuteMs, plantStartMs, slabEnergyKwh, stripLengthM, timing } from './physics.ts';
import type { SlabPlan } from './plan.ts';
import { aimOf, drawPlan } from './plan.ts';
import type { World, WorldOptions } from './plant.ts';
import { inspectionRecord, inspectionResult, labResult, millPass, visualCheck } from './reports.ts';
import { scenarioNamed, windowEnd } from './scenarios.ts';
import { createStandstill } from './standstill.ts';

/** What happens at a moment of plant time. */
type Happening = () => void;

/** The furnace's aim is that of the slab discharged this many places later, some ten minutes: its lag. */
const lookAhead = 5;

/** @throws AndonError('scenario.unknown') */
export function createWorld(options: WorldOptions): World {
  const { people = 'hold' } = options;
  const scenario = scenarioNamed(options.scenario);
  const fouling = options.fouling === undefined ? scenario.fouling : options.fouling;
  const constants = constantsWith(options.constants);
  const plan = drawPlan(options.seed, scenario, constants);
  const regions = regionSource(options.regions ?? null);
  const board = createBoard();
  const ledger = createLedger();
  const standstill = createStandstill();
  const instants = agenda<Happening>();
  const quiet = agenda<Happening>();
  const coils = new Map<string, Coil>();
  const disturbances: number[] = [];
  const charged: Coil[] = [];
  const coming = Array.from({ length: lookAhead }, () => plan.nextSlab());
  const desk = createFurnaceDesk({
    board,
    scenario,
    constants,
    people,
    aimC: aimOf(coming[lookAhead - 1]),
    onMoveByPeople: ledger.movedByPeople,
  });
  let now = plantStartMs;
  let minutes = 0;
  let wear = 0;
  let judged = 0;
  let remote = true;
  let state: { readonly name: LineStateName; readonly since: number } = { name: 'running', since: plantStartMs };

  instants.add(plantStartMs, minute);
  quiet.add(plantStartMs + 30_000, discharge);
  publishStart();

  function minute(): void {
    const sinceStart = now - plantStartMs;
    const chance = plan.nextMinute();
    disturbances.push(chance.biasC);
    ledger.burn(idleKwhPerMinute);
    board.setLink(windowEnd(scenario.linkLoss, sinceStart) === null ? 'up' : 'down', now);
    setRemote(windowEnd(scenario.local, sinceStart) === null);
    const breaks = windowEnd(scenario.breakdown, sinceStart);
    if (breaks !== null && state.name !== 'breakdown') stand(plantStartMs + breaks, 'breakdown');
    desk.minute(now, chance);
    board.publish(tags.heartbeat, minutes, now, 'telemetry');
    if (minutes % 5 === 0) board.republish(now);
    minutes += 1;
    instants.add(now + minuteMs, minute);
  }

  function discharge(): void {
    if (standstill.until() > now) {
      if (state.name !== standstill.why()) setState(standstill.why());
      quiet.add(standstill.until(), discharge);
      return;
    }
    if (state.name !== 'running') setState('running');
    const next = coming.shift() as SlabPlan;
    coming.push(plan.nextSlab());
    desk.passTo(now);
    const trueC = desk.trueC();
    const reading = desk.reading();
    const seenTemperatureC = reading.quality === 'good' ? reading.celsius : null;
    const coil = roll(next, { trueC, seenTemperatureC, wear, cobbles: scenario.cobbleFactor }, constants);
    charged.push(coil);
    ledger.charge();
    ledger.burn(slabEnergyKwh(coil.trueC));
    desk.setAim(aimOf(coming[lookAhead - 1]), now);
    quiet.add(now + timing.rollingMs, () => rolled(coil));
    if (charged.length < options.slabs) quiet.add(now + next.paceMs, discharge);
  }

  function rolled(coil: Coil): void {
    if (coil.cobbled) {
      ledger.cobbled(coil.plan.grade);
      stand(now + constants.cobbleMs, 'cobble');
      judged += 1;
      endWhenDone();
      return;
    }
    board.publish(tags.millForce, coil.forceKn, now, 'telemetry');
    board.publish(tags.millPass, millPass(coil, now), now, 'event');
    wear += (scenario.wearFactor * stripLengthM(coil.plan.thicknessMm)) / 1000 / constants.rollLifeKm;
    if (wear >= scenario.rollChangeAt) {
      wear = 0;
      stand(now + constants.rollChangeMs, 'roll-change');
    }
    board.publish(tags.millRollWear, rounded(wear), now, 'telemetry');
    instants.add(now + timing.coolingMs, () => inspect(coil));
  }

  function inspect(coil: Coil): void {
    const fouled = windowEnd(fouling, now - plantStartMs) !== null;
    const decideBy = now + constants.decideWithinMs;
    coil.report = inspectionResult(coil, cameraSees(coil, { regions, fouled, by: constants }), { at: now, decideBy });
    coils.set(coil.plan.coil, coil);
    ledger.inspected();
    board.publish(tags.inspectionResult, coil.report, now, 'event');
    publishState();
    instants.add(now + coil.plan.visualLagMs, () => look(coil));
    if (people === 'hold') instants.add(decideBy, () => decide(coil, 'hold'));
    instants.add(now + coil.plan.labLagMs, () => judge(coil));
  }

  function look(coil: Coil): void {
    const { report, surface, plan: of } = coil;
    if (report === null) return;
    const rightShare = lookRightShare(now - plantStartMs, constants);
    const seen = seenAs(surface, { rightAt1: of.visualAt1, wrongAt1: of.visualWrongAt1, rightShare });
    board.publish(tags.visualCheck, visualCheck(coil, seen, now), now, 'event');
    board.publish(tags.inspectionRecord, inspectionRecord(coil, report, { look: seen, at: now }), now, 'event');
    if (people !== 'crew') return;
    const choice = crewDisposition(report.features !== null, seen, of.grade);
    instants.add(Math.min(now + of.crewLagMs, report.decideBy), () => decide(coil, choice));
  }

  function decide(coil: Coil, choice: Disposition): void {
    if (coil.disposed === null) dispose(coil.plan.coil, choice, 'people', coil.plan.inspector);
  }

  function judge(coil: Coil): void {
    const { plan: of, surface, disposed } = coil;
    board.publish(tags.labResult, labResult(coil, now), now, 'event');
    coil.closed = true;
    if (disposed !== null) {
      const { disposition, at, by } = disposed;
      ledger.close({
        grade: of.grade,
        surface,
        priority: of.priority,
        dueAt: of.dueAt,
        disposition,
        disposedAt: at,
        by,
      });
    }
    judged += 1;
    endWhenDone();
  }

  function endWhenDone(): void {
    if (judged < options.slabs) return;
    instants.clear();
    board.setLink('up', now);
    setState('stopped');
  }

  function dispose(name: string, disposition: Disposition, by: 'remote' | 'people', who: string): void {
    const coil = coils.get(name);
    if (coil === undefined) return;
    ledger.disposed(coil.plan.grade, disposition, coil.disposed?.disposition ?? null);
    coil.disposed = { disposition, by, who, at: now };
    const record: DispositionRecord = { coil: name, disposition, by, who, at: now };
    board.publish(tags.disposition, record, now, 'event');
    publishState();
  }

  function stand(until: number, why: LineStateName): void {
    standstill.stand(now, until, why);
    setState(why);
  }

  function setRemote(enabled: boolean): void {
    if (enabled === remote) return;
    remote = enabled;
    publishRemote();
    if (!enabled) desk.takeBack(now);
  }

  function publishRemote(): void {
    board.publish(tags.furnaceRemoteControl, remote, now, 'telemetry');
    board.publish(tags.inspectionRemoteControl, remote, now, 'telemetry');
  }

  function setState(name: LineStateName): void {
    state = { name, since: now };
    publishState();
  }

  function publishState(): void {
    const value: LineState = { state: state.name, since: state.since, ...ledger.seen() };
    board.publish(tags.lineState, value, now, 'telemetry');
  }

  function publishStart(): void {
    desk.publish(now);
    board.publish(tags.millRollWear, wear, now, 'telemetry');
    publishRemote();
    publishState();
  }

  function advanceTo(plantMs: number): readonly Sample[] {
    for (;;) {
      const quietAt = quiet.nextAt() ?? Number.POSITIVE_INFINITY;
      const first = quietAt < (instants.nextAt() ?? Number.POSITIVE_INFINITY) ? quiet : instants;
      const next = first.takeUntil(plantMs);
      if (next === null) break;
      now = next.at;
      next.what();
    }
    now = Math.max(now, plantMs);
    return board.drain();
  }

  function books(): Books {
    return { ...ledger.books(), downtimeMs: standstill.totalMs(now) };
  }

  return {
    startMs: plantStartMs,
    plantMs: () => now,
    link: board.link,
    remoteControl: () => remote,
    setpointC: desk.setpointC,
    setSetpoint: (celsius, by) => desk.setSetpoint(celsius, by, now),
    coil: (name) => coils.get(name) ?? null,
    dispose,
    nextAt: instants.nextAt,
    advanceTo,
    read: (names) => board.read(names, now),
    truth: {
      account: () => accountOf(books()),
      books,
      coils: () => charged.map(truthOf),
      furnaceC: desk.trueC,
      disturbances: () => disturbances,
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
