/** What `andon doctor` says of a site's plant, and of where its credential to write stands. */

import { existsSync } from 'node:fs';
import type { LocalText } from '@andon/core';
import { environmentOf, processAndBelow, showsEnvironments } from '../site/process-environment.ts';
import type { RunFile } from '../site/run-file.ts';
import { tagsRead } from '../site-file/agents.ts';
import type { Finding, PlantDefinition } from '../site-file/plant.ts';
import { openSecrets, secretFile, secretVariable } from '../site-file/secrets.ts';
import type { Site } from '../site-file/site.ts';

/** Reads with the credential that reads; the other one is not looked up. */
export function plantFindings({ plant, agents }: Site, home: string): Promise<readonly Finding[]> {
  const secrets = openSecrets(home, process.env, plant.writeSecrets);
  return plant.examine({ home, tags: tagsRead(agents), secrets });
}

/** Whether what a site needs to write is anywhere within reach of a process that only observes. */
export function credentialFindings(
  { pid }: Pick<RunFile, 'pid'>,
  { writeSecrets }: Pick<PlantDefinition, 'writeSecrets'>,
  home: string,
): readonly Finding[] {
  return writeSecrets.flatMap((name) => [environmentFinding(pid, name), fileFinding(home, name)]);
}

function environmentFinding(pid: number, name: string): Finding {
  const variable = secretVariable(name);
  if (!showsEnvironments) {
    return credential(`${variable}: ${process.platform} does not show the environment of another process`);
  }
  const seen = processAndBelow(pid).map((one) => ({ pid: one, names: environmentOf(one) }));
  const holding = seen.filter(({ names }) => names?.has(variable)).map((one) => one.pid);
  const hidden = seen.filter(({ names }) => names === null).map((one) => one.pid);
  if (holding.length > 0) {
    return credential(`${variable} is in the environment of pid ${holding.join(', ')}`, {
      en: `Start the site without ${variable} in its environment: it does not read it, but whoever gets into the process could.`,
      'zh-CN': `请在环境中去掉 ${variable} 后重新启动站点：站点虽不读取它，但侵入该进程者可以读取。`,
    });
  }
  if (hidden.length > 0) {
    return credential(`${variable}: the environment of pid ${hidden.join(', ')} is not shown to this user`, {
      en: 'Run andon doctor as the user that runs the site.',
      'zh-CN': '请以运行站点的用户身份执行 andon doctor。',
    });
  }
  const below = seen.length === 1 ? '' : ` and ${seen.length - 1} that it started`;
  return credential(`${variable} is not in the environment of pid ${pid}${below}`);
}

function fileFinding(home: string, name: string): Finding {
  const file = secretFile(home, name);
  if (!existsSync(file)) return credential(`${file} is not there`);
  return credential(`${file} is there`, {
    en: `Keep ${file} elsewhere until the site may write: it does not read it, but whoever gets into the home could.`,
    'zh-CN': `在站点获准写入之前，请将 ${file} 移到别处：站点虽不读取它，但进入数据目录者可以读取。`,
  });
}

function credential(found: string, warning: LocalText | null = null): Finding {
  return { subject: { en: 'Credential to write', 'zh-CN': '写入凭据' }, found, warning };
}
