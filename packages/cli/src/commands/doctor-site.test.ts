import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { showsEnvironments } from '../site/process-environment.ts';
import { credentialFindings } from './doctor-site.ts';

const plant = { writeSecrets: ['mes-write'] };

/** A process with that environment, for as long as the test lasts. */
async function running(environment: NodeJS.ProcessEnv): Promise<{ readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', "console.log('up'); process.stdin.resume()"], { env: environment });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.stdin.end();
    await ended;
  });
  await once(child.stdout, 'data');
  return { pid: child.pid as number };
}

function aHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'andon-doctor-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

describe.skipIf(!showsEnvironments)('the credential to write of a site that observes', () => {
  it('is nowhere within its reach', async () => {
    const home = aHome();
    const process = await running({ ANDON_SECRET_MES_READ: 'r' });
    expect(credentialFindings(process, plant, home)).toMatchObject([
      { found: `ANDON_SECRET_MES_WRITE is not in the environment of pid ${process.pid}`, warning: null },
      { found: `${join(home, 'secrets/mes-write')} is not there`, warning: null },
    ]);
  });

  it('is found in its environment and in its home, and named, but not shown', async () => {
    const home = aHome();
    mkdirSync(join(home, 'secrets'));
    writeFileSync(join(home, 'secrets/mes-write'), 'hush');
    const process = await running({ ANDON_SECRET_MES_WRITE: 'hush' });
    const findings = credentialFindings(process, plant, home);
    expect(findings).toMatchObject([
      {
        found: `ANDON_SECRET_MES_WRITE is in the environment of pid ${process.pid}`,
        warning: { en: expect.stringContaining('without ANDON_SECRET_MES_WRITE') },
      },
      { found: `${join(home, 'secrets/mes-write')} is there`, warning: { en: expect.stringContaining('elsewhere') } },
    ]);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});
