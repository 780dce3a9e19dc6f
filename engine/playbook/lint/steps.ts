import { own } from '../../json.js';
import { ENDS } from '../../trace.js';
import type { Path } from '../problem.js';
import {
  STEP_KINDS,
  type AssignDocument,
  type MomentDocument,
  type SendDocument,
  type StepDocument,
  type StepKind,
  type WaitDocument,
} from '../schema/journey.js';
import { unknownRoot } from '../placeholders.js';
import { valuesOf } from './events.js';
import { lintCondition, lintPurpose, type Place } from './conditions.js';
import { lintTimeZone } from './time-zone.js';
import { lintTargets } from './targets.js';

/** What a step does; nothing if it does not say, or says two things. */
export function kindOf(step: StepDocument): StepKind | undefined {
  const kinds = STEP_KINDS.filter((kind) => kind in step);
  return kinds.length === 1 ? kinds[0] : undefined;
}

export function lintStep(step: StepDocument, path: Path, place: Place): void {
  const kind = place.report.exactlyOne(step, STEP_KINDS, path, 'a step');
  if (kind === undefined) return;
  lintTargets(step, kind, path, place);
  if (step.send) lintSend(step.send, [...path, 'send'], place);
  if (step.wait !== undefined) lintWait(step.wait, [...path, 'wait'], place);
  step.branch?.forEach(({ when }, index) =>
    lintCondition(when, [...path, 'branch', index, 'when'], place),
  );
  if (step.enrol !== undefined) lintEnrol(step.enrol, [...path, 'enrol'], place);
  if (typeof step.exit === 'string') lintReason(step.exit, [...path, 'exit'], place);
  if (step.assign) lintAssign(step.assign, [...path, 'assign'], place);
  if (step.set) lintSet(step.set, [...path, 'set'], place);
  lintPlaceholders(step, path, place);
  if (step.score)
    place.report.known('dimension', step.score.dimension, place.scope.dimensions, [
      ...path,
      'score',
      'dimension',
    ]);
  if (step.promote) lintPromote(step.promote, [...path, 'promote'], place);
  if (step.grant) lintGrant(step.grant, [...path, 'grant'], place);
}

function lintSend(send: SendDocument, path: Path, place: Place): void {
  const { scope, report } = place;
  report.exactlyOne(send, ['template', 'pool'], path, 'a send');
  if (send.pool !== undefined) report.known('pool', send.pool, scope.pools, [...path, 'pool']);
  if (send.window !== undefined)
    report.known('calendar', send.window, scope.calendars, [...path, 'window']);
  if (send.purpose !== undefined) lintPurpose(send.purpose, [...path, 'purpose'], scope, report);
  send.exempt?.forEach((cap, index) =>
    report.known('cap', cap, scope.caps, [...path, 'exempt', index]),
  );
  if (send.coupon !== undefined)
    report.known('coupon', send.coupon, scope.coupons, [...path, 'coupon']);
}

/** Waiting for a state would be over at once or never told; what ends a wait is an event. */
function lintWait(wait: WaitDocument, path: Path, place: Place): void {
  if (typeof wait === 'string' || 'time' in wait) return;
  if ('until' in wait) return lintMoment(wait.until, [...path, 'until'], place);
  if (!Array.isArray(wait.for)) return lintCondition(wait.for, [...path, 'for'], place);
  wait.for.forEach(({ when }, index) =>
    lintCondition(when, [...path, 'for', index, 'when'], place),
  );
}

function lintMoment(moment: MomentDocument, path: Path, place: Place): void {
  const { calendar, timeZone } = moment;
  const { scope, report } = place;
  if (calendar !== undefined)
    report.known('calendar', calendar, scope.calendars, [...path, 'calendar']);
  if (timeZone === undefined) return lintClosedDays(moment, path, place);
  const at = [...path, 'timeZone'];
  if (calendar !== undefined)
    report.problem(at, 'misplaced', 'a calendar has a time zone of its own', 'say either of them');
  else if (timeZone !== 'lead') lintTimeZone(timeZone, at, report);
}

/** What the short texts of a step may speak of. */
const FILLED = ['lead', 'entry', 'event'];

/** A placeholder that nothing fills would stand there empty. */
function lintPlaceholders({ tag, set, assign }: StepDocument, path: Path, { report }: Place): void {
  const { add = [], remove = [] } = typeof tag === 'string' ? { add: [tag] } : (tag ?? {});
  const texts: [unknown, Path][] = [
    ...add.map((one, index): [string, Path] => [
      one,
      typeof tag === 'string' ? ['tag'] : ['tag', 'add', index],
    ]),
    ...remove.map((one, index): [string, Path] => [one, ['tag', 'remove', index]]),
    [set?.value, ['set', 'value']],
    [assign?.reason, ['assign', 'reason']],
  ];
  for (const [text, at] of texts) {
    const root = typeof text === 'string' ? unknownRoot(text, FILLED) : undefined;
    if (root === undefined) continue;
    const message = `nothing is known of \`${root}\` here`;
    report.problem([...path, ...at], 'unknown-variable', message, `one of ${FILLED.join(', ')}`);
  }
}

/** Days on which a calendar is closed all year, but for the days worked in lieu of holidays. */
function lintClosedDays({ day, calendar = '' }: MomentDocument, path: Path, place: Place): void {
  const open = own(place.scope.openDays, calendar);
  const days = [day ?? []].flat();
  if (open === undefined || days.length === 0 || days.some((one) => open.has(one))) return;
  const message = `calendar \`${calendar}\` is closed on ${days.join(', ')}: this comes on days in lieu only`;
  place.report.warn([...path, 'day'], 'closed-days', message, 'another day, or another calendar');
}

/** A journey that began itself again could never get further. */
function lintEnrol(journey: string, path: Path, { scope, report, journey: around }: Place): void {
  if (!report.known('journey', journey, scope.journeys, path) || journey !== around) return;
  report.problem(path, 'own-journey', 'a journey cannot enrol into itself', '`then` leads back');
}

/** Why an enrolment ended is told by one word: one of the engine's own would say that it ended otherwise. */
function lintReason(reason: string, path: Path, { report }: Place): void {
  if (!(ENDS as readonly string[]).includes(reason)) return;
  report.problem(path, 'reserved', `\`${reason}\` is how the engine calls another end`);
}

function lintAssign(assign: AssignDocument, path: Path, { scope, report }: Place): void {
  report.known('queue', assign.queue, scope.queues, [...path, 'queue']);
  const { sla } = assign;
  if (typeof sla === 'string') return void report.known('sla', sla, scope.slas, [...path, 'sla']);
  for (const [name, { calendar }] of Object.entries(sla ?? {})) {
    if (calendar !== undefined)
      report.known('calendar', calendar, scope.calendars, [...path, 'sla', name, 'calendar']);
  }
}

function lintSet(
  set: NonNullable<StepDocument['set']>,
  path: Path,
  { scope, report }: Place,
): void {
  if (!report.known('attribute', set.attr, Object.keys(scope.attributes), [...path, 'attr']))
    return;
  const attribute = scope.attributes[set.attr];
  const values = attribute && valuesOf(attribute);
  if (values && set.value !== null)
    report.known('value', String(set.value), values, [...path, 'value']);
}

function lintPromote(
  promote: NonNullable<StepDocument['promote']>,
  path: Path,
  { scope, report }: Place,
): void {
  report.known('tier', promote.tier, scope.tiers, [...path, 'tier']);
  promote.until.feedback.forEach((name, index) =>
    report.known('feedback', name, scope.feedback, [...path, 'until', 'feedback', index]),
  );
}

/** The key is a property of the event that began the run, or of the one it waited for: of some event, at least. */
function lintGrant(
  { benefit, key }: NonNullable<StepDocument['grant']>,
  path: Path,
  { scope, report }: Place,
): void {
  report.known('benefit', benefit, scope.benefits, [...path, 'benefit']);
  if (key === undefined) return;
  const properties = new Set(Object.values(scope.events).flatMap((event) => Object.keys(event)));
  report.known('property', key, properties, [...path, 'key']);
}
