/**
 * Where a test kills this process for real: `LEADLOOM_FAULT=after-advance-commit:kill` dies the first time the point is
 * reached, `…:kill:3` the third time. Not read in production.
 */
export type FaultPoint =
  | 'before-advance-commit'
  | 'after-advance-commit'
  | 'before-provider-call'
  | 'after-provider-call'
  | 'after-outcome-commit'
  | 'before-intake-commit'
  | 'after-intake-commit'
  | 'after-ring-signal'
  | 'after-job-page-commit';

interface Fault {
  point: string;
  left: number;
}

function armed(env: NodeJS.ProcessEnv): Fault | undefined {
  const [point, action, times = '1'] = env['LEADLOOM_FAULT']?.split(':') ?? [];
  const production = (env['LEADLOOM_ENV'] ?? env['NODE_ENV']) === 'production';
  if (point === undefined || action !== 'kill' || production) return undefined;
  return { point, left: Number(times) };
}

const fault = armed(process.env);

/** Does nothing, except in a fault test that named this point: there the process is gone, as with a power cut. */
export function faultPoint(point: FaultPoint): void {
  if (fault?.point !== point) return;
  fault.left -= 1;
  if (fault.left <= 0) process.kill(process.pid, 'SIGKILL');
}
