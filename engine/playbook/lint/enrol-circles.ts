import type { AuthoredPlaybook } from '../document.js';
import { milliseconds } from '../duration.js';
import type { JourneyDocument } from '../schema/journey.js';
import { graphOf } from './graph.js';
import type { Report } from './report.js';

interface Passage {
  to: string;
  /** The step that enrols. */
  step: number;
}

/**
 * Journeys that put a lead into each other and back without a wait. Only those that may restart can turn so; the engine
 * stops them after one round, which is hardly what was meant.
 */
export function lintEnrolCircles({ journeys = {} }: AuthoredPlaybook, report: Report): void {
  const passages = new Map(
    Object.entries(journeys).map(([id, journey]) => [id, passagesOf(journey, journeys)]),
  );
  const done = new Set<string>();
  const visit = (id: string, way: readonly string[]): void => {
    for (const { to, step } of passages.get(id) ?? []) {
      const start = way.indexOf(to);
      if (start >= 0) tell(report, id, step, [...way.slice(start), to]);
      else if (!done.has(to)) visit(to, [...way, to]);
    }
    done.add(id);
  };
  for (const id of Object.keys(journeys)) if (!done.has(id)) visit(id, [id]);
}

function tell(report: Report, journey: string, step: number, circle: readonly string[]): void {
  report.problem(
    ['journeys', journey, 'steps', step, 'enrol'],
    'endless',
    `journeys that enrol each other without a wait: ${circle.join(' → ')}`,
    'put a wait of at least a minute into the circle',
  );
}

/** The journeys into which a lead may come in the moment in which it enters this one. */
function passagesOf(
  journey: JourneyDocument,
  all: { [id: string]: JourneyDocument },
): readonly Passage[] {
  return [...stepsAtOnce(journey)].flatMap((step) => {
    const to = journey.steps[step]?.enrol;
    return to !== undefined && mayReturnAtOnce(all[to]) ? [{ to, step }] : [];
  });
}

function mayReturnAtOnce({ reentry }: Pick<JourneyDocument, 'reentry'> = {}): boolean {
  return typeof reentry === 'object' ? milliseconds(reentry.atLeast) === 0 : reentry === 'restart';
}

function stepsAtOnce(journey: JourneyDocument): Set<number> {
  const graph = graphOf(journey);
  const seen = new Set([0]);
  for (const index of seen) {
    for (const { to, most } of graph[index] ?? []) if (to !== 'end' && most === 0) seen.add(to);
  }
  return seen;
}
