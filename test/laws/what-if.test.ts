import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { Decision } from '../../engine/decision.js';
import type { Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import { live, MOST_ANSWERS } from '../../engine/simulate/live.js';
import { assignAtOnce } from '../../engine/simulate/simulate.js';
import { translate } from '../../engine/simulate/translate.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, fresh } from './arbitraries/runs.js';
import { CASES, frozen } from './arbitraries/settings.js';

describe('a life in virtual time', () => {
  it('is decided as `decide` decides it, turn by turn and byte for byte', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const lived: string[] = [];
        const history = { lead: 'lead', inputs: frozen(given) };
        const state = live(frozen(playbook), history, end, {
          decided: (decision) => lived.push(JSON.stringify(decision)),
        });
        const decided = turnByTurn(playbook, given, end);
        expect(lived).toEqual(decided.map((decision) => JSON.stringify(decision)));
        expect(JSON.stringify(state)).toBe(JSON.stringify(decided.at(-1)?.state ?? state));
      }),
      CASES,
    );
  });
});

/** The same by plain means: a copy of the state for every turn, and everything kept. */
function turnByTurn(playbook: Playbook, given: readonly Input[], end: number): Decision[] {
  const made: Decision[] = [];
  const reply = assignAtOnce();
  let answered = 0;
  let answers: Omit<Input, 'n'>[] = [];
  let left: Omit<Input, 'n'>[] = [...given];
  let state: LeadState = { ...fresh(playbook), lastInputAt: given[0]?.at ?? end };
  const take = (at: number, some: Input[]): void => {
    const decision = decide(state, some, playbook, at, at);
    made.push(decision);
    ({ state } = decision);
    answers = [
      ...answers,
      ...decision.commands.flatMap((command) => {
        const body = reply(command);
        if (body !== undefined) answered += 1;
        return body === undefined || answered > MOST_ANSWERS
          ? []
          : [{ id: `answer-${command.ref}`, at, occurredAt: at, body }];
      }),
    ];
  };
  for (;;) {
    const next = answers[0] ?? left[0];
    const due = wakeUp(state, playbook)?.at ?? Infinity;
    if (Math.min(due, next?.at ?? Infinity) > end) return made;
    if (next === undefined || next.at > due) take(due, []);
    else if (answers.length > 0) {
      answers = answers.slice(1);
      take(next.at, [{ ...next, n: state.consumed + 1 }]);
    } else {
      left = left.slice(1);
      const translated = translate(next, state);
      if ('input' in translated) take(next.at, [{ ...translated.input, n: state.consumed + 1 }]);
    }
  }
}
