/**
 * One server on a leash: this small process starts it, and ends it when its channel to the launcher closes. The other
 * end belongs to the launcher alone, so the server never outlives it, not even when it is killed with SIGKILL. It runs by itself (`node leash.ts '{…}'`), in a session of its own, out of the reach of the terminal's Ctrl-C: the
 * order in which servers stop is the launcher's to choose.
 */
import { spawn } from 'node:child_process';

/** What the launcher hands over, as JSON in the first argument. Nothing secret: arguments are visible to all. */
export interface LeashOrder {
  name: string;
  /** The run's state folder: by it a later start knows a leftover as its own. */
  home: string;
  command: string;
  args: string[];
  /** How this server is asked to stop. */
  signal: 'SIGINT' | 'SIGTERM';
  /** Then, after this many ms, it is killed. */
  graceMs: number;
}

function hold(order: LeashOrder): void {
  const child = spawn(order.command, order.args, { stdio: ['ignore', 'inherit', 'inherit'] });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    child.kill(order.signal);
    setTimeout(() => child.kill('SIGKILL'), order.graceMs).unref();
  };
  process.once('disconnect', stop);
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  child.once('spawn', () => {
    // Told for the record alone: a launcher that has gone meanwhile is noticed by `disconnect`.
    process.send?.({ server: child.pid }, () => undefined);
  });
  child.once('error', (error) => {
    console.error(`${order.name} could not be started: ${error.message}`);
    process.exit(127);
  });
  child.once('exit', (code, signal) => {
    if (!stopping) console.error(`${order.name} ended by itself (${signal ?? `code ${code}`})`);
    process.exit(code ?? (stopping ? 0 : 1));
  });
}

// The launcher may be gone before this line is reached, and then nothing would ever tell.
if (process.connected) hold(JSON.parse(process.argv[2] ?? '') as LeashOrder);
