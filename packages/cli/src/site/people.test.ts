import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Vertical } from '@andon/sdk';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everybody } from '../../test/demo-builders.ts';
import { checkCrew } from '../plants/crew.ts';
import { signersAmong } from '../plants/signatories.ts';
import { peopleFile, personNamed, readPeople, someoneWith } from './people.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-people-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const refused = (path: string, problem: unknown) =>
  expect.objectContaining({ code: 'config.invalid', details: { path, problem } });

describe('the people of a home', () => {
  it('are written where nobody is listed, and are enough to decide and to sign', () => {
    const people = readPeople(home);
    expect(JSON.parse(readFileSync(peopleFile(home), 'utf8'))).toHaveLength(people.length);
    expect(() => checkCrew(people, peopleFile(home), [qualityInspection as Vertical<never>])).not.toThrow();
    expect(() => signersAmong(people, peopleFile(home))).not.toThrow();
    expect(readPeople(home)).toEqual(people);
  });

  it.each([
    ['[{"id":"lin-mei"', '', expect.stringContaining('JSON')],
    ['[]', '', expect.any(String)],
    ['[{"id":"lin-mei","name":7,"roles":[]}]', '.0.name', expect.any(String)],
    ['[{"id":"Lin Mei","name":"Lin Mei","roles":[]}]', '.0.id', 'must be lower-case words joined by dashes'],
    ['[{"id":"a","name":"A","roles":[]},{"id":"a","name":"B","roles":[]}]', '', 'two people have the same id'],
  ])('are refused at their path where the file says %s', (text, at, problem) => {
    writeFileSync(peopleFile(home), text);
    expect(() => readPeople(home)).toThrow(refused(`${peopleFile(home)}${at}`, problem));
  });

  it('are found by id or name, and else it is said who is known', () => {
    expect(personNamed(everybody, 'LIN-MEI', peopleFile(home)).id).toBe('lin-mei');
    expect(() => personNamed(everybody, 'nobody', peopleFile(home))).toThrow(
      expect.objectContaining({ code: 'person.unknown', details: expect.objectContaining({ person: 'nobody' }) }),
    );
  });

  it('take a role of which they hold the fewest others, and never twice the same', () => {
    const inspector = someoneWith(everybody, 'quality-inspector', peopleFile(home));
    expect(inspector.id).toBe('lin-mei');
    expect(someoneWith(everybody, 'quality-inspector', peopleFile(home), inspector).id).toBe('wang-jun');
    const problem = 'nobody but lin-mei holds the role quality-inspector';
    expect(() => someoneWith([inspector], 'quality-inspector', peopleFile(home), inspector)).toThrow(
      refused(peopleFile(home), problem),
    );
    expect(() => someoneWith([inspector], 'welder', peopleFile(home))).toThrow(
      refused(peopleFile(home), 'nobody holds the role welder'),
    );
  });
});
