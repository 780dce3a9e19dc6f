import type { Condition, Test } from '../playbook/condition.js';
import type { Journey, Playbook } from '../playbook/playbook.js';

/**
 * Whole scores at which a tier begins, or a condition that is tested all the time (exits, goals, waits, stages, rules)
 * turns, ascending. Fading points that take the score under one of them wake the lead.
 */
export function thresholdsOf(playbook: Playbook): number[] {
  const conditions = [
    ...playbook.scoring.rules.flatMap(({ when }) => when ?? []),
    ...playbook.stages.flatMap(({ when }) => (when === 'captured' ? [] : [when])),
    ...playbook.journeys.flatMap(conditionsOf),
  ];
  const found = [
    ...playbook.tiers.map(({ from }) => Math.ceil(from)),
    ...conditions.flatMap(scoresIn),
  ];
  return [...new Set(found)].toSorted((a, b) => a - b);
}

function conditionsOf({ goal, exit, steps }: Journey): Condition[] {
  const waits = steps.flatMap((step) =>
    step.do === 'await' ? step.for.map(({ condition }) => condition) : [],
  );
  return [...(goal ? [goal] : []), ...(exit ? [exit] : []), ...waits];
}

function scoresIn(condition: Condition): number[] {
  switch (condition.is) {
    case 'all':
    case 'any':
      return condition.of.flatMap(scoresIn);
    case 'not':
      return scoresIn(condition.of);
    case 'score':
      return condition.tests.flatMap(turningPoints);
    default:
      return [];
  }
}

/** Scores are whole: a test on 10 turns at 10 or at 11. */
function turningPoints(test: Test): number[] {
  const values = 'values' in test ? test.values : 'value' in test ? [test.value] : [];
  return values.flatMap((value) => {
    const score = Number(value);
    return Number.isFinite(score) ? [Math.ceil(score), Math.floor(score) + 1] : [];
  });
}
