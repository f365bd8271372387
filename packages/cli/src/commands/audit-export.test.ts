import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditPort, checkpointSigner } from '@andon/core';
import { type OpenRecord, openRecord, startEmbeddedPostgres } from '@andon/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKeyPem, origin, Verifiers } from '../../test/trail-builders.ts';
import { verifyProof } from '../../verify/verify-audit.mjs';
import { chunked, exportLines } from './audit-export.ts';
import { proveEvent } from './audit-prove.ts';

const signer = checkpointSigner(newKeyPem());
const key = signer.keyFor(origin);
let dir: string;
let record: OpenRecord;
let close: () => Promise<void>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'andon-export-'));
  const server = await startEmbeddedPostgres({ home: dir });
  record = await openRecord({ url: server.url });
  close = async () => {
    await record.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  await record.pool.query(`
    insert into audit_event (id, type, plant_ms, wall_ms, actor, scope, refs, data)
    select 'evt_' || i, 'x.noted', i, i, '{"id":"a","name":"李伟","roles":[],"authenticatedBy":"system"}', null,
      jsonb_build_object('effectId', 'eff_' || i), json_build_object('b', i / 2.0, 'a', array[i, null]) from generate_series(1, 2345) i`);
  const making = { origin, sign: signer.sign, wallMs: 1 };
  for (const most of [1, 999, 1_000]) {
    await record.audit.seal(most);
    await record.audit.checkpoint(making);
  }
  await record.audit.seal();
});
afterAll(() => close());

async function exported(audit: AuditPort): Promise<string> {
  let text = '';
  for await (const chunk of chunked(exportLines(audit, key))) text += chunk;
  return text;
}

describe('a trail from PostgreSQL', () => {
  it('holds by both verifiers once it is exported', async () => {
    const verifiers = new Verifiers(dir, key.text, null);
    expect(await verifiers.verify(Buffer.from(await exported(record.audit)))).toMatchObject({
      ...{ holds: true, events: 2_345, checkpoints: 3, signedTo: 2_000 },
    });
  });

  it('gives a proof of each event that is signed, which needs no other event', async () => {
    const keyFile = join(dir, 'key.txt');
    writeFileSync(keyFile, key.text);
    for (const wanted of ['evt_1', '2', 'evt_1000', '1001', 'evt_2000']) {
      const proved = await proveEvent(record.audit, wanted, signer.keyFor);
      const file = join(dir, 'proof.json');
      writeFileSync(file, JSON.stringify(proved));
      expect(verifyProof(file, { key: keyFile })).toMatchObject({ holds: true, size: 2_000, seq: proved.seq });
      const changes = [
        { event: { ...proved.event, type: 'x.other' } },
        { seq: proved.seq + 1 },
        { previous: 'ab'.repeat(32) },
        { proof: proved.proof.with(0, 'ab'.repeat(32)) },
        { proof: proved.proof.slice(1) },
        { checkpoint: proved.checkpoint.replace('2000', '2001') },
        { key: checkpointSigner(newKeyPem()).keyFor(origin).text },
      ];
      for (const change of changes) {
        writeFileSync(file, JSON.stringify({ ...proved, ...change }));
        expect(verifyProof(file, { key: keyFile }).holds, Object.keys(change).join()).toBe(false);
      }
    }
  });

  it.each([
    ['evt_2001', 'audit.no-checkpoint'],
    ['2345', 'audit.no-checkpoint'],
    ['2346', 'audit.unknown-event'],
    ['0', 'audit.unknown-event'],
    ['evt_nothing', 'audit.unknown-event'],
  ])('proves nothing of %s: %s', async (wanted, code) => {
    await expect(proveEvent(record.audit, wanted, signer.keyFor)).rejects.toMatchObject({ code });
  });
});
