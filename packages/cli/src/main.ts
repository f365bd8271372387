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
  .description('a strip-steel line, and an agent that climbs from shadow to autonomous on it')
  .option('--headless', 'no live view; nothing waits for a person')
  .option('--seed <n>', 'the same seed gives the same numbers (default: 8)')
  .option('--shifts <n>', 'shifts of eight hours, 1 to 100 (default: 3)')
  .option('--coils <n>', 'coils to roll, instead of whole shifts')
  .option('--scenario <name>', 'what goes wrong (default: baseline)')
  .option('--speed <x>', 'plant seconds per second, 1 to 10000 (default: 720, headless 10000)')
  .option('--data <dir>', 'folder with the Steel Plates table: real rows behind the camera')
  .option('--model <dir>', 'a model of yours, from andon inspect train, instead of one trained here')
  .option('--begin <level>', 'shadow or approve: where the agent begins, approve on a rehearsal (default: shadow)')
  .option('--compare <n>', 'seeds on which the report compares manual, copilot and agent, 0 for none (default: 10)')
  .option('--json <file>', 'write the numbers to a file, - for standard output')
  .option('--html <file>', 'write the report with charts here (default: report.html in the home)')
  .option('--exit', 'end after the report instead of staying up')
  .option('--fresh', 'end a line that an earlier demo left instead of resuming it')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags: DemoFlags) => (await import('./commands/demo.ts')).demoCommand(flags));

program
  .command('start')
  .description('a site of yours, from its andon.site.ts')
  .option('--site <path>', 'the file, or its folder (default: here)')
  .option('--role <role>', 'worker runs the agents, api serves the API beside them, all does both (default: all)')
  .option('--observe-only', 'send nothing: no sink, no credential to write, no level above advise')
  .option('--exit', 'end with a simulated line instead of staying up')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/start.ts')).startCommand(flags));

program
  .command('dev')
  .description('a site of yours that starts anew whenever a file of it is saved, with a port for a debugger')
  .option('--site <path>', 'the file, or its folder (default: here)')
  .option('--watch <dir...>', 'further folders with sources of it, besides that of the file')
  .option('--observe-only', 'send nothing: no sink, no credential to write, no level above advise')
  .option('--inspect <port>', 'where a debugger finds it, on this machine only, 0 for a free port (default: 9229)')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/dev.ts')).devCommand(flags));

program
  .command('init <dir>')
  .description('write a first andon.site.ts, with a simulated line, that runs as it is')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (dir, flags) => (await import('./commands/init.ts')).initCommand(dir, flags));

program
  .command('check [path]')
  .description('what is wrong with a site file, with the path of each key')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (path, flags) => (await import('./commands/check.ts')).checkCommand(path, flags));

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
  ['veto', 'keep a proposal from leaving by itself when its window closes'],
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
  .command('level [scope]')
  .description('how far each kind of action has come, what binds it and what is missing (default: the line)')
  .option('--why', 'the binding reason, the evidence, who signed, until when, and what would lower it')
  .option('--action <name>', 'this action type alone')
  .option('--risk <class>', 'reversible or irreversible alone')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (scope, flags) => (await import('./commands/level.ts')).levelCommand(scope, flags));

program
  .command('grant <action> <level>')
  .description('sign how far a kind of action may go; above approve it takes two people')
  .requiredOption('--as <name...>', 'who signs: ids or names of people.json')
  .requiredOption('--reason <text>', 'why')
  .option('--risk <class>', 'reversible or irreversible (default: reversible)')
  .option('--days <n>', 'for how many days of plant time, 1 to 366 (default: 30)')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (action, level, flags) => (await import('./commands/grant.ts')).grantCommand(action, level, flags));

program
  .command('lower <action> <level>')
  .description('lower a kind of action at once; to raise it again takes new evidence')
  .requiredOption('--as <name>', 'who lowers: an id or name of people.json')
  .requiredOption('--reason <text>', 'why')
  .option('--risk <class>', 'reversible or irreversible (default: reversible)')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (action, level, flags) => (await import('./commands/grant.ts')).lowerCommand(action, level, flags));

const audit = program.command('audit').description('the audit trail');

audit
  .command('verify')
  .description('hold the trail of the running line, or an export of it, against its chain, checkpoints and anchors')
  .option('--export <file>', 'a file from andon audit export, instead of the running line: needs no server')
  .option('--anchor <file>', 'checkpoints that were kept elsewhere')
  .option('--key <file>', 'the public key that you trust (default: of the home; of an export, its own)')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/audit.ts')).auditVerifyCommand(flags));

audit
  .command('export')
  .description('write the trail of the running line to a file that can be verified anywhere')
  .requiredOption('--out <file>', 'where; an earlier file is replaced once this one is whole')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/audit.ts')).auditExportCommand(flags));

audit
  .command('prove <event>')
  .description('prove that one event is in the trail that the last checkpoint signs')
  .option('--json', 'for machines: what verify-audit.mjs --proof reads')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (event, flags) => (await import('./commands/audit.ts')).auditProveCommand(event, flags));

program
  .command('inspect')
  .description('models of the quality inspection')
  .command('train')
  .description('learn to tell classes apart from a table of yours, and say how far that could go alone')
  .requiredOption('--table <file>', 'a CSV file with a line of column names')
  .option('--target <column>', 'the column that holds the class')
  .option('--one-hot <columns>', 'instead: columns of 0 and 1, one a class, with commas between')
  .option('--id <column>', 'what rows belong to (coil, part): never split between learning and testing')
  .option('--error <share>', 'how much of what it decides alone may be wrong, 0.0001 to 0.5 (default: 0.05)')
  .option('--seed <n>', 'the same table and seed give the same model (default: 1)')
  .option('--date <day>', 'a day to write into the model, as 2026-11-24')
  .requiredOption('--out <dir>', 'folder for model.json')
  .option('--json <file>', 'write the numbers to a file, - for standard output')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/inspect.ts')).inspectTrainCommand(flags));

program
  .command('backtest')
  .description('play a table of your own records through an agent, and see how far it would have come')
  .requiredOption('--agent <name>', 'quality-inspection, or an agent of the site file')
  .requiredOption('--history <file>', 'a CSV file with a line of column names, one row a coil or part')
  .requiredOption('--time <column>', 'when the row was seen: ISO 8601, or seconds or milliseconds since 1970')
  .requiredOption('--label <column>', 'what it turned out to be')
  .option('--label-time <column>', 'when that was known (default: as late as it may be and still count)')
  .option('--human <column>', 'what people did then: compared with the agent')
  .option('--id <column>', 'the id of the coil or part (default: each row is one)')
  .option('--model <dir>', 'a model of yours, from andon inspect train; it must not have seen these rows')
  .option('--train-share <share>', 'learn from this share of the rows, the earliest, and play the rest (default: 0.5)')
  .option('--site <path>', 'a site file, for its agents and what it demands of evidence')
  .option('--seed <n>', 'the same table, flags and seed give the same numbers (default: 1)')
  .option('--html <file>', 'write the report with charts here')
  .option('--json <file>', 'write the numbers to a file, - for standard output')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (flags) => (await import('./commands/backtest.ts')).backtestCommand(flags));

const schedule = program.command('schedule').description('plans of a shop: job shop, flexible job shop, flow shop');

schedule
  .command('solve <file>')
  .description('search a plan with a small makespan, and say how far from the best it can be')
  .option('--format <name>', 'jobshop, fjsp or flowshop (default: told by the file)')
  .option('--time <seconds>', 'how long at most (default: 10, with --iterations no limit)')
  .option('--threads <n>', 'searches beside each other, 1 to 16 (default: 2)')
  .option('--seed <n>', 'with --iterations the same seed gives the same plan (default: 1)')
  .option('--iterations <n>', 'iterations of each thread')
  .option('--json <file>', 'write the plan to a file, - for standard output')
  .option('--html <file>', 'write a chart of the plan here')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (file, flags) => (await import('./commands/schedule.ts')).scheduleSolveCommand(file, flags));

schedule
  .command('check <file> <plan>')
  .description('compute a plan again, and say what is wrong with it')
  .option('--format <name>', 'jobshop, fjsp or flowshop (default: told by the file)')
  .option('--json', 'for machines')
  .option('--lang <locale>', 'en or zh-CN')
  .action(async (file, plan, flags) =>
    (await import('./commands/schedule.ts')).scheduleCheckCommand(file, plan, flags),
  );

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
