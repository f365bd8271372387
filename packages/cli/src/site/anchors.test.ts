import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notesIn } from '@andon/core';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AnchorPlace } from '../site-file/site.ts';
import { Anchors, readAnchors } from './anchors.ts';

const log = pino({ level: 'silent' });
const checkpoint = (size: number) => ({ size, note: `acme\n${size}\nroot\n\n— acme AAAA\n`, wallMs: size });

function aHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'andon-anchors-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

function anchorsAt(home: string, ...places: AnchorPlace[]): Promise<Anchors> {
  return Anchors.open({ places, home, log, wallMs: () => 42, timeoutMs: 1_000 });
}

async function witness(answer: RequestListener): Promise<AnchorPlace> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { kind: 'url', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/add` };
}

describe('an anchor in a file', () => {
  it('is appended to, and knows after a restart what it has', async () => {
    const home = aHome();
    const file = join(home, 'elsewhere.txt');
    const first = await anchorsAt(home, { kind: 'file', file });
    first.take(checkpoint(1));
    await first.close();
    const second = await anchorsAt(home, { kind: 'file', file });
    second.take(checkpoint(1));
    second.take(checkpoint(2));
    await second.close();
    expect(notesIn(readFileSync(file, 'utf8'))).toEqual([checkpoint(1).note, checkpoint(2).note]);
    expect(await readAnchors(home)).toEqual({
      made: { size: 2, atMs: 2, note: checkpoint(2).note },
      anchors: [{ place: file, size: 2, atMs: 42, note: checkpoint(2).note, failed: null }],
    });
  });

  it('is written where the record was begun anew, and has fewer events than before', async () => {
    const home = aHome();
    const file = join(home, 'elsewhere.txt');
    for (const size of [5, 2]) {
      const anchors = await anchorsAt(home, { kind: 'file', file });
      anchors.take(checkpoint(size));
      await anchors.close();
    }
    expect(notesIn(readFileSync(file, 'utf8'))).toEqual([checkpoint(5).note, checkpoint(2).note]);
  });

  it('closes what was torn off before it goes on', async () => {
    const home = aHome();
    const file = join(home, 'elsewhere.txt');
    writeFileSync(file, `${checkpoint(1).note}\nacme\n2\nro`);
    const anchors = await anchorsAt(home, { kind: 'file', file });
    anchors.take(checkpoint(3));
    await anchors.close();
    expect(notesIn(readFileSync(file, 'utf8'))).toEqual([checkpoint(1).note, 'acme\n2\nro', checkpoint(3).note]);
  });

  it('fails where its folder is not there, makes none, and is written with the next checkpoint', async () => {
    const home = aHome();
    const folder = join(home, 'share');
    const file = join(folder, 'anchors.txt');
    const anchors = await anchorsAt(home, { kind: 'file', file });
    anchors.take(checkpoint(1));
    await vi.waitFor(async () =>
      expect(await readAnchors(home)).toMatchObject({
        anchors: [{ size: 0, atMs: null, failed: { problem: expect.stringContaining('ENOENT') } }],
      }),
    );
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    anchors.take(checkpoint(2));
    await anchors.close();
    expect(notesIn(readFileSync(file, 'utf8'))).toEqual([checkpoint(2).note]);
    expect(await readAnchors(home)).toMatchObject({ anchors: [{ size: 2, failed: null }] });
  });
});

describe('an anchor at a witness', () => {
  it('is posted each checkpoint', async () => {
    const got: string[] = [];
    const place = await witness((request, response) => {
      request.setEncoding('utf8').on('data', (text) => got.push(`${request.method} ${text}`));
      request.on('end', () => response.end());
    });
    const anchors = await anchorsAt(aHome(), place);
    anchors.take(checkpoint(1));
    await vi.waitFor(() => expect(got).toEqual([`POST ${checkpoint(1).note}`]));
    await anchors.close();
  });

  it('that refuses has failed, and keeps no other from being written', async () => {
    const home = aHome();
    const place = await witness((_, response) => response.writeHead(503).end());
    const file = join(home, 'elsewhere.txt');
    const anchors = await anchorsAt(home, place, { kind: 'file', file });
    anchors.take(checkpoint(1));
    await anchors.close();
    expect(await readAnchors(home)).toMatchObject({
      anchors: [{ size: 0, failed: { atMs: 42, problem: 'it answered 503' } }, { size: 1 }],
    });
  });

  it('that does not answer is given the latest alone, once it does, and holds up nobody', async () => {
    const home = aHome();
    const got: string[] = [];
    const place = await witness((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => got.push(text));
      request.on('end', () => (got.length > 1 ? response.end() : undefined));
    });
    const anchors = await Anchors.open({ places: [place], home, log, wallMs: () => 42, timeoutMs: 100 });
    for (const size of [1, 2, 3]) anchors.take(checkpoint(size));
    await vi.waitFor(() => expect(got).toEqual([checkpoint(1).note, checkpoint(3).note]));
    await anchors.close();
    expect(await readAnchors(home)).toMatchObject({ made: { size: 3 }, anchors: [{ size: 3, failed: null }] });
  });
});
