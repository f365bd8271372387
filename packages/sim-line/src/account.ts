/**
 * The line's result by ground truth, as a pure function of the closed books: the same books can be read under other
 * prices without rolling a slab again.
 */

import type { Economics } from './economics.ts';
import { bestDisposition, coilPriceCny, dispositionValueCny, economics, serviceDelayH, usableAs } from './economics.ts';
import type { Disposition, Grade, SurfaceClass } from './payloads.ts';
import { hourMs } from './physics.ts';

/** A coil that the laboratory has judged. `surface` is the truth. */
export interface ClosedCoil {
  readonly grade: Grade;
  readonly surface: SurfaceClass;
  readonly priority: 'normal' | 'rush';
  readonly dueAt: number;
  readonly disposition: Disposition;
  readonly disposedAt: number;
  readonly by: 'remote' | 'people';
}

/** Everything that an account is made of. Never in a sample. */
export interface Books {
  readonly coils: readonly ClosedCoil[];
  readonly slabs: number;
  readonly cobbles: Readonly<Record<Grade, number>>;
  readonly energyKwh: number;
  /** The mill stood still: roll change, cobble or breakdown. */
  readonly downtimeMs: number;
  readonly movesByPeople: number;
}

/** For the report; agents and the MES never see it. Money in CNY, invented. */
export interface Account {
  readonly money: {
    readonly salesCny: number;
    readonly energyCny: number;
    readonly tardinessCny: number;
    readonly cobbleCny: number;
    readonly totalCny: number;
  };
  readonly slabs: number;
  /** Coils that the laboratory has judged. */
  readonly coils: number;
  readonly cobbles: number;
  /** Coils without a defect. */
  readonly clean: number;
  /** Coils disposed of as the truth table says. */
  readonly right: number;
  /** Released although not prime. */
  readonly escapes: number;
  /** Prime, and neither released nor held. */
  readonly overkill: number;
  readonly dispositions: Readonly<Record<Disposition, number>>;
  /** By a command, and by the line's own people. */
  readonly byRemote: number;
  readonly byPeople: number;
  /** Moves of the furnace's set-point by the line's own people. */
  readonly movesByPeople: number;
  /** Coils sold as prime, rightly, as a share of the slabs charged: 0 … 1. */
  readonly primeShare: number;
  readonly lateOrders: number;
  readonly tardinessH: number;
  readonly energyKwh: number;
  /** Minutes that the mill stood still for a roll change, a cobble or a breakdown. */
  readonly downtimeMin: number;
}

export function accountOf(books: Books, by: Economics = economics): Account {
  const dispositions: Record<Disposition, number> = { release: 0, hold: 0, rework: 0, downgrade: 0, scrap: 0 };
  const counts = { clean: 0, right: 0, escapes: 0, overkill: 0, byRemote: 0, byPeople: 0, lateOrders: 0 };
  let prime = 0;
  let salesCny = 0;
  let tardinessCny = 0;
  let tardinessH = 0;
  for (const { grade, surface, disposition, disposedAt, dueAt, priority, by: whom } of books.coils) {
    const usability = usableAs[surface][grade];
    dispositions[disposition] += 1;
    if (whom === 'remote') counts.byRemote += 1;
    else counts.byPeople += 1;
    if (surface === 'none') counts.clean += 1;
    if (disposition === bestDisposition(surface, grade)) counts.right += 1;
    if (disposition === 'release' && usability !== 'prime') counts.escapes += 1;
    if (usability === 'prime' && disposition !== 'release' && disposition !== 'hold') counts.overkill += 1;
    if (soldAsPrime(disposition, surface, grade)) prime += 1;
    salesCny += dispositionValueCny(disposition, surface, grade, by);
    const servedAt = disposedAt + serviceDelayH(disposition, surface, grade, by) * hourMs;
    const lateH = Math.max(0, servedAt - dueAt) / hourMs;
    if (lateH > 0) counts.lateOrders += 1;
    tardinessH += lateH;
    tardinessCny += lateH * by.tardinessCnyPerH[priority];
  }
  const cobbleCny = cobblesCny(books, by);
  const energyCny = -books.energyKwh * by.energyCnyPerKwh;
  return {
    money: {
      salesCny: Math.round(salesCny),
      energyCny: Math.round(energyCny),
      tardinessCny: Math.round(-tardinessCny),
      cobbleCny: Math.round(cobbleCny),
      totalCny: Math.round(salesCny + energyCny - tardinessCny + cobbleCny),
    },
    slabs: books.slabs,
    coils: books.coils.length,
    cobbles: Object.values(books.cobbles).reduce((sum, count) => sum + count, 0),
    ...counts,
    dispositions,
    movesByPeople: books.movesByPeople,
    primeShare: books.slabs === 0 ? 0 : prime / books.slabs,
    tardinessH: Math.round(tardinessH * 100) / 100,
    energyKwh: Math.round(books.energyKwh),
    downtimeMin: Math.round(books.downtimeMs / 600) / 100,
  };
}

/** What cobbled slabs came to, CNY. */
export function cobblesCny({ cobbles }: Pick<Books, 'cobbles'>, by: Economics = economics): number {
  return Object.entries(cobbles).reduce(
    (sum, [grade, count]) => sum + count * by.cobbleShare * coilPriceCny(grade as Grade, by),
    0,
  );
}

/** Released as prime and prime, or reworked to prime; a held coil goes the right way in the end. */
function soldAsPrime(disposition: Disposition, surface: SurfaceClass, grade: Grade): boolean {
  const usability = usableAs[surface][grade];
  const way = disposition === 'hold' ? bestDisposition(surface, grade) : disposition;
  if (way === 'release') return usability === 'prime';
  return way === 'rework' && (usability === 'rework' || usability === 'prime');
}
