import type { AuthoredPlaybook } from '../document.js';
import type { Path } from '../problem.js';
import {
  TRIGGER_HEADS,
  type EnterDocument,
  type JourneyDocument,
  type TriggerDocument,
} from '../schema/journey.js';
import { lintCondition, lintEngagement, type Place } from './conditions.js';
import { lintEvent, lintProperty } from './events.js';
import { lintFlow } from './flow.js';
import type { Report } from './report.js';
import type { Scope } from './scope.js';
import { kindOf, lintStep } from './steps.js';

export function lintJourneys(playbook: AuthoredPlaybook, scope: Scope, report: Report): void {
  for (const [id, journey] of Object.entries(playbook.journeys ?? {})) {
    lintJourney(id, journey, scope, report);
  }
}

function lintJourney(id: string, journey: JourneyDocument, scope: Scope, report: Report): void {
  const path = ['journeys', id];
  const before = report.problems.length;
  const steps = new Map(journey.steps.map((step) => [step.id, kindOf(step) ?? 'exit']));
  const place: Place = { scope, report, steps, journey: id };
  lintEnter(journey.enter, [...path, 'enter'], { scope, report });
  if (journey.goal) lintCondition(journey.goal, [...path, 'goal'], place);
  if (journey.exit) lintCondition(journey.exit, [...path, 'exit'], place);
  const seen = new Set<string>();
  journey.steps.forEach((step, index) => {
    const at = [...path, 'steps', index];
    if (seen.has(step.id))
      report.problem([...at, 'id'], 'duplicate', `two steps are called \`${step.id}\``);
    if (step.id === 'end')
      report.problem([...at, 'id'], 'reserved', '"end" is where a journey ends, not a step');
    seen.add(step.id);
    lintStep(step, at, place);
  });
  if (report.problems.length === before) lintFlow(journey, path, report);
}

function lintEnter(enter: EnterDocument, path: Path, place: Place): void {
  const { any, where, key, ...own } = enter;
  const heads = [...TRIGGER_HEADS];
  const head = place.report.exactlyOne(enter, heads, path, '`enter`');
  const triggers: TriggerDocument[] = any ?? [own];
  triggers.forEach((trigger, index) => {
    const at = any ? [...path, 'any', index] : path;
    if (any) place.report.exactlyOne(trigger, heads, at, 'a trigger');
    lintTrigger(trigger, at, place);
  });
  const event = head === 'event' ? (own.event ?? 'unknown') : 'unknown';
  if (where) lintCondition(where, [...path, 'where'], { ...place, entry: event });
  if (key !== undefined) lintProperty(event, key, [...path, 'key'], place.scope, place.report);
}

function lintTrigger(trigger: TriggerDocument, path: Path, place: Place): void {
  const { scope, report } = place;
  const { event, tierEntered, mark, becomesTrue, clicked, opened, replied } = trigger;
  if (event !== undefined) lintEvent(event, {}, [...path, 'event'], scope, report);
  if (tierEntered !== undefined)
    report.known('tier', tierEntered, scope.tiers, [...path, 'tierEntered']);
  if (mark !== undefined) report.known('mark', mark, scope.marks, [...path, 'mark']);
  if (becomesTrue) lintCondition(becomesTrue, [...path, 'becomesTrue'], place);
  for (const [head, value] of Object.entries({ clicked, opened, replied })) {
    if (value !== undefined) lintEngagement(value, [...path, head], place);
  }
}
