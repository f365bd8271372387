/** The record's server: the private PostgreSQL, or the one that `ANDON_DATABASE_URL` names. */

export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
export { connectExternal, readServerFacts, type ServerFacts } from './external.ts';
export { acquireHomeLock, type HomeLock, type HomeLockOptions } from './home-lock.ts';
