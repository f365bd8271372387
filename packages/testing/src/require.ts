/**
 * Parts of the real world that some tests need and a machine may not have.
 *
 * Without the part such a test is skipped, and the run says so. Where the part must be there, `ANDON_REQUIRE=redis,…`
 * turns the skip into a failure, so that a test lane cannot go green by testing nothing.
 *
 *     describe.skipIf(!requirePart('redis'))('the Redis backend', …);
 */

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Each part, and the programs of which any one provides it. */
const programs = {
  redis: ['redis-server', 'valkey-server'],
  mosquitto: ['mosquitto'],
  spin: ['spin'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
} as const;

export type Part = keyof typeof programs;

/**
 * Whether `part` is on this machine's PATH.
 *
 * @throws when `ANDON_REQUIRE` names the part and it is not there, or names a part that does not exist
 */
export function requirePart(part: Part, env: NodeJS.ProcessEnv = process.env): boolean {
  const required = requiredParts(env.ANDON_REQUIRE);
  if (programs[part].some((program) => isOnPath(program, env.PATH))) return true;
  if (!required.includes(part)) return false;
  throw new Error(
    `ANDON_REQUIRE asks for ${part}, but none of its programs is on PATH: ${programs[part].join(', ')}. ` +
      'Install one, or take it out of ANDON_REQUIRE to skip the tests that need it.',
  );
}

function requiredParts(list = ''): Part[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.map((name) => {
    if (Object.hasOwn(programs, name)) return name as Part;
    throw new Error(`ANDON_REQUIRE names "${name}"; it knows only ${Object.keys(programs).join(', ')}.`);
  });
}

function isOnPath(program: string, path = ''): boolean {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.some(
    (folder) => isExecutableFile(join(folder, program)) || isExecutableFile(join(folder, `${program}.exe`)),
  );
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
