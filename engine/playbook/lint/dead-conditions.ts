import type { AuthoredPlaybook } from '../document.js';
import type { StepDocument } from '../schema/journey.js';
import { graphOf, reachableFrom } from './graph.js';
import { whyNever, type Question, type World } from './never.js';
import { conditionPlaces, type ConditionPlace } from './places.js';
import type { Report } from './report.js';

/** Conditions that can never hold, and waits that therefore never end. */
export function lintDeadConditions(playbook: AuthoredPlaybook, world: World, report: Report): void {
  const dead = new Set<unknown>();
  for (const place of conditionPlaces(playbook)) {
    const why = whyNever(questionOf(place, playbook), world);
    if (why === undefined) continue;
    dead.add(place.condition);
    report.warn(place.path, 'never-holds', `this can never hold: ${why}`);
  }
  for (const [id, { steps, enter, maxAge, deadline }] of Object.entries(playbook.journeys ?? {})) {
    const bounded = maxAge !== undefined || deadline !== undefined;
    steps.forEach((step, index) => {
      if (bounded || !waitsInVain(step, dead)) return;
      const message = `step \`${step.id}\` waits for ever: what it waits for can never happen`;
      report.problem(['journeys', id, 'steps', index, 'wait'], 'never-ends', message, 'a timeout');
    });
    if (enter.tierEntered === undefined || enter.where === undefined || dead.has(enter.where))
      continue;
    const both = { all: [{ tier: enter.tierEntered }, enter.where] };
    const why = whyNever({ condition: both, looksAt: 'state' }, world);
    if (why === undefined) continue;
    const message = `nobody can enter by tier \`${enter.tierEntered}\` and pass this: ${why}`;
    report.warn(['journeys', id, 'enter', 'where'], 'never-holds', message);
  }
}

function waitsInVain({ wait }: StepDocument, dead: ReadonlySet<unknown>): boolean {
  if (typeof wait !== 'object' || !('for' in wait) || wait.timeout !== undefined) return false;
  return Array.isArray(wait.for)
    ? wait.for.every(({ when }) => dead.has(when))
    : dead.has(wait.for);
}

function questionOf(
  { condition, looksAt, journey, path }: ConditionPlace,
  { journeys }: AuthoredPlaybook,
): Question {
  const around = journey === undefined ? undefined : journeys?.[journey];
  if (around === undefined || path[2] !== 'steps') return { condition, looksAt };
  const here = Number(path[3]);
  const mayHaveSent = (step: string) => {
    const sender = around.steps.findIndex(({ id }) => id === step);
    return reachableFrom(graphOf(around), sender).has(here);
  };
  return { condition, looksAt, mayHaveSent };
}
