import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { SendCommand } from '../../engine/command.js';
import type { Input } from '../../engine/input.js';
import { own } from '../../engine/json.js';
import type { DerivedEvent, Playbook } from '../../engine/playbook/playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, momentByMoment, outcomeOf } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';

/** More messages than a state holds are the newest of them. */
const HELD = 24;

const withSilence = anyPlaybook.filter(({ derived }) => derived.length > 0);

describe('an event made of silence', () => {
  it('happens once for each message of its kind that nothing human was heard of, at its exact time', () => {
    fc.assert(
      fc.property(withSilence, inputs(), (playbook, given) => {
        const { commands, trace } = outcomeOf(momentByMoment(playbook, given));
        const sent = commands.flatMap((one) =>
          one.kind === 'send' && one.withhold !== true ? one : [],
        );
        if (sent.length > HELD) return;
        const made = trace.flatMap((note) =>
          note.note === 'message' && note.what === 'ignored' ? [`${note.ref} ${note.at}`] : [],
        );
        const due = sent.flatMap((one) => silenceOf(playbook, one, given));
        expect(made.toSorted()).toEqual(due.toSorted());
      }),
      CASES,
    );
  });
});

function silenceOf(playbook: Playbook, sent: SendCommand, given: Input[]): string[] {
  return playbook.derived
    .filter(({ of }) => of.category === sent.category && of.channel === sent.channel)
    .flatMap((derived) => dueTime(derived, sent, given))
    .filter((due) => due <= endOf(given))
    .map((due) => `${sent.ref} ${due}`);
}

/** Told again from the meaning: what is heard of the message, in order, until its time is over. */
function dueTime(derived: DerivedEvent, { ref, at }: SendCommand, given: Input[]): number[] {
  let due = derived.after === 'sent' ? at + derived.silent : Infinity;
  let clock = at;
  for (const input of given) {
    if (input.at >= due) break;
    const heard = input.at >= at ? whatOf(input, ref) : 'nothing';
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
