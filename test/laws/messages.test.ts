import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Input } from '../../engine/input.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { Outbox } from './arbitraries/outbox.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, separated, type Call } from './arbitraries/runs.js';
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
});
