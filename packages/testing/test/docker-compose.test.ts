/** What can be known of the services without an engine: that they name what there is, and are as careful as they say. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { andonProgram } from '../src/demo-run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const TIMEOUT_MS = 30_000;

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly volumes: readonly string[];
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly pid?: string;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const { services, volumes, secrets } = parse(read('docker/compose.yaml'), { merge: true, uniqueKeys: true }) as Compose;
const ours = Object.entries(services).filter(([, { image }]) => image === 'andon');

describe('the services', { timeout: TIMEOUT_MS }, () => {
  it('are four, each of which says how it is and waits for those it needs', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'postgres', 'redis', 'worker']);
    for (const [name, { healthcheck, depends_on = {} }] of Object.entries(services)) {
      expect(healthcheck.test[0], name).toBe('CMD');
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(services, name).toHaveProperty(other);
        expect(condition, name).toBe('service_healthy');
      }
    }
    expect(services.worker?.depends_on).toHaveProperty('redis');
    expect(services.api?.depends_on).toHaveProperty('worker');
  });

  it('keep every job, and run the versions that are asked for', () => {
    expect(services.redis?.command?.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction');
    expect(services.redis?.image).toBe('redis:8');
    expect(services.postgres?.image).toBe('postgres:18');
  });

  it('are reached from their own machine alone', () => {
    for (const [name, { ports = [] }] of Object.entries(services)) {
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
    // On the host's network, where what is listened on is the code's choice, and that is loopback.
    expect(ours.map(([name, { network_mode, ports }]) => [name, network_mode, ports])).toEqual([
      ['worker', 'host', undefined],
      ['api', 'host', undefined],
    ]);
  });

  it('write to their volumes alone, and these are declared', () => {
    for (const [name, { read_only, volumes: mounts }] of Object.entries(services)) {
      expect(read_only, name).toBe(true);
      const volumesNamed = mounts.map((mount) => mount.split(':')[0] ?? '').filter((from) => /^\w+$/.test(from));
      expect(volumesNamed.length, name).toBeGreaterThan(0);
      for (const volume of volumesNamed) expect(volumes, name).toHaveProperty(volume);
    }
    expect(services.worker?.volumes[0]).toMatch(/:\/site:ro$/);
    const [, site = ''] = /:-(.*?)\}/.exec(services.worker?.volumes[0] ?? '') ?? [];
    expect(existsSync(join(root, 'docker', site, 'andon.site.ts'))).toBe(true);
  });

  it('take secrets from files that git does not have', () => {
    for (const [name, { secrets: taken = [], environment = {} }] of Object.entries(services)) {
      for (const secret of taken) expect(secrets, name).toHaveProperty(secret);
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD/.test(variable)) expect(value, variable).toMatch(/^\/run\/secrets\//);
        if (/_URL$/.test(variable)) expect(new URL(value).password, variable).toBe('');
      }
    }
    expect(Object.values(secrets).map(({ file }) => file)).toEqual(['./secrets/postgres-password']);
    expect(read('docker/.gitignore')).toBe('secrets/\n');
  });

  it('say to Andon what Andon knows', async () => {
    const sources = ['packages/cli/src/site/settings.ts', 'docker/entrypoint.mjs'].map(read).join('\n');
    const variables = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const inImage = [...read('docker/Dockerfile').matchAll(/^ENV (ANDON_\w+)=/gm)].map(([, name = '']) => name);
    for (const variable of [...variables, ...inImage]) {
      expect(sources, variable).toContain(`${variable}:`);
    }
    for (const [name = '', ...flags] of ours.map(([, { command = [] }]) => command)) {
      const { stdout } = await promisify(execFile)(process.execPath, [andonProgram, name, '--help']);
      for (const flag of flags.filter((one) => one.startsWith('--'))) expect(stdout, flag).toContain(`${flag} <`);
      const role = flags[flags.indexOf('--role') + 1];
      expect(stdout).toMatch(new RegExp(`--role <role> [^]*\\b${role} `));
    }
    expect(ours.map(([name, { command = [] }]) => command.includes(name))).toEqual([true, true]);
  });
});
