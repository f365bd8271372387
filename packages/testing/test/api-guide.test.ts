/** The reference of the API shows what it answers. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ApiDocument } from './api-document.ts';
import { bodyOf, serve } from './api-floor.ts';

const page = readFileSync(new URL('../../../docs/reference/http-api.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```sh\n(.*?)^```\n\n```(json|text)\n(.*?)^```$/gms)];
const commandBlocks = page.match(/^```sh$/gm);

/** What is shown must be there; what differs from run to run is shown as `…`. */
const shownJson = (text: string): unknown =>
  JSON.parse(text, (_, value) => (value === '…' ? expect.anything() : value));
const shownText = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.+')}$`);

it('shows what the API answers, command by command', async () => {
  const { api, floor } = await serve();
  await floor.grant('approve');
  const { id, revisionHash } = await floor.wishDispose('coil-1');
  await floor.record.audit.seal();
  const env = { ...process.env, API: api.url, PROPOSAL: id, REVISION: revisionHash };
  for (const [, command = '', kind, answer = ''] of examples) {
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
    if (kind === 'json') expect(JSON.parse(stdout), command).toMatchObject(shownJson(answer) as object);
    else expect(stdout, command).toMatch(shownText(answer));
  }
  expect(examples).toHaveLength(commandBlocks?.length ?? 0);
  expect(examples.length).toBeGreaterThan(0);
});

it('names every route of the document, and no other', async () => {
  const { api } = await serve();
  const document = new ApiDocument(await bodyOf(fetch(`${api.url}/api/openapi.json`)));
  const named = [...page.matchAll(/^\| `((?:GET|POST) \/\S+)` \|/gm)].map(([, route]) => route);
  expect(named.sort()).toEqual(document.operations.map(({ key }) => key).sort());
});
