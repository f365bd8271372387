#!/usr/bin/env node
/** Checks the Node version before anything is loaded that an old Node could not even parse. */

import { existsSync } from 'node:fs';
import { complaintAbout } from './node-version.mjs';

const complaint = complaintAbout(process.versions.node);
if (complaint === '') {
  // In a checkout the sources are there and run as they are; an installed package has only what was built.
  const source = new URL('../src/main.ts', import.meta.url);
  void import(existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href);
} else {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 2;
}
