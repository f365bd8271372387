#!/usr/bin/env node
/**
 * `exec` for shells that have none. The root's scripts begin with `exec`, so that Ctrl-C and a polite kill reach Andon
 * itself and its exit code is npm's; cmd.exe does not know the word and finds this program instead.
 */

import { spawnSync } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const { status } = spawnSync(command, args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
