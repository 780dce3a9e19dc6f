import { hash } from '../hash.js';
import { own } from '../json.js';
import type { Enrolment, LeadState } from '../lead-state.js';
import type { Edge, StepOf } from '../playbook/playbook.js';

const HASHES = 2 ** 32;

/**
 * The way a lead goes at a split, by the hash of lead, journey and step alone: the same whenever it comes by, and the
 * shares of the ways are those of their weights. A holdout is drawn apart from the ways, so that its leads are spread
 * over them like all others.
 */
export function chooseWay(state: LeadState, enrolment: Enrolment, step: StepOf<'split'>): Edge {
  const { ways } = step;
  let left = draw(state, enrolment, step.id) * ways.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = ways.find(({ weight }) => (left -= weight) < 0);
  return (chosen ?? ways.at(-1))?.to ?? 'end';
}

export function isHeldOut(state: LeadState, enrolment: Enrolment, step: StepOf<'split'>): boolean {
  return draw(state, enrolment, `${step.id}#holdout`) < (step.holdout ?? 0);
}

/** From 0 to below 1. */
function draw({ lead, seeds }: LeadState, { journey }: Enrolment, what: string): number {
  const seed = own(seeds ?? {}, journey) ?? lead;
  return hash(`${seed}/${journey}/${what}`) / HASHES;
}
