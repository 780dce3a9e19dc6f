import type { Clock } from '../../activities/ports.js';

/** The engine's time is the machine's. */
export const systemClock: Clock = { now: () => Date.now(), real: (engineMs) => engineMs };

/** One moment on both clocks; every process of a deployment is given the same one. */
export interface ClockOrigin {
  /** Epoch ms of the machine. */
  real: number;
  /** Epoch ms of the engine at that moment. */
  engine: number;
}

/**
 * Engine time that runs `scale` times as fast as the machine's, from `origin`. For development and demo: 30 days in
 * minutes. Leases, retries and the sweeper's patience never use it.
 */
export function scaledClock(scale: number, origin: ClockOrigin): Clock {
  return {
    now: () => Math.floor(origin.engine + (Date.now() - origin.real) * scale),
    real: (engineMs) => engineMs / scale,
  };
}
