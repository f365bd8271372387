/** The programs of the image, run as the image runs them. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

const docker = fileURLToPath(new URL('../../../docker', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'andon-docker-'));
const TIMEOUT_MS = 30_000;

afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  const env = { PATH: process.env.PATH, ANDON_HOME: dir, ...environment };
  return promisify(execFile)(process.execPath, [join(docker, program), ...args], { env }).then(
    (said) => ({ code: 0, ...said }),
    (failed: Ended) => failed,
  );
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A database that asks for the password in clear text, and hangs up once it has it. */
async function passwordAsked(): Promise<{ readonly port: number; readonly given: Promise<string> }> {
  const { promise: given, resolve } = Promise.withResolvers<string>();
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])); // AuthenticationCleartextPassword
      socket.once('data', (message) => {
        resolve(message.subarray(5, -1).toString('utf8')); // behind its kind and length, before its zero
        socket.destroy();
      });
    });
  });
  return { port: await listening(server), given };
}

describe('the entry', { timeout: TIMEOUT_MS }, () => {
  it('gives the database the password of the file, whatever stands in it', async () => {
    const password = 'pä%41 s/ß:@?#';
    const file = join(dir, 'password');
    writeFileSync(file, `${password}\n`);
    const { port, given } = await passwordAsked();
    const { code, stderr } = await run('entrypoint.mjs', ['doctor'], {
      ANDON_DATABASE_URL: `postgres://andon@127.0.0.1:${port}/andon`,
      ANDON_DATABASE_PASSWORD_FILE: file,
    });
    expect(await given).toBe(password);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^database\./);
    expect(stderr).not.toContain('ß');
  });

  it.each([
    [{ ANDON_DATABASE_PASSWORD_FILE: '/nowhere' }, /ENOENT.*\/nowhere/],
    [{ ANDON_DATABASE_PASSWORD_FILE: import.meta.filename }, /ANDON_DATABASE_URL must say which database/],
  ])('says what is wrong with %j', async (environment, says) => {
    const { code, stderr } = await run('entrypoint.mjs', ['doctor'], environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^config\.invalid: ANDON_DATABASE_PASSWORD_FILE /);
    expect(stderr).toMatch(says);
  });

  it('is the command itself', async () => {
    const { version } = JSON.parse(readFileSync(join(docker, '../packages/cli/package.json'), 'utf8'));
    expect(await run('entrypoint.mjs', ['--version'], {})).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('the health check', { timeout: TIMEOUT_MS }, () => {
  it.each([
    [200, 0, ''],
    [503, 1, 'answers 503'],
  ])('of the API follows what it answers: %i', async (status, code, says) => {
    const server = createHttpServer((request, reply) =>
      reply.writeHead(request.url === '/healthz' ? status : 404).end(),
    );
    const port = await listening(server);
    const ended = await run('healthy.mjs', ['api'], { ANDON_API_PORT: String(port) });
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(says);
    // Nobody kept alive.
    expect(ended.stdout).toBe('');
  });

  it('of the API is bad where nobody answers', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await run('healthy.mjs', ['api'], { ANDON_API_PORT: String(port) })).toMatchObject({ code: 1 });
  });

  it('of the worker follows whether its site is up and its process moves', async () => {
    const worker = () => run('healthy.mjs', ['worker'], {});
    expect((await worker()).stderr).toContain('no site is up');
    writeFileSync(join(dir, 'run.json'), '{}');
    expect((await worker()).stderr).toContain('nobody holds');
    const lock = join(dir, 'andon.lock');
    writeFileSync(lock, '');
    expect(await worker()).toMatchObject({ code: 0, stderr: '' });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect(await worker()).toMatchObject({ code: 1, stderr: expect.stringContaining('has not moved') });
  });
});
