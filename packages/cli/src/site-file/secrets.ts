/**
 * Secrets stand in the environment or in the home, never in a site file: `mes-token` is `ANDON_SECRET_MES_TOKEN`, or the
 * file `secrets/mes-token` in the home.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/core';

/** Answers a secret's value, `null` when there is none. */
export type Secrets = (name: string) => string | null;

export const secretVariable = (name: string): string => `ANDON_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;

export const secretFile = (home: string, name: string): string => join(home, 'secrets', name);

/**
 * @param path of the key that names it in the site file
 * @throws AndonError('config.invalid') naming both places where it could stand
 */
export function demandSecret(secrets: Secrets, home: string, name: string, path: string): string {
  const value = secrets(name);
  if (value !== null && value !== '') return value;
  const problem = `there is no secret "${name}": set ${secretVariable(name)}, or write it to ${secretFile(home, name)}`;
  throw new AndonError('config.invalid', { path, problem });
}

/**
 * @param withheld names that are answered with an error and never looked up: of credentials to write, where a site only
 *        observes
 */
export function openSecrets(home: string, environment: NodeJS.ProcessEnv, withheld: readonly string[] = []): Secrets {
  return (name) => {
    if (withheld.includes(name)) {
      const problem = `"${name}" is a credential to write, and this site only observes`;
      throw new AndonError('config.invalid', { path: 'secrets', problem });
    }
    const inEnvironment = environment[secretVariable(name)];
    if (inEnvironment !== undefined && inEnvironment !== '') return inEnvironment;
    try {
      return readFileSync(secretFile(home, name), 'utf8').trimEnd();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      const problem = `"${name}" cannot be read: ${(error as Error).message}`;
      throw new AndonError('config.invalid', { path: secretFile(home, name), problem }, { cause: error });
    }
  };
}
