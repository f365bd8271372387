/**
 * Keeps the books. What the MES may see (`seen`) is booked when a coil is disposed of, as if it had been disposed of
 * rightly; the true account is made of what is closed, coil by coil, when the laboratory has spoken.
 */

import type { Books, ClosedCoil } from './account.ts';
import { cobblesCny } from './account.ts';
import { bookedValueCny, economics } from './economics.ts';
import type { Disposition, Grade, LineState } from './payloads.ts';

export interface Ledger {
  charge(): void;
  burn(kwh: number): void;
  inspected(): void;
  cobbled(grade: Grade): void;
  /** A coil was disposed of; `before` when it had been on hold. */
  disposed(grade: Grade, disposition: Disposition, before: Disposition | null): void;
  /** The line's own people moved the furnace's set-point. */
  movedByPeople(): void;
  close(coil: ClosedCoil): void;
  seen(): Pick<LineState, 'counts' | 'energyKwh' | 'moneySoFarCny'>;
  books(): Omit<Books, 'downtimeMs'>;
}

export function createLedger(): Ledger {
  const seen = { slabsIn: 0, coilsInspected: 0, release: 0, hold: 0, rework: 0, downgrade: 0, scrap: 0, cobbles: 0 };
  const cobbles: Record<Grade, number> = { GCr15: 0, '60Si2Mn': 0, '65Mn': 0, '42CrMo': 0, '20CrMnTi': 0 };
  const coils: ClosedCoil[] = [];
  let energyKwh = 0;
  let bookedCny = 0;
  let movesByPeople = 0;

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
      cobbles[grade] += 1;
    },
    disposed(grade, disposition, before) {
      if (before !== null) {
        seen[before] -= 1;
        bookedCny -= bookedValueCny(before, grade);
      }
      seen[disposition] += 1;
      bookedCny += bookedValueCny(disposition, grade);
    },
    movedByPeople() {
      movesByPeople += 1;
    },
    close(coil) {
      coils.push(coil);
    },
    seen: () => ({
      counts: { ...seen },
      energyKwh: Math.round(energyKwh),
      moneySoFarCny: Math.round(bookedCny + cobblesCny({ cobbles }) - energyKwh * economics.energyCnyPerKwh),
    }),
    books: () => ({ coils: [...coils], slabs: seen.slabsIn, cobbles: { ...cobbles }, energyKwh, movesByPeople }),
  };
}
