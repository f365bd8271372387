/**
 * The books. What the MES may see (`seen`) is booked when a coil is disposed of, as if it had been disposed of rightly;
 * the true account closes coil by coil when the laboratory has spoken.
 */

import {
  bestDisposition,
  bookedValueCny,
  cobbleShare,
  coilPriceCny,
  dispositionValueCny,
  energyCnyPerKwh,
  serviceDelayH,
  tardinessCnyPerH,
  usableAs,
} from './economics.ts';
import type { Disposition, Grade, LineState, SurfaceClass } from './payloads.ts';
import { hourMs } from './physics.ts';

/** The line's result by ground truth. For the report; agents and the MES never see it. Money in CNY, invented. */
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
  /** Coils sold as prime, rightly, as a share of the slabs charged: 0 … 1. */
  readonly primeShare: number;
  readonly lateOrders: number;
  readonly tardinessH: number;
  readonly energyKwh: number;
}

/** A coil whose books can be closed. */
export interface ClosingCoil {
  readonly grade: Grade;
  readonly surface: SurfaceClass;
  readonly priority: 'normal' | 'rush';
  readonly dueAt: number;
  readonly disposition: Disposition;
  readonly disposedAt: number;
  readonly by: 'remote' | 'people';
}

export interface Ledger {
  charge(): void;
  burn(kwh: number): void;
  inspected(): void;
  cobbled(grade: Grade): void;
  /** A coil was disposed of; `before` when it had been on hold. */
  disposed(grade: Grade, disposition: Disposition, before: Disposition | null): void;
  close(coil: ClosingCoil): void;
  seen(): Pick<LineState, 'counts' | 'energyKwh' | 'moneySoFarCny'>;
  account(): Account;
}

export function createLedger(): Ledger {
  const seen = { slabsIn: 0, coilsInspected: 0, release: 0, hold: 0, rework: 0, downgrade: 0, scrap: 0, cobbles: 0 };
  const truth = { coils: 0, clean: 0, right: 0, escapes: 0, overkill: 0, byRemote: 0, byPeople: 0, prime: 0 };
  const dispositions: Record<Disposition, number> = { release: 0, hold: 0, rework: 0, downgrade: 0, scrap: 0 };
  let energyKwh = 0;
  let bookedCny = 0;
  let salesCny = 0;
  let tardinessCny = 0;
  let cobbleCny = 0;
  let lateOrders = 0;
  let tardinessH = 0;

  return {
    charge() {
      seen.slabsIn += 1;
    },
    burn(kwh) {
      energyKwh += kwh;
    },
    inspected() {
      seen.coilsInspected += 1;
    },
    cobbled(grade) {
      seen.cobbles += 1;
      cobbleCny += cobbleShare * coilPriceCny(grade);
    },
    disposed(grade, disposition, before) {
      if (before !== null) {
        seen[before] -= 1;
        bookedCny -= bookedValueCny(before, grade);
      }
      seen[disposition] += 1;
      bookedCny += bookedValueCny(disposition, grade);
    },
    close(coil) {
      const { grade, surface, disposition } = coil;
      const usability = usableAs[surface][grade];
      truth.coils += 1;
      dispositions[disposition] += 1;
      if (coil.by === 'remote') truth.byRemote += 1;
      else truth.byPeople += 1;
      if (surface === 'none') truth.clean += 1;
      if (disposition === bestDisposition(surface, grade)) truth.right += 1;
      if (disposition === 'release' && usability !== 'prime') truth.escapes += 1;
      if (usability === 'prime' && disposition !== 'release' && disposition !== 'hold') truth.overkill += 1;
      if (soldAsPrime(disposition, surface, grade)) truth.prime += 1;
      salesCny += dispositionValueCny(disposition, surface, grade);
      const servedAt = coil.disposedAt + serviceDelayH(disposition, surface, grade) * hourMs;
      const lateH = Math.max(0, servedAt - coil.dueAt) / hourMs;
      if (lateH > 0) lateOrders += 1;
      tardinessH += lateH;
      tardinessCny += lateH * tardinessCnyPerH[coil.priority];
    },
    seen: () => ({
      counts: { ...seen },
      energyKwh: Math.round(energyKwh),
      moneySoFarCny: Math.round(bookedCny + cobbleCny - energyKwh * energyCnyPerKwh),
    }),
    account() {
      const energyCny = -energyKwh * energyCnyPerKwh;
      const { prime, ...counts } = truth;
      return {
        money: {
          salesCny: Math.round(salesCny),
          energyCny: Math.round(energyCny),
          tardinessCny: Math.round(-tardinessCny),
          cobbleCny: Math.round(cobbleCny),
          totalCny: Math.round(salesCny + energyCny - tardinessCny + cobbleCny),
        },
        slabs: seen.slabsIn,
        cobbles: seen.cobbles,
        ...counts,
        dispositions: { ...dispositions },
        primeShare: seen.slabsIn === 0 ? 0 : prime / seen.slabsIn,
        lateOrders,
        tardinessH: Math.round(tardinessH * 100) / 100,
        energyKwh: Math.round(energyKwh),
      };
    },
  };
}

/** Released as prime and prime, or reworked to prime; a held coil goes the right way in the end. */
function soldAsPrime(disposition: Disposition, surface: SurfaceClass, grade: Grade): boolean {
  const usability = usableAs[surface][grade];
  const way = disposition === 'hold' ? bestDisposition(surface, grade) : disposition;
  if (way === 'release') return usability === 'prime';
  return way === 'rework' && (usability === 'rework' || usability === 'prime');
}
