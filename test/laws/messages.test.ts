import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Input } from '../../engine/input.js';
import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import type { PropertyTest } from '../../engine/playbook/condition.js';
import type { Cap, Playbook, StepOf } from '../../engine/playbook/playbook.js';
import { cap, rule, smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { Outbox } from './arbitraries/outbox.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, fresh, momentByMoment, separated, type Call } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';

describe('law 6: no marketing message', () => {
  const runs: [string, (playbook: Playbook, given: Input[]) => Call[]][] = [
    ['in time', (playbook, given) => separated(playbook, given)],
    ['after an outage', (playbook, given) => separated(playbook, given, endOf(given))],
  ];

  it.each(runs)('without consent, above a cap, outside its window or too soon (%s)', (_, run) => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const outbox = new Outbox(playbook);
        const broken = run(playbook, given).flatMap(({ inputs: some, decision }) => {
          for (const input of some) outbox.learn(input);
          return decision.commands.flatMap((one) => (one.kind === 'send' ? outbox.send(one) : []));
        });
        expect(broken).toEqual([]);
      }),
      CASES,
    );
  });

  it('above a cap that holds while a streak stands, looked at moment by moment', () => {
    fc.assert(
      fc.property(anyPlaybook.map(strict), inputs(), (playbook, given) => {
        let state = fresh(playbook);
        const runOf = (id: string) => state.score[id]?.run ?? 0;
        const outbox = new Outbox(playbook, ({ while: condition }) =>
          condition?.is === 'streak' ? runOf(condition.rule) >= condition.reaches : true,
        );
        const broken = momentByMoment(playbook, given).flatMap(({ inputs: some, decision }) => {
          for (const input of some) outbox.learn(input);
          ({ state } = decision);
          return decision.commands.flatMap((one) => (one.kind === 'send' ? outbox.send(one) : []));
        });
        expect(broken).toEqual([]);
      }),
      CASES,
    );
  });
});

describe('what is held', () => {
  it.each<[string, typeof anyPlaybook]>([
    ['caps', anyPlaybook],
    ['caps that bar for a while', anyPlaybook.map(strict)],
  ])('is held by a pause or a cap that holds it, and may still go (%s)', (_, playbooks) => {
    fc.assert(
      fc.property(playbooks, inputs(), (playbook, given) => {
        const free = separated(playbook, given).flatMap(({ decision: { state } }) =>
          state.enrolments.filter((enrolment) => !isHeldRightly(playbook, state, enrolment)),
        );
        expect(free).toEqual([]);
      }),
      CASES,
    );
  });
});

/** Written again from the meaning of the state, without the engine. */
function isHeldRightly(playbook: Playbook, state: LeadState, enrolment: Enrolment): boolean {
  const { at, journey } = enrolment;
  if (at.wait !== 'held') return true;
  const { steps } = playbook.journeys.find(({ id }) => id === journey) ?? { steps: [] };
  const step = steps.find(({ id }) => id === at.step);
  if (step?.do !== 'send') return false;
  const { channels, category } = step.send;
  const mayGo = (channel: string) =>
    state.reach[channel] === 'ok' &&
    (category !== 'marketing' || state.consent[`${channel}:marketing`]?.granted === true);
  if (!channels.some(mayGo)) return false;
  if (at.why === 'paused')
    return state.paused !== undefined && (state.paused.scope === 'all' || category === 'marketing');
  return at.why !== 'cap' || channels.some((channel) => isFull(playbook, state, channel, step));
}

function isFull(
  { policies: { caps } }: Playbook,
  { sends, score, clock }: LeadState,
  channel: string,
  { send: { category, exempt } }: StepOf<'send'>,
): boolean {
  return caps.some(({ id, max, per, while: condition, ...cap }) => {
    if (cap.channel !== channel || cap.category !== category || exempt.includes(id)) return false;
    if (condition?.is === 'streak' && (score[condition.rule]?.run ?? 0) < condition.reaches)
      return false;
    const counted = sends.filter(
      (sent) => sent.channel === channel && sent.category === category && clock - sent.at < per,
    );
    return counted.filter((sent) => sent.exempt?.includes(id) !== true).length >= max;
  });
}

/** With a streak that stands soon, and a cap that holds while it does. */
function strict(playbook: Playbook): Playbook {
  const where: PropertyTest[] = [];
  const streak = rule('r0', 'form_submitted', -2, {
    streak: { reaches: 2, brokenBy: [{ event: 'e0', where }] },
  });
  const others = playbook.scoring.rules.filter(({ id }) => id !== 'r0');
  const [first, ...caps] = playbook.policies.caps;
  const lowered: Cap = { ...cap(1), ...first, while: { is: 'streak', rule: 'r0', reaches: 2 } };
  const { floor } = playbook.scoring;
  return {
    ...playbook,
    scoring: smallPlaybook({ rules: [streak, ...others], floor }).scoring,
    policies: { ...playbook.policies, caps: [lowered, ...caps] },
  };
}
