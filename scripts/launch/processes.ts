import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The command line of a process, or undefined when there is no such process. */
function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // Both fail in one way: there is no such process.
    return undefined;
  }
}

/** Whether a process lives and is the one we mean: a number alone may have been given to another since. */
export const runs = (pid: number, marker: string): boolean =>
  commandLine(pid)?.includes(marker) ?? false;

/**
 * Ends what is left of an earlier run: asks, waits, and kills what still lives after `patienceMs`.
 * Only processes whose command line holds the marker are touched.
 */
export async function endAll(pids: number[], marker: string, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const left = (): number[] => pids.filter((pid) => runs(pid, marker));
  for (const pid of left()) process.kill(pid, 'SIGINT');
  while (left().length > 0 && Date.now() < deadline) await delay(100);
  for (const pid of left()) process.kill(pid, 'SIGKILL');
}
