import type { Document } from '../document.js';
import { milliseconds } from '../duration.js';
import type { Journey } from '../playbook.js';
import type { JourneyDocument } from '../schema/journey.js';
import { compileCondition } from './conditions.js';
import { localised } from './facts.js';
import { compileSteps, type Setting } from './steps.js';
import { compileEnter } from './triggers.js';

/** Highest priority first; those of equal priority stay in the order they were written. */
export function compileJourneys(setting: Setting): Journey[] {
  const journeys = setting.document.journeys.map((journey) => journeyOf(journey, setting));
  return journeys.toSorted((a, b) => b.priority - a.priority);
}

function journeyOf(journey: Document['journeys'][number], setting: Setting): Journey {
  const { context } = setting;
  const {
    id,
    title,
    priority = 50,
    group,
    enter,
    reentry = 'never',
    goal,
    exit,
    maxAge,
    deadline,
  } = journey;
  return {
    id,
    ...(title === undefined ? {} : { title: localised(title, setting.document) }),
    priority,
    ...(group === undefined ? {} : { group }),
    ...compileEnter(enter, context),
    ...(enter.key === undefined ? {} : { key: enter.key }),
    reentry: reentryOf(reentry),
    ...(goal ? { goal: compileCondition(goal, 'event', context) } : {}),
    ...(exit ? { exit: compileCondition(exit, 'event', context) } : {}),
    ...(maxAge === undefined ? {} : { maxAge: milliseconds(maxAge) }),
    ...(deadline === undefined ? {} : { deadline: milliseconds(deadline) }),
    steps: compileSteps(journey.steps, setting),
  };
}

function reentryOf(reentry: NonNullable<JourneyDocument['reentry']>): Journey['reentry'] {
  if (typeof reentry === 'object') {
    return { may: 'after-exit', atLeast: milliseconds(reentry.atLeast) };
  }
  return { may: reentry };
}
