/** `npm start`, second half, on Node 24 with everything installed. Started by `scripts/start.mjs`. */
import { homeOf } from '../bootstrap/preflight.mjs';
import { giveUp } from '../bootstrap/progress.mjs';
import { launch } from './launch.js';
import type { Run } from './run.js';

let run: Run | undefined;
let asked = false;

async function stop(): Promise<void> {
  if (asked) return;
  asked = true;
  console.log('\nStopping; this takes some seconds');
  await run?.stop();
  console.log('✓ Everything has stopped');
  process.exit(0);
}

/** Whatever goes wrong, nothing is left running. Once asked to stop, a failure is only its consequence. */
async function fail(error: unknown): Promise<void> {
  if (asked) return;
  asked = true;
  await run?.stop();
  giveUp(error);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop());
}
// The pipe from the process that started us: it ends when that process does.
process.stdin.on('end', () => void stop()).resume();

try {
  await launch(homeOf(process.env), {
    begun: (begun) => {
      run = begun;
    },
    broken: (error) => void fail(error),
  });
} catch (error) {
  await fail(error);
}
