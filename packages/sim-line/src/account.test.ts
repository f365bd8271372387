import { describe, expect, it } from 'vitest';
import type { Books } from './account.ts';
import { accountOf } from './account.ts';
import type { Economics } from './economics.ts';
import { economics } from './economics.ts';
import { runFlatOut } from './flat-out.ts';
import { hourMs } from './physics.ts';

const coil = (change: Partial<Books['coils'][number]> = {}): Books['coils'][number] => ({
  grade: 'GCr15',
  surface: 'none',
  priority: 'normal',
  dueAt: 0,
  disposition: 'release',
  disposedAt: 0,
  by: 'people',
  ...change,
});
const books = (change: Partial<Books> = {}): Books => ({
  coils: [],
  slabs: 4,
  cobbles: { GCr15: 0, '60Si2Mn': 0, '65Mn': 0, '42CrMo': 0, '20CrMnTi': 0 },
  energyKwh: 0,
  downtimeMs: 0,
  movesByPeople: 0,
  ...change,
});
const price = 6300 * 20;

describe('the account of closed books', () => {
  it('adds up sales, delay, cobbles and energy', () => {
    const account = accountOf(
      books({
        coils: [
          coil(),
          coil({ surface: 'bumps' }),
          coil({ disposition: 'hold', by: 'remote' }),
          coil({ surface: 'dirtiness', disposition: 'scrap', priority: 'rush', dueAt: 71 * hourMs }),
        ],
        slabs: 6,
        cobbles: { GCr15: 2, '60Si2Mn': 0, '65Mn': 0, '42CrMo': 0, '20CrMnTi': 0 },
        energyKwh: 1000,
        downtimeMs: 90_000,
        movesByPeople: 3,
      }),
    );
    expect(account.money).toEqual({
      salesCny: Math.round(price * (1 - 0.3 + 0.9 + 0.15)),
      energyCny: -350,
      tardinessCny: -(8 * 150 + 1500),
      cobbleCny: -0.2 * price,
      totalCny: Math.round(price * (1.75 - 0.2)) - 350 - 2700,
    });
    expect(account).toMatchObject({ slabs: 6, coils: 4, cobbles: 2, clean: 2, right: 1, escapes: 1, overkill: 0 });
    expect(account).toMatchObject({ byRemote: 1, byPeople: 3, movesByPeople: 3, lateOrders: 2, tardinessH: 9 });
    expect(account.downtimeMin).toBe(1.5);
    expect(account.primeShare).toBeCloseTo(2 / 6, 12);
  });

  it('can be read under other prices without rolling again, and only the money moves', () => {
    const { world, account } = runFlatOut({ seed: 3, scenario: 'baseline', slabs: 120, people: 'crew' });
    const closed = world.truth.books();
    expect(accountOf(closed)).toEqual(account);
    const dearer: Economics = {
      ...economics,
      holdShare: 0.2,
      energyCnyPerKwh: 2 * economics.energyCnyPerKwh,
      tardinessCnyPerH: { normal: 300, rush: 3000 },
    };
    const read = accountOf(closed, dearer);
    const held = closed.coils.filter(({ disposition }) => disposition === 'hold');
    const moreForHolds = held.reduce((sum, { grade }) => sum + 0.1 * 20 * economics.priceCnyPerT[grade], 0);
    expect(read.money.salesCny).toBeCloseTo(account.money.salesCny - moreForHolds, -1);
    expect(read.money.energyCny).toBeCloseTo(2 * account.money.energyCny, -1);
    expect(read.money.tardinessCny).toBeCloseTo(2 * account.money.tardinessCny, -1);
    expect({ ...read, money: null }).toEqual({ ...account, money: null });
  });

  it('is not moved by looking at the books', () => {
    const { world } = runFlatOut({ seed: 3, scenario: 'baseline', slabs: 20 });
    const before = world.truth.books();
    (before.coils as unknown[]).length = 0;
    expect(world.truth.books().coils).toHaveLength(world.truth.account().coils);
  });
});
