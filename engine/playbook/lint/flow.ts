import { edgesOf } from '../edges.js';
import type { Path } from '../problem.js';
import type { JourneyDocument } from '../schema/journey.js';
import type { Report } from './report.js';

/** Every step can be reached, and every circle passes a wait: else one input would turn in it for ever. */
export function lintFlow(journey: JourneyDocument, path: Path, report: Report): void {
  const at = (index: number): Path => [...path, 'steps', index];
  const reached = reachable(journey);
  journey.steps.forEach(({ id }, index) => {
    if (!reached.has(index)) report.warn(at(index), 'unreachable', `nothing leads to step "${id}"`);
  });
  const circle = journey.steps.findIndex((_, index) => returnsWithoutWait(journey, index));
  if (circle !== -1) {
    const message = `step "${journey.steps[circle]?.id}" comes back to itself without a wait`;
    report.problem(
      at(circle),
      'endless',
      message,
      'put a wait of at least a minute into the circle',
    );
  }
}

function reachable(journey: JourneyDocument): Set<number> {
  const seen = new Set<number>();
  const open = [0];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    for (const edge of edgesOf(journey, index)) if (edge !== 'end') open.push(edge);
  }
  return seen;
}

function returnsWithoutWait(journey: JourneyDocument, start: number): boolean {
  const seen = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (waits(journey, index)) continue;
    for (const edge of edgesOf(journey, index)) {
      if (edge === start) return true;
      if (edge !== 'end' && !seen.has(edge)) open.push(edge);
      if (edge !== 'end') seen.add(edge);
    }
  }
  return false;
}

/** A wait with a way around it in no time (`0m`) is none. */
function waits(journey: JourneyDocument, index: number): boolean {
  const wait = journey.steps[index]?.wait;
  if (wait !== undefined && typeof wait === 'object' && 'until' in wait) return true;
  const time = typeof wait === 'string' ? wait : wait?.timeout;
  return wait !== undefined && (time === undefined || !/^0+[smhd]$/.test(time));
}
