import type { SendCommand } from '../command.js';
import { own } from '../json.js';
import type { Send } from '../playbook/playbook.js';
import type { Turn } from '../turn.js';
import type { Run } from './run.js';

/** The person who has the lead in a queue that this journey assigns to, so that a message can name them. */
export function personOf({ state }: Turn, { index }: Run): Pick<SendCommand, 'rep'> {
  if (state.tickets.length === 0) return {};
  const { steps } = index.journey;
  const isAskedFor = (queue: string) =>
    steps.some((step) => step.do === 'assign' && step.queue === queue);
  const rep = state.tickets.findLast(({ queue }) => isAskedFor(queue))?.rep;
  return rep === undefined ? {} : { rep };
}

/** The terms of the coupon whose code this message will show, as the enrolment's version has them, else as they are now. */
export function couponOf(
  { playbook }: Turn,
  { index }: Run,
  { coupon }: Send,
): Pick<SendCommand, 'coupon'> {
  if (coupon === undefined) return {};
  const terms = own(index.playbook.coupons, coupon) ?? own(playbook.coupons, coupon);
  if (terms === undefined) return {};
  return { coupon: { coupon, ...terms, currency: index.playbook.currency } };
}
