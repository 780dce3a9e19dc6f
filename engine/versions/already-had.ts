import { stepAt } from '../journeys/catalogue.js';
import { own } from '../json.js';
import type { Enrolment, LeadState, SentMessage } from '../lead-state.js';
import type { Step } from '../playbook/playbook.js';
import type { Passage } from './landing.js';
import { stepsAhead } from './ways-out.js';

const MOST = 48;

/**
 * What a run that moves has had and must not get again: sends handed over that its old version would not have come to a
 * second time, as `step:ID` and `template:ID`. A pool looks after itself: it never gives a piece twice.
 */
export function alreadyHad(state: LeadState, passage: Passage): string[] {
  const { enrolment, from, steps } = passage;
  const before = enrolment.had ?? [];
  if (from === undefined) return before;
  const ahead = stepsAhead(from, enrolment.at.step);
  const again = new Set([...ahead].flatMap((id) => templateOf(stepAt(from, id)) ?? []));
  const had = messagesOf(state, enrolment).flatMap(({ step, template }) => {
    if (templateOf(stepAt(from, step)) === undefined) return [];
    const name = `step:${own(steps, step) ?? step}`;
    return [
      ...(ahead.has(step) ? [] : [name]),
      ...(again.has(template) ? [] : [`template:${template}`]),
    ];
  });
  return [...new Set([...before, ...had])].slice(-MOST);
}

/** Passes over a send that the run has had before its playbook changed; once, so that a circle goes on afterwards. */
export function passesOver(
  enrolment: Enrolment,
  { id, send }: Extract<Step, { do: 'send' }>,
): boolean {
  const names = [
    `step:${id}`,
    ...(send.template === undefined ? [] : [`template:${send.template}`]),
  ];
  const { had } = enrolment;
  if (send.template === undefined || !names.some((name) => had?.includes(name))) return false;
  const left = (had ?? []).filter((name) => !names.includes(name));
  if (left.length > 0) enrolment.had = left;
  else delete enrolment.had;
  return true;
}

/** A message belongs to the step that stands for the one which sent it: conditions go on asking for it by step. */
export function renameSteps(state: LeadState, { enrolment, into, steps }: Passage): void {
  for (const message of messagesOf(state, enrolment)) {
    const named = own(steps, message.step);
    if (named !== undefined && stepAt(into, named)?.do === 'send') message.step = named;
  }
}

/** Messages that this run handed over and that did not come back. */
function messagesOf({ messages }: LeadState, { journey, key, since }: Enrolment): SentMessage[] {
  return messages.filter(
    (one) =>
      one.journey === journey &&
      one.key === key &&
      one.at >= since &&
      (one.result === undefined || one.result === 'doubt'),
  );
}

const templateOf = (step: Step | undefined): string | undefined =>
  step?.do === 'send' ? step.send.template : undefined;
