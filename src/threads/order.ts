import type { Answer } from '../../engine/simulate/what-if.js';
import type { Preview } from '../playbooks/preview/preview.js';
import type { AskedPreview } from '../playbooks/preview/asked-preview.js';
import type { AskedLife, OneLife } from '../simulations/live-in-record.js';
import type { SimulationProgress } from '../simulations/simulate-record.js';
import type { AskedSimulation } from '../simulations/simulation-store.js';
import type { PlainError } from './plain-error.js';

/** What a thread can be asked for, and what it answers; all of it is copied on the way. */
export interface Work {
  simulate: { asked: AskedSimulation; answer: Answer };
  live: { asked: AskedLife; answer: OneLife };
  preview: { asked: AskedPreview; answer: Preview };
}

export type Kind = keyof Work;

/** One piece of work. */
export type Order = { [K in Kind]: { kind: K; asked: Work[K]['asked'] } }[Kind];

/** What a thread needs to do it. */
export interface ThreadData {
  order: Order;
  databaseUrl: string;
  masterKey: Uint8Array;
}

/** What a thread says; after `done` and `failed` it ends by itself. `answer` is what it would be by then. */
export type Word<A = unknown> =
  | { said: 'progress'; progress: SimulationProgress; answer: A }
  | { said: 'broken'; lead: string; error: PlainError }
  | { said: 'done'; answer: A }
  | { said: 'failed'; error: PlainError };

/** What it is told, at most: to end with what it has. */
export const STOP = 'stop';
