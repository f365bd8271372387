/** The guide to what a MES must offer shows what the small MES answers. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { aConnector, aMes, disposing, line, query } from '../src/mes/for-a-test.ts';

const guide = readFileSync(new URL('../../../docs/how-to/write-to-your-mes.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/^```sh\n(.*?)^```\n\n```json\n(.*?)^```$/gms)];
const commandBlocks = guide.match(/^```sh$/gm);

/** Times and sessions differ from run to run; the page shows `…` for them. */
const volatile = new Set(['session', 'at', 'plantTime', 'sourceTime']);
const shown = (text: string): unknown =>
  JSON.parse(text, (name, value) => (volatile.has(name) && typeof value === 'string' ? '…' : value));

describe('the guide to writing to a MES', () => {
  it('shows what the small MES answers, command by command', async () => {
    const mes = await aMes({ coils: 4 });
    const env = { ...process.env, MES: mes.url, SESSION: mes.session };
    for (const [, command = '', answer = ''] of examples) {
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
      expect(shown(stdout), command).toEqual(shown(answer));
    }
    expect(examples).toHaveLength(commandBlocks?.length ?? 0);
    expect(examples.length).toBeGreaterThan(0);
  });

  it('names the headers that the connector sends', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    const seen = new Map<string, readonly string[]>();
    mes.intercept = (request) => {
      if (request.url?.startsWith('/commands')) seen.set(String(request.method), Object.keys(request.headers));
      return false;
    };
    await sink.send(disposing('k1', { validUntil: Date.now() + 60_000, target: `${line}/yard/disposition` }));
    await sink.readBack(query(disposing('k1')));
    const named = [...guide.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, header = '']) => header.toLowerCase());
    expect(seen.get('POST')).toEqual(expect.arrayContaining(named));
    expect(seen.get('GET')).toContain('andon-fence');
    expect(named).toHaveLength(3);
  });
});
