/**
 * The `andon` command. Every error ends as one sentence from the catalogue and its exit code: 2 for what was asked
 * wrongly, 3 for what is not there or not usable, 1 for a defect.
 */

import { asAndonError, isAndonError } from '@andon/core';
import { Command, CommanderError } from 'commander';
import type { DemoFlags } from './demo/options.ts';
import { localeOf } from './site/settings.ts';
import { version } from './version.ts';

const USAGE_EXIT_CODE = 2;

const program = new Command('andon')
  .description('AI agents on a manufacturing line: gated, recorded, and stoppable by people at any moment.')
  .version(version)
  .showSuggestionAfterError()
  .showHelpAfterError('(andon --help shows what there is)')
  .exitOverride();

program
  .command('demo', { isDefault: false })
  .description('a strip-steel line, with the quality-inspection agent acting on it under approval')
  .option('--headless', 'no live view; nothing waits for a person')
  .option('--seed <n>', 'the same seed gives the same numbers (default: 9)')
  .option('--coils <n>', 'coils to roll (default: 40)')
  .option('--scenario <name>', 'what goes wrong (default: baseline)')
  .option('--speed <x>', 'plant seconds per second, 1 to 10000 (default: 120, headless 10000)')
  .option('--data <dir>', 'folder with the Steel Plates table: real rows behind the camera')
  .option('--json <file>', 'write the numbers to a file, - for standard output')
  .option('--exit', 'end after the report instead of staying up')
  .option('--fresh', 'end a line that an earlier demo left instead of resuming it')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags: DemoFlags) => (await import('./commands/demo.ts')).demoCommand(flags));

program
  .command('doctor')
  .description('what was found and chosen here, and what to do about each warning')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/doctor.ts')).doctorCommand(flags));

program
  .command('proposals')
  .description('what waits for a decision on the running line')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/people.ts')).proposalsCommand(flags));

for (const [kind, what] of [
  ['approve', 'let a proposal leave as it is'],
  ['edit', 'change a proposal; somebody else then approves the new revision'],
  ['reject', 'refuse a proposal'],
] as const) {
  const command = program
    .command(`${kind} <proposal>`)
    .description(what)
    .requiredOption('--as <name>', 'who decides: an id or name of people.json')
    .option('--reason <text>', 'why')
    .option('--lang <locale>', 'en or zh-CN');
  if (kind === 'edit') command.option('--set <name=value...>', 'the parameter and its new value');
  command.action(async (id: string, flags) => (await import('./commands/people.ts')).decideCommand(kind, id, flags));
}

program
  .command('stop [scope]')
  .description('stop agents for a scope (default: the line). Not a safety function: it stops no machine')
  .requiredOption('--as <name>', 'who presses: an id or name of people.json')
  .option('--reason <text>', 'why')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (scope, flags) => (await import('./commands/people.ts')).stopCommand(scope, flags));

program
  .command('reset [scope]')
  .description('reset a stop; a shift lead other than who pressed it. Revives nothing')
  .requiredOption('--as <name>', 'who resets: an id or name of people.json')
  .requiredOption('--cause <cause>', 'drill, planned-work, mistaken-press, agent-fault or unknown')
  .option('--reason <text>', 'why')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (scope, flags) => (await import('./commands/people.ts')).resetCommand(scope, flags));

program
  .command('audit')
  .description('the audit trail')
  .command('verify')
  .description('recompute the hash chain of the running line')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/audit.ts')).auditVerifyCommand(flags));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): number {
  // Commander has printed its own sentence already; its help and version end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  const known = asAndonError(error);
  const language = process.argv[process.argv.indexOf('--lang') + 1];
  const locale = localeOf(process.env, process.argv.includes('--lang') ? language : undefined);
  process.stderr.write(`${known.code}: ${known.sentence(locale)}\n`);
  if (!isAndonError(error) || error.code === 'internal.defect') {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return known.exitCode;
}
