import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Input } from '../../engine/input.js';
import type { PropertyTest } from '../../engine/playbook/condition.js';
import type { Cap, Playbook } from '../../engine/playbook/playbook.js';
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
      fc.property(strictPlaybook, inputs(), (playbook, given) => {
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

/** With a streak that stands soon, and a cap that holds while it does. */
const strictPlaybook = anyPlaybook.map((playbook): Playbook => {
  const where: PropertyTest[] = [];
  const streak = rule('r0', 'form_submitted', -2, {
    streak: { reaches: 2, brokenBy: [{ event: 'e0', where }] },
  });
  const others = playbook.scoring.rules.filter(({ id }) => id !== 'r0');
  const [first, ...caps] = playbook.policies.caps;
  const strict: Cap = { ...cap(1), ...first, while: { is: 'streak', rule: 'r0', reaches: 2 } };
  const { floor } = playbook.scoring;
  return {
    ...playbook,
    scoring: smallPlaybook({ rules: [streak, ...others], floor }).scoring,
    policies: { ...playbook.policies, caps: [strict, ...caps] },
  };
});
