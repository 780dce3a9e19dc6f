import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { SendCommand } from '../../engine/command.js';
import type { Input } from '../../engine/input.js';
import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import type { PropertyTest } from '../../engine/playbook/condition.js';
import type { Cap, Playbook, StepOf } from '../../engine/playbook/playbook.js';
import type { Note } from '../../engine/trace.js';
import { cap, rule, smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { Outbox } from './arbitraries/outbox.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, fresh, momentByMoment, separated, type Call } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';

const runs: [string, (playbook: Playbook, given: Input[]) => Call[]][] = [
  ['in time', (playbook, given) => separated(playbook, given)],
  ['after an outage', (playbook, given) => separated(playbook, given, endOf(given))],
];

describe('law 6: no marketing message', () => {
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

describe('a run with a longest time', () => {
  it.each(runs)(
    'sends nothing after it, and nothing that may be delivered after it (%s)',
    (_, run) => {
      fc.assert(
        fc.property(anyPlaybook, inputs(), (playbook, given) => {
          const calls = run(playbook, given);
          const trace = calls.flatMap(({ decision }) => decision.trace);
          const late = calls
            .flatMap(({ decision }) => decision.commands)
            .filter((one) => one.kind === 'send' && !isInTime(playbook, trace, one));
          expect(late).toEqual([]);
        }),
        CASES,
      );
    },
  );
});

/** Whether a run of its journey had begun that still stood, and stands until the message goes at the latest. */
function isInTime({ journeys }: Playbook, trace: Note[], { journey, at, expiresAt }: SendCommand) {
  const { maxAge = Infinity, deadline = Infinity } =
    journeys.find(({ id }) => id === journey) ?? {};
  const longest = Math.min(maxAge, deadline);
  const begun = trace.flatMap((one) =>
    one.note === 'entered' && one.journey === journey ? [one.at] : [],
  );
  return begun.some((since) => at < since + longest && expiresAt <= since + longest);
}

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
  return caps.some(({ id, max, per, while: condition, ...of }) => {
    if (of.channel !== channel || of.category !== category || exempt.includes(id)) return false;
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
