import { milliseconds } from '../duration.js';
import type { Path } from '../problem.js';
import type { JourneyDocument } from '../schema/journey.js';
import { graphOf, soonest, type Graph } from './graph.js';
import { lintMissingEdges } from './missing-edges.js';
import type { Report } from './report.js';

/** Every step can be reached, and every circle passes a wait: else one input would turn in it for ever. */
export function lintFlow(journey: JourneyDocument, path: Path, report: Report): void {
  const graph = graphOf(journey);
  lintReach(journey, graph, [...path, 'steps'], report);
  const circle = stepThatReturns(graph);
  if (circle !== undefined) {
    report.problem(
      [...path, 'steps', circle],
      'endless',
      `step \`${journey.steps[circle]?.id}\` comes back to itself without a wait`,
      'put a wait of at least a minute into the circle',
    );
  }
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

/** A step on a circle of ways that take no time at all, found in one walk over the graph. */
function stepThatReturns(graph: Graph): number | undefined {
  const seen = new Map<number, 'open' | 'done'>();
  const visit = (index: number): number | undefined => {
    seen.set(index, 'open');
    for (const { to, most } of graph[index] ?? []) {
      if (to === 'end' || most > 0 || seen.get(to) === 'done') continue;
      const found = seen.get(to) === 'open' ? to : visit(to);
      if (found !== undefined) return found;
    }
    seen.set(index, 'done');
    return undefined;
  };
  for (const index of graph.keys()) {
    const found = seen.has(index) ? undefined : visit(index);
    if (found !== undefined) return found;
  }
  return undefined;
}
