import { access, constants } from 'node:fs/promises';

import { readSettings, type Settings } from '../../config/settings.js';
import { Sealer } from '../../crypto/sealer.js';
import { openDatabase } from '../../database/database.js';
import { bad, good, runChecks, type Check } from './check.js';
import { recordChecks } from './record-checks.js';
import { temporalChecks } from './temporal-checks.js';

/** Looks at everything an installation stands on and says what to do; exits with 1 where not all is well. */
export async function doctor(): Promise<void> {
  const well = await examine((line) => console.log(line));
  if (!well) process.exitCode = 1;
}

async function examine(tell: (line: string) => void): Promise<boolean> {
  const read = readSettings(process.env);
  if (!('settings' in read)) {
    const todo = 'Start everything with `npm start`, or set them as docs/operations.md says.';
    const settings = bad(read.problems.join('; '), todo);
    return runChecks(
      [nodeCheck, { name: 'Settings', look: () => Promise.resolve(settings) }],
      tell,
    );
  }
  const { settings } = read;
  const database = await openDatabase({ url: settings.database.url, poolSize: 2, name: 'doctor' });
  try {
    const sealer = new Sealer(settings.masterKey);
    return await runChecks(
      [
        nodeCheck,
        { name: 'Settings', look: () => Promise.resolve(good(settings.environment)) },
        { name: 'State folder', look: () => folder(settings) },
        { name: 'API', look: () => api(settings) },
        ...recordChecks(database.db, sealer),
        ...temporalChecks(settings),
      ],
      tell,
    );
  } finally {
    await database.close();
  }
}

const nodeCheck: Check = {
  name: 'Node',
  look: () => {
    const { node } = process.versions;
    const fits = Number(node.split('.')[0]) >= 24;
    return Promise.resolve(fits ? good(node) : bad(node, 'Run it as `npx leadloom doctor`.'));
  },
};

async function folder({ home }: Settings) {
  try {
    await access(home, constants.R_OK | constants.W_OK);
    return good(home);
  } catch {
    return bad(`${home} cannot be written`, 'Create it, or set LEADLOOM_HOME.');
  }
}

async function api({ port }: Settings) {
  const url = `http://localhost:${port}/readyz`;
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return ok ? good(`ready on port ${port}`) : bad(`answers ${status}`, `See ${url}.`);
  } catch {
    return bad(`nobody answers on port ${port}`, 'Start it: `npm run start:api`.');
  }
}
