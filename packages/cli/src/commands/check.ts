/** `andon check`: everything that is wrong with a site file, each with the path of its key, before anything starts. */

import { readSettings } from '../site/settings.ts';
import { findSiteFile, readSite } from '../site-file/load-site.ts';

const WRONG_EXIT_CODE = 2;

/** @throws AndonError site.file | site.file-failed */
export async function checkCommand(
  path: string | undefined,
  flags: { readonly json?: boolean; readonly lang?: string },
): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const file = findSiteFile(path);
  const checked = await readSite(file);
  const problems = checked.kind === 'wrong' ? checked.problems : [];
  const warnings = checked.kind === 'wrong' ? [] : checked.warnings;
  if (problems.length > 0) process.exitCode = WRONG_EXIT_CODE;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ file, problems, warnings }, null, 2)}\n`);
    return;
  }
  for (const { path: key, problem } of problems) process.stdout.write(`${key}: ${problem}\n`);
  if (checked.kind === 'wrong') return;
  const { lines, agents, people } = checked.site;
  const said = {
    en: `${file} holds: ${lines.length} line(s), ${agents.length} agent(s), ${people.length} people.`,
    'zh-CN': `${file} 有效：${lines.length} 条产线，${agents.length} 个智能体，${people.length} 名人员。`,
  };
  process.stdout.write(`${said[locale]}\n`);
  for (const { path: key, problem } of warnings) process.stdout.write(`! ${key}: ${problem}\n`);
}
