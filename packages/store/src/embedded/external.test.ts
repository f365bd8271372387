import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectExternal, unsafeSettings } from './external.ts';

describe('a database of the user', () => {
  it('that is not there is named without its password', async () => {
    const failure = await connectExternal('postgresql://andon:secret@127.0.0.1:1/plant').catch((error) => error);
    expect(failure).toMatchObject({ code: 'database.unreachable', details: { database: '127.0.0.1:1/plant' } });
    expect(failure.message).toContain('ECONNREFUSED');
    expect(JSON.stringify([failure.message, failure.details, failure.cause ?? ''])).not.toContain('secret');
  });

  it('that speaks something else is unreachable', async () => {
    const other = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'));
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    );
    await expect(connectExternal(`postgresql://a@127.0.0.1:${port}/plant`)).rejects.toMatchObject({
      code: 'database.unreachable',
    });
    other.close();
  });

  it.each(['mysql://a@b/c', 'plant'])('must be addressed as one: %s', async (url) => {
    await expect(connectExternal(url)).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it.each([
    [{ fsync: 'off' }, ['fsync = off']],
    [{ synchronousCommit: 'off' }, ['synchronous_commit = off']],
    [{ fullPageWrites: 'off' }, ['full_page_writes = off']],
    [{ synchronousCommit: 'remote_apply' }, []],
    [{ synchronousCommit: 'local' }, []],
  ])('with %o has these settings to complain of: %o', (settings, complaints) => {
    const facts = {
      version: '18.4',
      majorVersion: 18,
      fsync: 'on',
      synchronousCommit: 'on',
      fullPageWrites: 'on',
      dataDirectory: null,
      sizeBytes: 0,
      ...settings,
    };
    expect(unsafeSettings(facts)).toEqual(complaints);
  });
});
