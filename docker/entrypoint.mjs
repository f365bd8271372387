/**
 * What the image runs: `andon`, with the password of the database from a file, so that it stands in no environment that
 * `docker inspect` shows.
 *
 *     ANDON_DATABASE_URL            as always, but without the password
 *     ANDON_DATABASE_PASSWORD_FILE  the file that holds it, as Docker mounts a secret
 */

import { readFileSync } from 'node:fs';

const USAGE_EXIT_CODE = 2;
const { ANDON_DATABASE_URL: url = '', ANDON_DATABASE_PASSWORD_FILE: file } = process.env;

try {
  if (file !== undefined) process.env.ANDON_DATABASE_URL = withPassword(url, readFileSync(file, 'utf8').trim());
} catch (error) {
  const problem = error instanceof Error ? error.message : String(error);
  process.stderr.write(`config.invalid: ANDON_DATABASE_PASSWORD_FILE cannot be used: ${problem}\n`);
  process.exit(USAGE_EXIT_CODE);
}
await import('../packages/cli/bin/andon.mjs');

/**
 * @param {string} database
 * @param {string} password as it is; it may hold anything
 */
function withPassword(database, password) {
  if (!URL.canParse(database)) throw new Error('ANDON_DATABASE_URL must say which database it opens');
  const whole = new URL(database);
  whole.password = encodeURIComponent(password);
  return whole.href;
}
