/**
 * The people of a site, listed in the data folder until there is a sign-in. Who is not listed decides nothing.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, AndonError } from '@andon/core';
import { z } from 'zod';

const People = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'must be lower-case words joined by dashes' }),
      name: z.string().min(1),
      roles: z.array(z.string().min(1)),
    }),
  )
  .min(1)
  .refine((people) => new Set(people.map((person) => person.id)).size === people.length, {
    error: 'two people have the same id',
  });

const first: z.infer<typeof People> = [
  { id: 'lin-mei', name: 'Lin Mei', roles: ['quality-inspector'] },
  { id: 'zhao-lei', name: 'Zhao Lei', roles: ['process-operator'] },
  { id: 'wang-jun', name: 'Wang Jun', roles: ['shift-lead', 'quality-inspector', 'process-operator'] },
  { id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'] },
];

export const peopleFile = (home: string): string => join(home, 'people.json');

/**
 * Reads the list; writes the demo's crew first where there is none.
 *
 * @throws AndonError('config.invalid') with the path in the file
 */
export function readPeople(home: string): readonly Actor[] {
  const file = peopleFile(home);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    writeFileSync(file, `${JSON.stringify(first, null, 2)}\n`);
    return asActors(first);
  }
  return asActors(parse(file, text));
}

/**
 * @param at where the list stands, for the error
 * @throws AndonError('person.unknown') listing who is known
 */
export function personNamed(people: readonly Actor[], person: string, at: string): Actor {
  const wanted = person.toLowerCase();
  const found = people.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (found) return found;
  const known = people.map(({ id }) => id).join(', ');
  throw new AndonError('person.unknown', { person, known, file: at });
}

/** @throws AndonError('config.invalid') when nobody holds the role */
export function someoneWith(people: readonly Actor[], role: string, at: string, except?: Actor): Actor {
  const others = people.filter((person) => person.roles.includes(role) && person.id !== except?.id);
  // Who holds few roles is meant for this one; the shift lead steps in where nobody else does.
  const [fittest] = [...others].sort((a, b) => a.roles.length - b.roles.length);
  if (fittest) return fittest;
  const who = except ? `nobody but ${except.name}` : 'nobody';
  throw new AndonError('config.invalid', { path: at, problem: `${who} holds the role ${role}` });
}

function parse(file: string, text: string): z.infer<typeof People> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AndonError('config.invalid', { path: file, problem: (error as Error).message }, { cause: error });
  }
  const parsed = People.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [file, ...(issue?.path ?? [])].join('.');
  throw new AndonError('config.invalid', { path, problem: issue?.message ?? 'not a list of people' });
}

function asActors(people: z.infer<typeof People>): readonly Actor[] {
  return people.map((person) => ({ ...person, authenticatedBy: 'local' }));
}
