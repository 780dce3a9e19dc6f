import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MOST_MESSAGES } from '../../engine/bounds.js';
import type { SendCommand } from '../../engine/command.js';
import type { Input } from '../../engine/input.js';
import { own } from '../../engine/json.js';
import type { DerivedEvent, Playbook } from '../../engine/playbook/playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, momentByMoment, outcomeOf, type Call } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';

const withSilence = anyPlaybook.filter(({ derived }) => derived.length > 0);

describe('an event made of silence', () => {
  it('happens once for each message of its kind that nothing human was heard of, at its exact time', () => {
    fc.assert(
      fc.property(withSilence, inputs(), (playbook, given) => {
        const calls = momentByMoment(playbook, given);
        const { trace } = outcomeOf(calls);
        const sent = calls.flatMap(sentIn);
        // More messages than a state holds are the newest of them.
        if (sent.length > MOST_MESSAGES) return;
        const made = trace.flatMap((note) =>
          note.note === 'message' && note.what === 'ignored' ? [`${note.ref} ${note.at}`] : [],
        );
        const due = sent.flatMap(({ command, since }) =>
          silenceOf(playbook, command, since, endOf(given)),
        );
        expect(made.toSorted()).toEqual(due.toSorted());
      }),
      CASES,
    );
  });
});

/** What a call sent, and the inputs after it: what came before, in the same moment too, cannot speak of it. */
function sentIn({ decision }: Call, place: number, calls: Call[]) {
  const since = calls.slice(place + 1).flatMap(({ inputs: some }) => some);
  return decision.commands.flatMap((command) =>
    command.kind === 'send' && command.withhold !== true ? { command, since } : [],
  );
}

function silenceOf(playbook: Playbook, sent: SendCommand, since: Input[], end: number): string[] {
  return playbook.derived
    .filter(({ of }) => of.category === sent.category && of.channel === sent.channel)
    .flatMap((derived) => dueTime(derived, sent, since))
    .filter((due) => due <= end)
    .map((due) => `${sent.ref} ${due}`);
}

/** Told again from the meaning: what is heard of the message, in order, until its time is over. */
function dueTime(derived: DerivedEvent, { ref, at }: SendCommand, since: Input[]): number[] {
  let due = derived.after === 'sent' ? at + derived.silent : Infinity;
  let clock = at;
  for (const input of since) {
    if (input.at >= due) break;
    const heard = whatOf(input, ref);
    if (heard === 'human' || (heard === 'machine' && derived.unknownByMachine)) return [];
    if (heard === 'delivered' && due === Infinity) due = input.occurredAt + derived.silent;
    if (heard === 'accepted' && derived.after === 'sent') due = input.at + derived.silent;
    clock = Math.max(clock, input.at);
  }
  return due === Infinity ? [] : [Math.max(due, clock)];
}

function whatOf({ body }: Input, ref: string): string {
  if (body.kind === 'outcome' && body.ref === ref)
    return body.result === 'accepted' ? 'accepted' : 'human';
  if (body.kind !== 'event' || own(body.properties, 'ref') !== ref) return 'nothing';
  if (body.name === 'message.delivered')
    return own(body.properties, 'machine') === true ? 'machine' : 'delivered';
  if (!/^message\.(opened|clicked|replied|bounced)$/u.test(body.name)) return 'nothing';
  return own(body.properties, 'machine') === true ? 'machine' : 'human';
}
