import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  checkpointSigner,
  checkpointText,
  claimedCheckpoint,
  notesIn,
  openCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts';
import { type NoteKey, noteKey, openNote, parseNoteKey, signNote } from './checkpoint-note.ts';

const keyNamed = (text: string) => parseNoteKey(text) as NoteKey;
const newPem = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = checkpointSigner(newPem());
const checkpoint: Checkpoint = { origin: 'acme/harbin/andon', size: 1_234, root: 'ab'.repeat(32) };

/** The key and the note of golang.org/x/mod/sumdb/note. */
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const peterSeed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const peterText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterNote = `${peterText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

/** A tree head of Go's checksum database: the checkpoint that c2sp.org/tlog-checkpoint shows, under its own names. */
const sumDatabase = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
const sumHead =
  'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
  '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';

describe('a signed note', () => {
  it('of Go opens with its key, and is made to the byte', () => {
    expect(openNote(peterNote, keyNamed(peter))).toEqual({ kind: 'signed', text: peterText });
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), peterSeed]);
    const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
    expect(noteKey('PeterNeumann', privateKey).text).toBe(peter);
    expect(signNote(peterText, 'PeterNeumann', privateKey)).toBe(peterNote);
  });

  it('is refused with any byte changed', () => {
    const key = keyNamed(peter);
    const bytes = Buffer.from(peterNote);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openNote(changed.toString(), key).kind, `byte ${at}`).toBe('refused');
    }
  });

  it('may carry signatures of others, and is refused with theirs alone', () => {
    const witnessed = `${peterNote}— witness.example/w1 ${Buffer.alloc(68, 7).toString('base64')}\n`;
    expect(openNote(witnessed, keyNamed(peter)).kind).toBe('signed');
    expect(openNote(peterNote, signer.keyFor('PeterNeumann'))).toEqual({ kind: 'refused', why: 'signature' });
  });

  it.each(['', 'text', 'text\n\n', `${peterText}\n`, `${peterText}\n— PeterNeumann\n`, `${peterNote}more`])(
    'is not %j',
    (text) => {
      expect(openNote(text, keyNamed(peter))).toEqual({ kind: 'refused', why: 'malformed' });
    },
  );

  it.each(['', 'PeterNeumann', peter.slice(1), peter.replace('c74f20a3', 'c74f20a4'), `${peter}A`, `${peter}\n`])(
    'has no key %j',
    (text) => {
      expect(parseNoteKey(text)).toBeNull();
    },
  );
});

describe('a checkpoint', () => {
  it('that was published opens', () => {
    const root = '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62';
    const published = { origin: 'go.sum database tree', size: 20_852_163, root };
    expect(openCheckpoint(sumHead, keyNamed(sumDatabase))).toEqual({ kind: 'checkpoint', checkpoint: published });
    expect(`${checkpointText(published)}\n`).toBe(sumHead.slice(0, sumHead.indexOf('—')));
  });

  it('reads back as it was signed', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text));
    const any = fc.record({ size: fc.maxSafeNat(), root: fc.stringMatching(/^[0-9a-f]{64}$/), more: fc.array(line) });
    fc.assert(
      fc.property(any, ({ size, root, more }) => {
        const plain = { origin: checkpoint.origin, size, root };
        const said = more.length === 0 ? plain : { ...plain, extensions: more };
        const opened = openCheckpoint(signer.sign(said), signer.keyFor(checkpoint.origin));
        expect(opened).toEqual({ kind: 'checkpoint', checkpoint: said });
      }),
    );
  });

  it('says what it claims to whoever has no key yet', () => {
    expect(claimedCheckpoint(signer.sign(checkpoint))).toEqual(checkpoint);
    expect(claimedCheckpoint('nothing')).toBeNull();
  });

  it.each([
    '',
    'origin\n',
    'origin\n1\n',
    `\n1\n${'A'.repeat(43)}=\n`,
    `origin\n01\n${'A'.repeat(43)}=\n`,
    `origin\n-1\n${'A'.repeat(43)}=\n`,
    `origin\n99999999999999999\n${'A'.repeat(43)}=\n`,
    `origin\n1\n${'A'.repeat(42)}B=\n`,
    'origin\n1\nAAAA\n',
    `origin\n1\n${'A'.repeat(43)}=`,
    `origin\n1\n${'A'.repeat(43)}=\n\nmore\n`,
  ])('is not %j', (text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });

  it.each([{ origin: '' }, { origin: 'a\nb' }, { extensions: [''] }, { origin: 'a b' }, { origin: 'a+b' }])(
    'is not signed with %o',
    (change) => {
      expect(() => signer.sign({ ...checkpoint, ...change })).toThrow(
        expect.objectContaining({ code: 'config.invalid' }),
      );
    },
  );
});

describe('a file of anchors', () => {
  it('is its notes, one after the other', () => {
    const notes = [1, 2, 3].map((size) => signer.sign({ ...checkpoint, size }));
    expect(notesIn(notes.map((note) => `${note}\n`).join(''))).toEqual(notes);
    expect(notesIn('')).toEqual([]);
  });

  it('keeps what a power cut tore apart from what came after', () => {
    const [torn, whole] = [signer.sign(checkpoint).slice(0, 30), signer.sign({ ...checkpoint, size: 2 })];
    expect(notesIn(`${torn}\n\n${whole}\n`)).toEqual([torn, whole]);
  });
});
