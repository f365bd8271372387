/**
 * `andon start`: a site of yours, from its file, until Ctrl-C. Its agents (`worker`) and its API (`api`) may run in
 * processes of their own.
 */

import { join } from 'node:path';
import { AndonError } from '@andon/core';
import { type Interrupt, untilInterrupted } from '../site/interrupt.ts';
import { readSettings, type Settings } from '../site/settings.ts';
import { findSiteFile, loadSite } from '../site-file/load-site.ts';
import type { Site } from '../site-file/site.ts';
import { serveBeside } from '../start/api-only.ts';
import { apiText } from '../start/serve-api.ts';
import { startSite } from '../start/start-site.ts';
import { createPlainView } from '../view/plain.ts';

export interface StartFlags {
  readonly site?: string;
  readonly role?: string;
  readonly observeOnly?: boolean;
  readonly exit?: boolean;
  readonly lang?: string;
}

const roles = ['api', 'worker', 'all'] as const;
type Role = (typeof roles)[number];

/** @throws AndonError site.file | site.file-failed | config.invalid, and whatever keeps a site from starting */
export async function startCommand(flags: StartFlags): Promise<void> {
  const role = roleNamed(flags.role);
  const file = findSiteFile(flags.site);
  // A site lives beside its file, unless it is said where.
  const settings = readSettings({ ANDON_HOME: join(file, '..', '.andon'), ...process.env }, flags.lang);
  const site = await loadSite(file);
  const interrupt = untilInterrupted();
  try {
    await (role === 'api'
      ? apiAlone(site, settings, flags, interrupt)
      : wholeSite(role, site, settings, flags, interrupt));
  } finally {
    interrupt.dispose();
  }
}

async function apiAlone(
  site: Site,
  settings: Settings,
  { observeOnly = false }: StartFlags,
  { signal }: Interrupt,
): Promise<void> {
  const place = { port: settings.apiPort ?? site.apiPort, elseFree: false };
  const api = await serveBeside({ settings, site, observeOnly, place, signal });
  try {
    process.stdout.write(`${apiText(api.url)[settings.locale]}\n`);
    await api.run();
  } finally {
    await api.close();
  }
}

async function wholeSite(
  role: Exclude<Role, 'api'>,
  site: Site,
  settings: Settings,
  { observeOnly = false, exit }: StartFlags,
  interrupt: Interrupt,
): Promise<void> {
  const view = createPlainView({ out: process.stdout, locale: settings.locale });
  const api = () => ({ port: settings.apiPort ?? site.apiPort, elseFree: false });
  try {
    const started = await startSite({
      ...{ settings, observeOnly, isDemoEvidence: false, view },
      site: () => site,
      api: role === 'all' ? api : null,
      signal: interrupt.signal,
    });
    try {
      await started.run();
      if (!(exit || interrupt.signal.aborted)) {
        view.note({
          en: 'The line has come to its end. Andon stays up; Ctrl-C ends it.',
          'zh-CN': '产线已运行结束。Andon 保持运行，按 Ctrl-C 结束。',
        });
        await interrupt.promise;
      }
    } finally {
      view.close();
      await started.close();
    }
  } finally {
    view.close();
  }
}

function roleNamed(asked = 'all'): Role {
  const role = roles.find((one) => one === asked);
  if (role) return role;
  throw new AndonError('config.invalid', { path: '--role', problem: `"${asked}" is none of ${roles.join(', ')}` });
}
