/** `andon audit …`: the trail of the running site, or an export of it, held against its key and its anchors. */

import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AndonError,
  type AuditPort,
  type AuditReport,
  claimedCheckpoint,
  type Locale,
  type NoteKey,
  TrailCheck,
  type TrailReport,
} from '@andon/core';
import { attached } from '../site/attach.ts';
import { readSettings } from '../site/settings.ts';
import { openCheckpointSigner } from '../site/signing-key.ts';
import { checkFile, chunked, exportLines } from './audit-export.ts';
import { readAnchorFile, readAuditKey } from './audit-files.ts';
import { proveEvent } from './audit-prove.ts';
import { trailWords } from './audit-words.ts';

export interface AuditVerifyFlags {
  readonly export?: string;
  readonly anchor?: string;
  readonly key?: string;
  readonly lang?: string;
  readonly json?: boolean;
}

const BROKEN_EXIT_CODE = 3;

/** @throws AndonError audit.unreadable, and without an export site.not-running */
export async function auditVerifyCommand(flags: AuditVerifyFlags): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const anchors = flags.anchor === undefined ? [] : readAnchorFile(flags.anchor);
  const given = flags.key === undefined ? null : readAuditKey(flags.key);
  if (flags.export !== undefined) {
    const check = new TrailCheck({ key: given, anchors });
    await checkFile(flags.export, check);
    const report = check.report();
    tell(flags, report, trailWords(report, given !== null, settings.locale), report.holds);
    return;
  }
  const { record, signed } = await attached(settings, async ({ record: { audit } }) => {
    const key = given ?? openCheckpointSigner(settings.home).keyFor;
    while ((await audit.seal()) > 0);
    return { record: await audit.verify(), signed: await verifySigned(audit, key, anchors) };
  });
  const isAsked = flags.anchor !== undefined || flags.key !== undefined;
  const words = liveWords(record, signed, isAsked, settings.locale);
  tell(flags, { ...record, signed }, words, record.verified && (signed?.holds ?? true));
}

/** @throws AndonError audit.no-checkpoint | audit.unreadable, and site.not-running */
export async function auditExportCommand(flags: { readonly out: string; readonly lang?: string }): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const { out } = flags;
  const draft = `${out}.part`;
  await attached(settings, async ({ record: { audit } }) => {
    const signer = openCheckpointSigner(settings.home);
    const origin = await originOf(audit);
    if (origin === null) throw new AndonError('audit.no-checkpoint');
    const lines = chunked(exportLines(audit, signer.keyFor(origin)));
    try {
      await pipeline(Readable.from(lines), createWriteStream(draft, { mode: 0o600 }));
      // Whole, or not at all.
      renameSync(draft, out);
    } catch (error) {
      rmSync(draft, { force: true });
      if (error instanceof AndonError) throw error;
      const problem = (error as Error).message;
      throw new AndonError('audit.unreadable', { file: out, problem, flag: '--out' }, { cause: error });
    }
  });
  process.stdout.write(settings.locale === 'en' ? `Written to ${out}.\n` : `已写入 ${out}。\n`);
}

/** @throws AndonError audit.unknown-event | audit.no-checkpoint | audit.broken, and site.not-running */
export async function auditProveCommand(
  event: string,
  flags: { readonly lang?: string; readonly json?: boolean },
): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const proved = await attached(settings, ({ record: { audit } }) =>
    proveEvent(audit, event, openCheckpointSigner(settings.home).keyFor),
  );
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(proved, null, 2)}\n`);
    return;
  }
  const { seq, proof, checkpoint } = proved;
  const { id, type, actor, at } = proved.event;
  const size = claimedCheckpoint(checkpoint)?.size;
  const when = new Date(at.wallMs).toISOString();
  const words = {
    en: `${id}, ${type} by ${actor.name}, ${when}: event ${seq} of the ${size} that this checkpoint signs. ${proof.length} hashes prove it:`,
    'zh-CN': `${id}，${type}，${actor.name}，${when}：此检查点所签 ${size} 条事件中的第 ${seq} 条，由 ${proof.length} 个哈希证明：`,
  };
  process.stdout.write(`${[words[settings.locale], ...proof].join('\n')}\n\n${checkpoint}`);
}

/** `null` where nothing is signed yet, and no anchor says otherwise. */
async function verifySigned(
  audit: AuditPort,
  keyFor: (origin: string) => NoteKey,
  anchors: readonly string[],
): Promise<TrailReport | null> {
  const anchored = anchors.map((note) => claimedCheckpoint(note)?.origin).find((one) => one !== undefined);
  const origin = (await originOf(audit)) ?? anchored;
  if (origin === undefined) return null;
  const check = new TrailCheck({ key: keyFor, anchors });
  for await (const line of exportLines(audit, keyFor(origin))) {
    check.take(line);
    if (check.isOver) break;
  }
  return check.report();
}

async function originOf(audit: AuditPort): Promise<string | null> {
  const last = await audit.lastCheckpoint();
  return last && (claimedCheckpoint(last.note)?.origin ?? null);
}

function recordWords({ events, verified, firstBad }: AuditReport, locale: Locale): string {
  const at = { en: firstBad ?? 'an unsealed event', 'zh-CN': firstBad ?? '未封存事件' };
  if (locale === 'en') return `${events} events, the chain ${verified ? 'holds.' : `is broken at ${at.en}.`}`;
  return `${events} 条事件，链条${verified ? '完整。' : `在 ${at['zh-CN']} 处断裂。`}`;
}

/** @param isAsked whether more than the chain was asked for; what does not hold is said in any case */
function liveWords(record: AuditReport, signed: TrailReport | null, isAsked: boolean, locale: Locale): string {
  const chain = recordWords(record, locale);
  if (record.verified && (signed?.holds ?? true) && !isAsked) return chain;
  const none = locale === 'en' ? 'No checkpoint was signed yet.' : '尚未签署检查点。';
  const trail = signed ? trailWords(signed, true, locale) : none;
  return record.verified && signed ? trail : `${chain}\n${trail}`;
}

function tell({ json }: AuditVerifyFlags, report: unknown, words: string, holds: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${words}\n`);
  if (!holds) process.exitCode = BROKEN_EXIT_CODE;
}
