/** Every migration, in order. What is published is never edited again: its checksum is in every record. */

import { record } from './0001-record.ts';
import { evidence } from './0002-evidence.ts';
import { made } from './0003-made.ts';
import { pages } from './0004-pages.ts';
import { checkpoints } from './0005-checkpoints.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  { version: 1, name: 'record', sql: record },
  { version: 2, name: 'evidence', sql: evidence },
  { version: 3, name: 'made', sql: made },
  { version: 4, name: 'pages', sql: pages },
  { version: 5, name: 'checkpoints', sql: checkpoints },
];
