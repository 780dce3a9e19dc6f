import { milliseconds } from '../duration.js';
import { edgesOf } from '../edges.js';
import type { JourneyDocument, StepDocument } from '../schema/journey.js';

/** A way from one step to another, with the least and the most time that passes before it is taken, in ms. */
export interface Way {
  to: number | 'end';
  least: number;
  most: number;
}

/** The steps of a journey as a graph: the ways out of each step, looked up once. Every name in it exists. */
export type Graph = readonly (readonly Way[])[];

const graphs = new WeakMap<JourneyDocument, Graph>();

export function graphOf(journey: JourneyDocument): Graph {
  let graph = graphs.get(journey);
  if (graph === undefined) graphs.set(journey, (graph = makeGraph(journey)));
  return graph;
}

function makeGraph(journey: JourneyDocument): Graph {
  return journey.steps.map((step, index) => {
    const edges = edgesOf(journey, index);
    return edges.flatMap((to, place) => {
      const time = timeOf(step, place === edges.length - 1);
      return time === undefined ? [] : { to, ...time };
    });
  });
}

type Time = Pick<Way, 'least' | 'most'>;

/** What passes before an edge is taken; nothing where it never is. The last edge of a wait is that of its time-out. */
function timeOf({ wait }: StepDocument, last: boolean): Time | undefined {
  if (wait === undefined) return { least: 0, most: 0 };
  if (typeof wait === 'string') return exactly(milliseconds(wait));
  // One that counts from a moment in the past may be over at once.
  if ('time' in wait) return { least: 0, most: 0 };
  if (!('for' in wait)) return { least: 0, most: Infinity };
  const limit = wait.timeout === undefined ? Infinity : milliseconds(wait.timeout);
  if (!last) return { least: 0, most: limit };
  return limit === Infinity ? undefined : exactly(limit);
}

const exactly = (ms: number): Time => ({ least: ms, most: ms });

/** Every step that can be reached from one; that one itself only if a way leads back to it. */
export function reachableFrom(graph: Graph, start: number): Set<number> {
  const seen = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    for (const { to } of graph[index] ?? []) {
      if (to === 'end' || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

/** The least time after which each step can be reached, in ms; a step that is missing is never reached. */
export function soonest(graph: Graph): Map<number, number> {
  const times = new Map<number, number>([[0, 0]]);
  const open = [0];
  for (let index = open.shift(); index !== undefined; index = open.shift()) {
    const now = times.get(index) ?? 0;
    for (const { to, least } of graph[index] ?? []) {
      if (to === 'end' || (times.get(to) ?? Infinity) <= now + least) continue;
      times.set(to, now + least);
      open.push(to);
    }
  }
  return times;
}
