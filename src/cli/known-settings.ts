import { readSettings, type Settings } from '../config/settings.js';
import { CommandFailed } from './command-failed.js';

/** The settings of this installation: the environment, over what a running `npm start` leaves in LEADLOOM_HOME. */
export function settingsOrFail(): Settings {
  const read = readSettings(process.env);
  if ('settings' in read) return read.settings;
  throw new CommandFailed(
    [
      'The servers are not known. Start them with `npm start`, or set:',
      ...read.problems.map((problem) => `  - ${problem}`),
    ].join('\n'),
  );
}
