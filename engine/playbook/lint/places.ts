import type { AuthoredPlaybook } from '../document.js';
import type { Path } from '../problem.js';
import type { ConditionDocument } from '../schema/condition.js';
import type { JourneyDocument, StepDocument } from '../schema/journey.js';

/** A whole condition of a playbook, with where it stands. */
export interface ConditionPlace {
  condition: ConditionDocument;
  path: Path;
  /** `news`: tested against the very input (exits, goals, waits, stages); `state`: against how the lead stands. */
  looksAt: 'news' | 'state';
  /** Id of the journey around it. */
  journey?: string;
}

/** Every condition of a playbook, once. The parts of a condition are not told one by one. */
export function conditionPlaces(playbook: AuthoredPlaybook): ConditionPlace[] {
  const rules = (playbook.scoring?.rules ?? []).map(({ when }, index) =>
    at(when, ['scoring', 'rules', index, 'when'], 'state'),
  );
  const stages = Object.entries(playbook.stages ?? {}).map(([id, { when }]) =>
    at(when === 'captured' ? undefined : when, ['stages', id, 'when'], 'news'),
  );
  const caps = (playbook.policies?.caps ?? []).map((cap, index) =>
    at(cap.while, ['policies', 'caps', index, 'while'], 'state'),
  );
  const journeys = Object.entries(playbook.journeys ?? {}).flatMap(([id, journey]) =>
    journeyPlaces(journey, ['journeys', id]).map((place) => Object.assign(place, { journey: id })),
  );
  return [...rules.flat(), ...stages.flat(), ...caps.flat(), ...journeys];
}

function journeyPlaces(
  { enter, goal, exit, steps }: JourneyDocument,
  path: Path,
): ConditionPlace[] {
  const triggers = enter.any ?? [enter];
  const becoming = triggers.flatMap(({ becomesTrue }, index) =>
    at(
      becomesTrue,
      [...path, 'enter', ...(enter.any ? ['any', index] : []), 'becomesTrue'],
      'state',
    ),
  );
  return [
    ...becoming,
    ...at(enter.where, [...path, 'enter', 'where'], 'state'),
    ...at(goal, [...path, 'goal'], 'news'),
    ...at(exit, [...path, 'exit'], 'news'),
    ...steps.flatMap((step, index) => stepPlaces(step, [...path, 'steps', index])),
  ];
}

function stepPlaces({ branch = [], wait }: StepDocument, path: Path): ConditionPlace[] {
  const cases = branch.flatMap(({ when }, index) =>
    at(when, [...path, 'branch', index, 'when'], 'state'),
  );
  if (typeof wait !== 'object' || !('for' in wait)) return cases;
  if (!Array.isArray(wait.for)) return at(wait.for, [...path, 'wait', 'for'], 'news');
  return wait.for.flatMap(({ when }, index) =>
    at(when, [...path, 'wait', 'for', index, 'when'], 'news'),
  );
}

function at(
  condition: ConditionDocument | undefined,
  path: Path,
  looksAt: ConditionPlace['looksAt'],
): ConditionPlace[] {
  return condition === undefined ? [] : [{ condition, path, looksAt }];
}
