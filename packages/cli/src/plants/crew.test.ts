import { AndonError, because, type Proposal } from '@andon/core';
import type { Vertical } from '@andon/sdk';
import { attentionOf, type SurfaceClass, tags } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import type { Logger } from 'pino';
import { describe, expect, it } from 'vitest';
import { AskedRuntime, everybody, inspector, peopleAt } from '../../test/demo-builders.ts';
import { aBatch, aDecision, aFurnaceProposal, aProposal, aSample, minuteMs, nowMs } from '../../test/view-builders.ts';
import type { SeatAnswer, View } from '../view/view.ts';
import { Crew, checkCrew } from './crew.ts';

const verticals = [qualityInspection as Vertical<never>];
const seed = 3;
const coils = Array.from({ length: 400 }, (_, index) => `C${String(index).padStart(6, '0')}`);
const attention = (coil: string, revision = 1) => attentionOf({ seed }, { material: coil, createdMs: nowMs, revision });
const coilThat = (is: (one: ReturnType<typeof attention>) => boolean): string => {
  const found = coils.find((coil) => is(attention(coil)));
  if (found === undefined) throw new Error('no such coil among those tried');
  return found;
};
/** A coil that nobody comes to, one decided on the agent's word, one that the inspector looks at. */
const missed = coilThat((one) => one.missed);
const followed = coilThat((one) => !one.missed && one.follows);
const looked = coilThat((one) => !one.missed && !one.follows);

function wants(coil: string, disposition: string, over: Partial<Proposal> = {}): Proposal {
  const { command } = aProposal();
  return aProposal({
    ...{ id: `prp_${coil}`, params: { coil, disposition }, state: 'awaiting-approval' },
    command: { ...command, material: coil, value: disposition },
    ...over,
  });
}

const inWindow: Partial<Proposal> = {
  state: 'veto-window',
  verdict: {
    ...{ kind: 'veto-window', closesAtMs: nowMs + 5 * minuteMs, level: 'veto', binding: 'grant' },
    because: because('grant.level', { level: 'veto' }),
  },
};

interface Given {
  readonly looks?: Readonly<Record<string, SurfaceClass>>;
  readonly answer?: SeatAnswer | null;
  readonly record?: Map<string, Proposal>;
}

function crewWith({ looks = {}, answer = null, record = new Map() }: Given = {}) {
  const runtime = new AskedRuntime();
  const noted = new Map<string, SurfaceClass>(Object.entries(looks));
  const stopped: string[] = [];
  const asked: string[] = [];
  const refused: unknown[] = [];
  const view = {
    takeSeatRequest: () => false,
    ask: async (proposal: Proposal) => {
      asked.push(proposal.id);
      return answer;
    },
  } as unknown as View;
  const crew = new Crew({
    ...{ runtime, people: everybody, peopleAt, seed, view },
    log: { info: (fields: unknown) => refused.push(fields) } as unknown as Logger,
    notebook: {
      look: (coil) => noted.get(coil) ?? null,
      note: (look) => void noted.set(look.coil, look.class),
    },
    proposal: async (id) => record.get(id) ?? null,
    fields: () => [],
    stop: async (by) => void stopped.push(by.id),
  });
  const propose = (proposal: Proposal): void => {
    record.set(proposal.id, proposal);
    runtime.events.tell('proposal.made', proposal);
  };
  const until = async (ms: number) => {
    runtime.nowMs = ms;
    while (await crew.act());
    return runtime.decided.map(({ kind, by, reason }) => `${kind} ${by.id}: ${reason}`);
  };
  return { runtime, crew, record, noted, stopped, asked, refused, propose, until };
}

const later = nowMs + 3 * minuteMs;

describe('the crew, asked for an approval', () => {
  it('comes to it when it has read it, and decides on the agent’s word more often than not', async () => {
    const { crew, propose, until } = crewWith({ looks: { [followed]: 'none' } });
    propose(wants(followed, 'scrap'));
    const dueMs = nowMs + attention(followed).readMs;
    expect(crew.nextDue()).toBe(dueMs);
    expect(await until(dueMs - 1)).toEqual([]);
    expect(await until(dueMs)).toEqual(['approve lin-mei: on the agent’s word']);
    expect(crew.nextDue()).toBeNull();
  });

  it('leaves a proposal that nobody comes to undecided', async () => {
    const { propose, until } = crewWith({ looks: { [missed]: 'none' } });
    propose(wants(missed, 'scrap'));
    expect(await until(later)).toEqual([]);
  });

  it('lets stand what fits the inspector’s look, and writes over what does not', async () => {
    const fits = crewWith({ looks: { [looked]: 'none' } });
    fits.propose(wants(looked, 'release'));
    expect(await fits.until(later)).toEqual(['approve lin-mei: visual check: none']);
    const not = crewWith({ looks: { [looked]: 'none' } });
    not.propose(wants(looked, 'scrap'));
    expect(await not.until(later)).toEqual(['edit lin-mei: visual check: none']);
    expect(not.runtime.decided[0]?.params).toEqual({ coil: looked, disposition: 'release' });
  });

  it('knows of a look what was published of it', async () => {
    const { crew, noted } = crewWith();
    const check = { coil: looked, class: 'stains', inspector: 'lin-mei', at: nowMs };
    crew.observe(aBatch([aSample(tags.visualCheck, check), aSample(tags.visualCheck, { coil: 7 })]));
    expect([...noted]).toEqual([[looked, 'stains']]);
  });

  it('has a second person read what the first wrote', async () => {
    const { propose, until, runtime, record } = crewWith({ looks: { [looked]: 'none' } });
    const edited = wants(looked, 'release', { revision: 2, revisionHash: 'hash-2', author: inspector });
    propose(wants(looked, 'scrap'));
    await until(later);
    record.set(edited.id, edited);
    const at = { plantMs: later, wallMs: later };
    runtime.events.tell('decision.made', aDecision({ kind: 'edit', at }), edited);
    const [, second = ''] = await until(later + attention(looked, 2).readMs);
    expect(second).toMatch(/^approve wang-jun: /);
    expect(runtime.decided[1]?.revisionHash).toBe('hash-2');
  });

  it('says nothing to what was settled in the meantime', async () => {
    const { propose, until, record } = crewWith();
    propose(wants(followed, 'hold'));
    record.set(`prp_${followed}`, wants(followed, 'hold', { state: 'expired' }));
    expect(await until(later)).toEqual([]);
  });

  it('lets whoever may move the furnace decide on it', async () => {
    const { propose, until } = crewWith();
    const createdMs = Array.from({ length: 50 }, (_, index) => nowMs + index).find(
      (ms) => !attentionOf({ seed }, { material: null, createdMs: ms, revision: 1 }).missed,
    );
    propose(aFurnaceProposal({ createdMs: createdMs ?? nowMs }));
    expect(await until(later)).toEqual([expect.stringMatching(/^approve zhao-lei: /)]);
  });

  it('is not troubled by a decision that is refused, but by a defect', async () => {
    const { runtime, propose, until, refused } = crewWith();
    runtime.refuses = new AndonError('proposal.unknown', { proposalId: 'x' });
    propose(wants(followed, 'hold'));
    expect(await until(later)).toEqual([]);
    expect(refused).toEqual([{ proposalId: `prp_${followed}`, code: 'proposal.unknown' }]);
    const second = crewWith();
    second.runtime.refuses = new AndonError('internal.defect', { what: 'x' });
    second.propose(wants(followed, 'hold'));
    await expect(second.until(later)).rejects.toMatchObject({ code: 'internal.defect' });
  });
});

describe('the crew, while a veto window is open', () => {
  it('vetoes what goes against the inspector’s look', async () => {
    const { propose, until } = crewWith({ looks: { [looked]: 'none' } });
    propose(wants(looked, 'scrap', inWindow));
    expect(await until(later)).toEqual(['veto lin-mei: visual check: none']);
  });

  it.each([
    ['it fits the look', looked, 'release'],
    ['the agent is taken at its word', followed, 'scrap'],
    ['nobody comes to it', missed, 'scrap'],
  ])('says nothing where %s', async (_, coil, disposition) => {
    const { propose, until } = crewWith({ looks: { [coil]: 'none' } });
    propose(wants(coil, disposition, inWindow));
    expect(await until(later)).toEqual([]);
  });
});

describe('whoever watches and takes the seat', () => {
  it('is asked in the crew’s place', async () => {
    const { propose, until, asked } = crewWith({ answer: { kind: 'reject' } as SeatAnswer });
    propose(wants(missed, 'hold'));
    expect(await until(later)).toEqual(['reject lin-mei: decided at the terminal']);
    expect(asked).toEqual([`prp_${missed}`]);
  });

  it('vetoes in a window, whatever else they say but yes', async () => {
    const { propose, until } = crewWith({ answer: { kind: 'reject' } as SeatAnswer });
    propose(wants(missed, 'hold', inWindow));
    expect(await until(later)).toEqual(['veto lin-mei: decided at the terminal']);
  });

  it('approves nothing in the breath in which they stop agents; the crew comes back to it', async () => {
    const { crew, propose, until, stopped } = crewWith({ answer: { kind: 'stop' } as SeatAnswer });
    propose(wants(followed, 'hold'));
    const dueMs = crew.nextDue() ?? 0;
    expect(await until(dueMs)).toEqual([]);
    expect(stopped).toEqual(['lin-mei']);
    expect(crew.nextDue()).toBe(dueMs + 30_000);
  });

  it('is not asked again once they let a question pass', async () => {
    const { propose, until, asked } = crewWith();
    for (const coil of [followed, looked, missed]) propose(wants(coil, 'hold'));
    await until(later);
    expect(asked).toHaveLength(1);
  });
});

describe('a crew after a restart', () => {
  it('decides the same at the same time', async () => {
    const proposals = [...coils.slice(0, 30).map((coil) => wants(coil, 'scrap'))];
    const looks = Object.fromEntries(coils.slice(0, 30).map((coil) => [coil, 'none' as const]));
    const first = crewWith({ looks });
    for (const proposal of proposals) first.propose(proposal);
    const again = crewWith({ looks, record: first.record });
    again.runtime.nowMs = nowMs + 30_000;
    for (const proposal of proposals) again.crew.expect(proposal);
    for (let ms = nowMs + 30_000; ms <= later; ms += 1_000) {
      await first.until(ms);
      await again.until(ms);
      expect(again.runtime.decided).toEqual(first.runtime.decided);
      expect(again.crew.nextDue()).toBe(first.crew.nextDue());
    }
    expect(first.runtime.decided.length).toBeGreaterThan(20);
  });

  it('does not list a proposal twice', async () => {
    const { crew, propose, until } = crewWith();
    propose(wants(followed, 'hold'));
    crew.expect(wants(followed, 'hold'));
    expect(await until(later)).toHaveLength(1);
  });
});

describe('a crew that is short of people', () => {
  it('is refused, since who edits a proposal does not approve it', () => {
    expect(() => checkCrew(everybody, peopleAt, verticals)).not.toThrow();
    const alone = everybody.filter(({ id }) => id !== 'lin-mei');
    expect(() => checkCrew(alone, peopleAt, verticals)).toThrow(/nobody but wang-jun holds the role quality-inspector/);
  });
});
