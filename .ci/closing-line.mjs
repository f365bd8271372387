/**
 * Prints what the tests and the proofs came to, in one line that stands alone: `N passed, N failed, N skipped`.
 *
 *     node .ci/closing-line.mjs [name of the step that failed]
 *
 * Plain JavaScript, so that it can still tell the truth when the installation itself failed.
 */

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ status: string }} Assertion
 * @typedef {{ status: string, assertionResults: Assertion[] }} FileResult
 * @typedef {{ success: boolean, testResults: FileResult[] }} Report the part we read of what vitest's json reporter writes
 */

/**
 * A file that could not even be loaded has no tests to count, so it counts as one failure. So does a failed step that
 * left no failed test behind: a type error, say, or an error outside of any test.
 *
 * @param {Report[]} reports
 * @param {string} [failedStep]
 * @returns {Counts}
 */
export function countAll(reports, failedStep) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { testResults } of reports) {
    for (const file of testResults) {
      for (const { status } of file.assertionResults) {
        if (status === 'passed') counts.passed += 1;
        else if (status === 'failed') counts.failed += 1;
        else counts.skipped += 1;
      }
      if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
        counts.failed += 1;
    }
  }
  if (counts.failed === 0 && (failedStep || reports.some(({ success }) => !success))) counts.failed = 1;
  return counts;
}

/** @returns {Report[]} */
function readReports() {
  const files = ['test', 'proof'].map((run) => fileURLToPath(new URL(`out/${run}.json`, import.meta.url)));
  return files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = countAll(readReports(), process.argv[2]);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
