import { Command } from 'commander';

import { doctorCommand } from './doctor/doctor-command.js';
import { explainCommand } from './explain-command.js';
import { importCommand } from './import-command.js';
import { playbookCommand } from './playbook-command.js';
import { CommandFailed } from './record.js';
import { replayCommand } from './replay/replay-command.js';
import { tailCommand } from './tail/tail-command.js';

const program = new Command('leadloom')
  .description('Leads, their journeys and their reasons, from the terminal.')
  .addHelpText(
    'after',
    '\nThe servers are those of the environment (DATABASE_URL, TEMPORAL_ADDRESS, ...), else of the running `npm start`.',
  )
  .showSuggestionAfterError()
  .addCommand(tailCommand())
  .addCommand(importCommand())
  .addCommand(playbookCommand())
  .addCommand(explainCommand())
  .addCommand(replayCommand())
  .addCommand(doctorCommand());

try {
  await program.parseAsync();
} catch (error) {
  // What a person can put right is a sentence; everything else is ours, and shows where it happened.
  const expected = error instanceof CommandFailed;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
}
