import { holds } from '../conditions/holds.js';
import type { JourneyIndex } from '../journeys/catalogue.js';
import { chooseWay } from '../journeys/split.js';
import type { Enrolment } from '../lead-state.js';
import type { Edge, Step } from '../playbook/playbook.js';
import type { Turn } from '../turn.js';

/** Every edge that leaves a step. */
export function waysOut(step: Step): Edge[] {
  switch (step.do) {
    case 'send':
    case 'webhook':
    case 'grant':
      return Object.values(step.edges);
    case 'await':
      return [...step.for.map(({ edge }) => edge), step.onTimeout];
    case 'branch':
      return [...step.cases.map(({ to }) => to), step.otherwise];
    case 'split':
      return step.ways.map(({ to }) => to);
    case 'exit':
      return ['end'];
    default:
      return [step.next];
  }
}

/** Where a run goes from a step that is taken away: what it would have done has not happened. */
export function successor(turn: Turn, enrolment: Enrolment, step: Step): Edge {
  switch (step.do) {
    case 'send':
      return step.edges.skipped;
    case 'await':
      return step.onTimeout;
    case 'branch':
      return step.cases.find(({ when }) => holds(when, turn, enrolment))?.to ?? step.otherwise;
    case 'webhook':
      return step.edges.sent;
    case 'grant':
      return step.edges.refused;
    case 'split':
      return chooseWay(turn.state, enrolment, step);
    case 'exit':
      return 'end';
    default:
      return step.next;
  }
}

/** Ids of the steps a run may still come to from where it stands, that step included. */
export function stepsAhead({ journey, steps }: JourneyIndex, from: string): Set<string> {
  const ahead = new Set<string>();
  const open = [steps.get(from)];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const step = journey.steps[place];
    if (step === undefined || ahead.has(step.id)) continue;
    ahead.add(step.id);
    open.push(...waysOut(step).filter((edge) => edge !== 'end'));
  }
  return ahead;
}
