/**
 * Writes docs/reference/errors.md from the catalogue of errors, so that the page never says anything else than the code.
 *
 *     npx node .ci/errors-doc.ts
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CatalogueEntry, catalogue } from '../packages/core/src/errors.ts';

export const errorsDocFile = fileURLToPath(new URL('../docs/reference/errors.md', import.meta.url));

const head = `# Errors

<!-- Written by .ci/errors-doc.ts from packages/core/src/errors.ts: change it there. -->

Every error has a code that stays, and a sentence in English and Chinese that says what to do; \`{…}\` is filled in. A
command prints both on standard error, as \`code: sentence\`, and ends with the exit code:

| exit code | meaning |
| --- | --- |
| 1 | a defect in Andon |
| 2 | what was asked for cannot be done as asked: usage, configuration, a decision that came too late |
| 3 | something that is needed is not there or not usable: disk, database, queue, line |

*Status* is what HTTP answers to the same error.
`;

/** The text of the page. */
export function errorsDoc(errors: Readonly<Record<string, CatalogueEntry>> = catalogue): string {
  const sections = Object.entries(Object.groupBy(Object.entries(errors), ([code]) => code.split('.')[0] ?? code))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([family, entries = []]) => section(family, entries));
  return [head, ...sections].join('\n');
}

function section(family: string, entries: readonly (readonly [string, CatalogueEntry])[]): string {
  const rows = entries.map(([code, { exitCode, status, text }]) => {
    return `| \`${code}\` | ${exitCode} | ${status} | ${cell(text.en)}<br>${cell(text['zh-CN'])} |\n`;
  });
  return `## ${family}\n\n| code | exit code | status | sentence |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

/** As it is, for a table of Markdown. */
function cell(sentence: string): string {
  return sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}

if (import.meta.main) writeFileSync(errorsDocFile, errorsDoc());
