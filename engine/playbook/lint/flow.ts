import { milliseconds } from '../duration.js';
import type { Path } from '../problem.js';
import type { JourneyDocument } from '../schema/journey.js';
import { graphOf, soonest, type Graph } from './graph.js';
import { lintMissingEdges } from './missing-edges.js';
import type { Report } from './report.js';

/** What turns in a circle takes this long at least: less would wake a lead without end, and hardly be meant. */
const LEAST_CIRCLE = 60_000;

/** Every step can be reached, and every circle passes waits: else a lead would turn in it for ever. */
export function lintFlow(journey: JourneyDocument, path: Path, report: Report): void {
  const graph = graphOf(journey);
  lintReach(journey, graph, [...path, 'steps'], report);
  lintCircle(journey, graph, [...path, 'steps'], report);
  lintMissingEdges(journey, path, report);
}

function lintReach(journey: JourneyDocument, graph: Graph, path: Path, report: Report): void {
  const reached = soonest(graph);
  const { maxAge, deadline } = journey;
  const ends = [maxAge, deadline].flatMap((time) => (time === undefined ? [] : milliseconds(time)));
  const end = Math.min(...ends);
  journey.steps.forEach(({ id }, index) => {
    const after = reached.get(index);
    if (after === undefined) {
      report.warn([...path, index], 'unreachable', `nothing leads to step \`${id}\``);
    } else if (after >= end) {
      const limit =
        ends[0] === end && maxAge !== undefined ? `maxAge ${maxAge}` : `deadline ${deadline}`;
      const message = `step \`${id}\` comes too late: ${limit} has ended the journey by then`;
      report.warn([...path, index], 'unreachable', message, 'shorter waits, or a longer limit');
    }
  });
}

function lintCircle(journey: JourneyDocument, graph: Graph, path: Path, report: Report): void {
  for (const [index, { id }] of journey.steps.entries()) {
    const time = wayBack(graph, index);
    if (time === undefined) continue;
    report.problem(
      [...path, index],
      'endless',
      `step \`${id}\` comes back to itself ${time === 0 ? 'without a wait' : `within ${time / 1_000} s`}`,
      'put a wait of at least a minute into the circle',
    );
    return;
  }
}

/**
 * How soon a lead can be back at a step by time alone, ms; nothing where that takes a minute, or where no
 * way leads back. What waits for something to happen turns as often as it happens, and counts as its time-out.
 */
function wayBack(graph: Graph, start: number): number | undefined {
  const times = new Map<number, number>();
  const open = [start];
  for (let index = open.shift(); index !== undefined; index = open.shift()) {
    const now = times.get(index) ?? 0;
    for (const { to, most } of graph[index] ?? []) {
      const then = now + most;
      if (to === 'end' || then >= (times.get(to) ?? LEAST_CIRCLE)) continue;
      times.set(to, then);
      if (to !== start) open.push(to);
    }
  }
  return times.get(start);
}
