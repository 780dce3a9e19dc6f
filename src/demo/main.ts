/** The story of `npm run demo`, on a product that runs already. Started by `scripts/demo/main.ts`. */
import { join, relative } from 'node:path';

import { scaledClock } from '../config/clock.js';
import { requireSettings } from '../config/settings.js';
import { Sealer } from '../crypto/sealer.js';
import { openDatabase } from '../database/database.js';
import { Outbox } from '../delivery/providers/outbox.js';
import { LinkTokens } from '../tracking/link-token.js';
import { play } from './play.js';
import { summaryOf } from './summary.js';
import { liveDisplay, plainDisplay } from './terminal.js';
import { Website } from './website.js';

const temporalUi = process.argv[2] ?? '';
const settings = requireSettings();
const { clockOrigin, adminKey = '', writeKey = '', home, publicUrl } = settings;
if (!clockOrigin) throw new Error('the demo needs a scaled clock');

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopped.abort());
}
// The pipe from the process that started us: it ends when that process does.
process.stdin.on('end', () => stopped.abort()).resume();
process.stdin.unref();

const clock = scaledClock(settings.timeScale, clockOrigin);
const database = await openDatabase({ ...settings.database, name: 'leadloom-demo' });
const sealer = new Sealer(settings.masterKey);
const website = new Website({
  api: publicUrl,
  writeKey,
  adminKey,
  outbox: new Outbox(join(home, 'outbox'), () => clock.now()),
  tokens: new LinkTokens((kind, value) => sealer.index(kind, value)),
});

const display = process.stdout.isTTY ? liveDisplay(process.stdout) : plainDisplay(process.stdout);
const began = Math.max(Date.now(), clockOrigin.real);
try {
  const { log, standing, example } = await play({
    db: database.db,
    clock,
    website,
    display,
    start: clockOrigin.engine,
    footer: [
      `Workflows: ${temporalUi}   Messages: ${publicUrl}/dev/outbox   Ctrl-C stops everything`,
    ],
    stopped: stopped.signal,
  });
  display.close();
  if (!stopped.signal.aborted) {
    const { skipped, firstHandOver } = log;
    const secondsToHandOver =
      firstHandOver === undefined
        ? undefined
        : clock.real(firstHandOver - clockOrigin.engine) / 1000;
    const seconds = (Date.now() - began) / 1000;
    const places = { api: publicUrl, temporalUi, home: relative('', home) };
    console.log(summaryOf({ standing, skipped, seconds, secondsToHandOver, example, ...places }));
    if (process.stdout.isTTY) console.log('All of it still runs. Ctrl-C stops it.');
  }
} catch (error) {
  display.close();
  console.error(error);
  process.exitCode = 1;
} finally {
  await database.close();
}
