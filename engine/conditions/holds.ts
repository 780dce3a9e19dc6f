import { own, type JsonObject } from '../json.js';
import type { SentMessage } from '../lead-state.js';
import type { Condition } from '../playbook/condition.js';
import { orderStanding, orderValue } from '../orders/asked.js';
import { countOf } from '../scoring/counters.js';
import { totalScore } from '../scoring/total.js';
import { matches, passAll, passes } from './value-test.js';
import type { Asker, View } from './view.js';

/** Whether a condition holds, as seen by the enrolment that asks. Pure; nothing is recorded (see `tested`). */
export function holds(condition: Condition, view: View, asker?: Asker): boolean {
  switch (condition.is) {
    case 'all':
      return condition.of.every((one) => holds(one, view, asker));
    case 'any':
      return condition.of.some((one) => holds(one, view, asker));
    case 'not':
      return !holds(condition.of, view, asker);
    default:
      return leafHolds(condition, view, asker);
  }
}

export type Leaf = Exclude<Condition, { is: 'all' | 'any' | 'not' }>;

/** Whether one condition that holds no others is true. */
export function leafHolds(leaf: Leaf, view: View, asker?: Asker): boolean {
  const { state } = view;
  switch (leaf.is) {
    case 'always':
      return true;
    case 'attr':
      return passes(leaf.test, own(state.attributes, leaf.attr), asker?.entry);
    case 'tag':
      return state.tags.includes(leaf.tag);
    case 'tier':
      return leaf.in.includes(state.tier);
    case 'tierBefore':
      return leaf.in.includes(view.tierBefore);
    case 'stage':
      return leaf.in.includes(state.stage);
    case 'score':
      return leaf.tests.every((test) => passes(test, totalScore(state, view.playbook)));
    case 'consent':
      return consentIs(leaf, view);
    case 'reach':
      return leaf.in.includes(own(state.reach, leaf.channel) ?? 'none');
    case 'enrolled':
      return isEnrolled(leaf, view);
    case 'ticket':
      return ticketIs(leaf, view);
    case 'event':
      return view.happenings.some((one) => matches(leaf.pattern, one, asker?.entry));
    case 'entry':
      return asker !== undefined && passAll(leaf.where, asker.entry, asker.entry);
    case 'engaged':
      return state.messages.some((message) => isEngaged(leaf, message, asker));
    case 'engages':
      return engages(leaf, view, asker);
    case 'count':
      return passes(leaf.test, countOf(view, leaf.counter));
    case 'orders':
      return passes(leaf.test, orderValue(leaf.fact, view));
    case 'order':
      return asker !== undefined && leaf.in.includes(orderStanding(view, asker));
    case 'streak':
      return (own(state.score, leaf.rule)?.run ?? 0) >= leaf.reaches;
  }
}

type Is<Kind extends Leaf['is']> = Extract<Leaf, { is: Kind }>;

function consentIs({ channel, purpose, state: wanted }: Is<'consent'>, { state }: View): boolean {
  const prefix = `${channel}:`;
  const words =
    purpose === undefined
      ? Object.keys(state.consent).filter((key) => key.startsWith(prefix))
      : [`${prefix}${purpose}`];
  const said = words.flatMap((key) => own(state.consent, key)?.granted ?? []);
  if (wanted === 'none') return said.length === 0;
  return said.includes(wanted === 'given');
}

function isEnrolled({ journey, group }: Is<'enrolled'>, { state, playbook }: View): boolean {
  return state.enrolments.some((enrolment) => {
    if (journey !== undefined && enrolment.journey !== journey) return false;
    if (group === undefined) return true;
    return playbook.journeys.find(({ id }) => id === enrolment.journey)?.group === group;
  });
}

function ticketIs({ state: wanted, queue }: Is<'ticket'>, { state }: View): boolean {
  const open = state.tickets.filter((ticket) => queue === undefined || ticket.queue === queue);
  if (wanted === 'none') return open.length === 0;
  if (wanted === 'open') return open.length > 0;
  return open.some(({ contactedAt }) => contactedAt !== undefined);
}

function isEngaged(
  { what, step, template, link }: Is<'engaged'>,
  message: SentMessage,
  asker?: Asker,
): boolean {
  if (template !== undefined && message.template !== template) return false;
  if (step !== undefined && !isFrom(asker, message, step)) return false;
  if (what === 'opened') return message.openedAt !== undefined || message.clicked !== undefined;
  if (what === 'replied') return message.repliedAt !== undefined;
  if (message.clicked === undefined) return false;
  return link === undefined || own(message.clicked, link) !== undefined;
}

/** Whether the current input is that engagement with a message this enrolment itself has sent. */
function engages({ what, step, link }: Is<'engages'>, { state, happenings }: View, asker?: Asker) {
  return happenings.some(({ name, properties }) => {
    if (name !== `message.${what}`) return false;
    if (link !== undefined && own(properties, 'link') !== link) return false;
    const message = state.messages.find(({ ref }) => ref === own(properties, 'ref'));
    return message === undefined ? names(properties, asker, step) : isFrom(asker, message, step);
  });
}

function isFrom(asker: Asker | undefined, message: SentMessage, step: string): boolean {
  return (
    asker !== undefined &&
    message.step === step &&
    message.journey === asker.journey &&
    message.key === asker.key &&
    message.at >= asker.since
  );
}

/** For a message the state no longer holds, the event's own word. */
function names(properties: JsonObject, asker: Asker | undefined, step: string): boolean {
  return (
    asker !== undefined &&
    own(properties, 'step') === step &&
    own(properties, 'journey') === asker.journey &&
    own(properties, 'key') === asker.key
  );
}
