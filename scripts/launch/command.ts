import { giveUp } from '../bootstrap/progress.mjs';
import type { Listener } from './launch.js';
import type { Run } from './run.js';

/** What a command that runs servers is told, and may ask for. */
export interface Control extends Listener {
  /** Ends everything and then this process, as Ctrl-C does. */
  stop: () => void;
  /** To be done first when everything is asked to stop. */
  beforeStop: (work: () => Promise<void>) => void;
}

/**
 * Frames a command that starts servers: Ctrl-C, a signal, or the end of the process that started us stop all of them in
 * order, and whatever goes wrong, nothing is left running.
 */
export async function command(work: (control: Control) => Promise<void>): Promise<void> {
  let run: Run | undefined;
  let asked = false;
  let first: () => Promise<void> = () => Promise.resolve();

  const stop = async (): Promise<void> => {
    if (asked) return;
    asked = true;
    await first();
    console.log('\nStopping; this takes some seconds');
    await run?.stop();
    console.log('✓ Everything has stopped');
    process.exit(0);
  };
  // Once asked to stop, a failure is only its consequence.
  const fail = async (error: unknown): Promise<void> => {
    if (asked) return;
    asked = true;
    await first();
    await run?.stop();
    giveUp(error);
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop());
  }
  // The pipe from the process that started us: it ends when that process does.
  process.stdin.on('end', () => void stop()).resume();

  try {
    await work({
      begun: (begun) => {
        run = begun;
      },
      broken: (error) => void fail(error),
      stop: () => void stop(),
      beforeStop: (before) => {
        first = before;
      },
    });
  } catch (error) {
    await fail(error);
  }
}
