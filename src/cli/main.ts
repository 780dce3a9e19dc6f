import { Command } from 'commander';

import { CommandFailed } from './command-failed.js';

const SERVERS = `
The servers are those of the environment (DATABASE_URL, TEMPORAL_ADDRESS, ...), else of the running \`npm start\`.`;

const program = new Command('leadloom')
  .description('Leads, their journeys and their reasons, from the terminal.')
  .addHelpText('after', SERVERS)
  .showSuggestionAfterError();

// Each command loads its own code alone: an import needs no database driver, and nobody waits for Temporal's worker.

program
  .command('tail')
  .description('show what comes in, as it comes, with a word for misspelt events')
  .action(async () => (await import('./tail/tail.js')).tail());

program
  .command('import')
  .description('take the leads of a CSV file in, once each however often it is run')
  .argument('<file.csv>', 'UTF-8, GBK or UTF-16, with a header line')
  .requiredOption('--map <map.yaml>', 'how its columns become leads and events')
  .option('--live', 'as news: enters journeys and sends messages; otherwise it is history')
  .option('--dry-run', 'read the whole file and send nothing')
  .option('--half', 'judge only the half of the rows that the rules were not tuned on')
  .option('--url <url>', 'where the API is; otherwise that of the settings')
  .option('--key <key>', 'admin key; otherwise that of the settings')
  .option('--rejected <file>', 'where rejected rows are listed; otherwise beside the file')
  .option('--patience <seconds>', 'how long to wait for decisions that do not come', '120')
  .action(async (file, options) => (await import('./import-leads.js')).importLeads(file, options));

program
  .command('explain')
  .description('say why a lead has or has not moved')
  .argument('<lead>', 'id of a lead')
  .option('--journey <journey>', 'of one journey alone')
  .option('--at <time>', 'as it stood then, e.g. 2026-11-30T09:00:00+08:00')
  .option('--language <language>', 'zh-CN or en; otherwise that of the terminal')
  .action(async (lead, options) => (await import('./explain.js')).explain(lead, options));

program
  .command('replay')
  .description("walk a lead's decisions again and show where today's engine would differ")
  .argument('<lead|history.json>', 'id of a lead, or a history file of Temporal')
  .option('--check', 'exit with 1 where today would differ')
  .action(async (what, options) => (await import('./replay/replay.js')).replay(what, options));

program
  .command('release')
  .description('let parked leads go on at the input that broke them, once that is mended')
  .argument('[lead...]', 'ids of leads')
  .option('--all', 'every lead that is parked now')
  .action(async (leads, options) => (await import('./release.js')).release(leads, options));

program
  .command('recompute')
  .description('derive the score of every lead of a playbook anew, or say what that would do')
  .argument('<playbook>', 'name of a playbook')
  .option('--dry-run', 'say who would change tier and what would be held; change nothing')
  .option('--confirm <recompute>', 'let happen what that recompute holds back')
  .option('--dismiss <recompute>', 'let it never happen')
  .option('--trigger <trigger...>', 'of these triggers alone, such as tier:A')
  .action(async (name, options) => (await import('./recompute.js')).recompute(name, options));

program
  .command('simulate')
  .description('say what a playbook would have done, over the record or a file of events')
  .argument(
    '<playbook.yaml>',
    'or its folder; lists of holidays are read from calendars/ beside it',
  )
  .requiredOption('--history <record|file>', 'the record, or events as NDJSON or CSV')
  .option('--map <map.yaml>', 'how the columns of a CSV file become leads and events')
  .option('--since <time>', 'of leads that came in at or after it')
  .option('--until <time>', 'up to it; otherwise now, or 30 days after the last event of a file')
  .option(
    '--baseline <version>',
    'against this version, `live`, or a YAML file or folder; not what happened',
  )
  .option('--outcome <event...>', 'what counts as success; otherwise order_placed and feedback:won')
  .option('--json', 'for programs')
  .action(async (file, options) =>
    (await import('./simulate/simulate.js')).simulate(file, options),
  );

const playbook = program.command('playbook').description('check, compare and publish playbooks');
const FOLDER =
  'a folder with NAME.yaml, templates/ID/LOCALE.mjml|txt, calendars/ID.yaml, or that YAML';

playbook
  .command('lint')
  .description('say everything that is wrong with a playbook and its templates, by line')
  .argument('<folder>', FOLDER)
  .option('--record', 'ask the record, too, which of its events nobody sent for 30 days')
  .action(async (folder, options) => (await import('./playbook/apply.js')).lint(folder, options));

playbook
  .command('plan')
  .description('show what apply would change; exit code 0 nothing, 2 something, 1 it cannot')
  .argument('<folder>', FOLDER)
  .action(async (folder) => (await import('./playbook/plan.js')).plan(folder));

playbook
  .command('diff')
  .description('the same, with the changed lines of the templates')
  .argument('<folder>', FOLDER)
  .action(async (folder) => (await import('./playbook/plan.js')).diff(folder));

playbook
  .command('apply')
  .description('publish a playbook as its next version; the same content again changes nothing')
  .argument('<folder>', FOLDER)
  .option(
    '--source <repo@commit>',
    'where in Git it comes from, for the record and for `lock: git`',
  )
  .option('--expect <version>', 'only if that is still the newest, as `plan` says; 0 for none')
  .action(async (folder, options) => (await import('./playbook/apply.js')).apply(folder, options));

playbook
  .command('pull')
  .description('write the newest version of a playbook into a folder')
  .argument('<folder>')
  .option('--playbook <name>', 'which; otherwise that of the folder, else the default one')
  .action(async (folder, options) => (await import('./playbook/pull.js')).pull(folder, options));

const insideOptions = (command: Command): Command =>
  command
    .option('--inside <pin|migrate|exit>', 'what becomes of leads inside; otherwise pin')
    .option('--journey <journey=migrate>', 'the same for one journey', several)
    .option('--step <journey/step=step>', 'the step that stands for an old one, or end', several);
const several = (value: string, before: string[] = []): string[] => [...before, value];

insideOptions(playbook.command('preview'))
  .description('show where leads stand and where each would go; changes nothing')
  .argument('<folder>', FOLDER)
  .option('--json', 'as data')
  .action(async (file, options) => (await import('./versions.js')).preview(file, options));

insideOptions(playbook.command('rollback'))
  .description('publish the content of an older version as the next one')
  .argument('<playbook>', 'its name')
  .argument('<version>')
  .action(async (name, version, options) =>
    (await import('./versions.js')).rollBack(name, version, options),
  );

playbook
  .command('versions')
  .description('every version: who published it, when, and how many follow it')
  .argument('<playbook>', 'its name')
  .action(async (name) => (await import('./versions.js')).versions(name));

playbook
  .command('retire')
  .description('end the life of a version that nobody follows')
  .argument('<playbook>', 'its name')
  .argument('<version>')
  .action(async (name, version) => (await import('./versions.js')).retire(name, version));

program
  .command('doctor')
  .description('look at everything an installation stands on and say what to do')
  .action(async () => (await import('./doctor/doctor.js')).doctor());

try {
  await program.parseAsync();
} catch (error) {
  // What a person can put right is a sentence; everything else is ours, and shows where it happened.
  console.error(error instanceof CommandFailed ? error.message : error);
  process.exitCode = 1;
}
