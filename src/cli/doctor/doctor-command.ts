import { Command } from 'commander';

import { doctor } from './doctor.js';

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything an installation stands on and say what to do')
    .action(async () => {
      const well = await doctor((line) => console.log(line));
      if (!well) process.exitCode = 1;
    });
