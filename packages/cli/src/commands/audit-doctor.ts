/** What `andon doctor` says of the copies of a site's checkpoints: where they are, when they were written, what failed. */

import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LocalText } from '@andon/core';
import { type AnchorsState, placeName, readAnchors } from '../site/anchors.ts';
import type { Finding } from '../site-file/plant.ts';
import type { AnchorPlace, Site } from '../site-file/site.ts';

/** A checkpoint is made every ten seconds; an anchor that is this far behind has more than bad luck. In ms. */
const BEHIND_MS = 60_000;

const noAnchors: LocalText = {
  en: 'Whoever holds the signing key and the database could rewrite the whole trail unseen. Name a file on another machine, or a witness, as audit.anchors in the site file.',
  'zh-CN':
    '同时持有签名密钥和数据库者可改写全部审计记录而不被发现。请在站点文件的 audit.anchors 中指定另一台机器上的文件或见证服务。',
};
const sameDisk: LocalText = {
  en: 'It is on the same disk as the record: whoever can write to one can write to both. Put it on another machine.',
  'zh-CN': '它与记录在同一磁盘上：能写入其一者也能写入另一个。请放到另一台机器上。',
};
const notYet: LocalText = {
  en: 'Nothing was written there yet. Look again ten seconds after the first events.',
  'zh-CN': '尚未写入。请在出现首批事件十秒后再查看。',
};
const behind: LocalText = {
  en: 'It is behind the latest checkpoint, and nothing of it failed: does the share still answer?',
  'zh-CN': '它落后于最新的检查点，且未报告失败：共享目录是否仍有响应？',
};

export async function anchorFindings({ anchors }: Pick<Site, 'anchors'>, home: string): Promise<readonly Finding[]> {
  if (anchors.length === 0) return [finding('none', noAnchors)];
  const state = await readAnchors(home);
  return Promise.all(anchors.map((place) => findingOf(place, state, home)));
}

async function findingOf(place: AnchorPlace, state: AnchorsState | null, home: string): Promise<Finding> {
  const name = placeName(place);
  const anchor = state?.anchors.find((one) => one.place === name);
  const written = anchor?.atMs == null ? 'nothing written yet' : `${anchor.size} events, written ${isoOf(anchor.atMs)}`;
  if (anchor?.failed) {
    const { atMs, problem } = anchor.failed;
    return finding(`${name}: ${written}; failed ${isoOf(atMs)}: ${problem}`, failedText(problem));
  }
  const found = `${name}: ${written}`;
  if (!state || anchor?.atMs == null) return finding(found, notYet);
  const isBehind = anchor.note !== state.made.note && state.made.atMs - anchor.atMs > BEHIND_MS;
  if (isBehind) return finding(`${found}, of ${state.made.size}`, behind);
  return finding(found, place.kind === 'file' && (await areOnOneDisk(place.file, home)) ? sameDisk : null);
}

function failedText(problem: string): LocalText {
  return {
    en: `See to it (${problem}). It is tried again with the next checkpoint, and nothing is lost meanwhile but the copy.`,
    'zh-CN': `请处理（${problem}）。将随下一个检查点重试，其间缺少的只是副本。`,
  };
}

async function areOnOneDisk(file: string, home: string): Promise<boolean> {
  const [one, other] = await Promise.allSettled([stat(dirname(file)), stat(home)]);
  return one.status === 'fulfilled' && other.status === 'fulfilled' && one.value.dev === other.value.dev;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

function finding(found: string, warning: LocalText | null): Finding {
  return { subject: { en: 'Audit anchor', 'zh-CN': '审计锚点' }, found, warning };
}
