import type { Category } from '../command.js';
import type { SentMessage } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';

type Silence = Pick<SentMessage, 'silence'>;

/** What time will make of a message that nobody opens or clicks; nothing for a kind the playbook does not ask about. */
export function silenceOf(
  { derived }: Playbook,
  { category, channel, at }: { category: Category; channel: string; at: number },
): Silence {
  const asked = derived.filter(({ of }) => of.category === category && of.channel === channel);
  if (asked.length === 0) return {};
  const due = asked.map(({ event, after, silent }) => [
    event,
    after === 'sent' ? at + silent : null,
  ]);
  return { silence: Object.fromEntries(due) as NonNullable<SentMessage['silence']> };
}

/** Nothing is made of this message's silence any more: somebody was heard of, or it never arrived. */
export function breakSilence(message: SentMessage): void {
  delete message.silence;
}

/** A machine's opening makes unknown whether anybody saw the message, where the playbook says so. */
export function doubtSilence({ derived }: Playbook, message: SentMessage): void {
  const unknown = derived.filter(({ unknownByMachine }) => unknownByMachine);
  for (const { event } of unknown) dropSilence(message, event);
}

/** From its delivery on, the silence of a message counts; a second report changes nothing. */
export function beginSilence({ derived }: Playbook, message: SentMessage, at: number): void {
  for (const { event, silent } of derived) {
    if (message.silence?.[event] === null) message.silence[event] = at + silent;
  }
}

/** A message that was handed over later than thought is silent from then. */
export function shiftSilence({ derived }: Playbook, message: SentMessage, at: number): void {
  for (const { event, after, silent } of derived) {
    if (after === 'sent' && typeof message.silence?.[event] === 'number')
      message.silence[event] = at + silent;
  }
}

/** One kind of silence is over. */
export function dropSilence(message: SentMessage, event: string): void {
  if (message.silence === undefined) return;
  delete message.silence[event];
  if (Object.keys(message.silence).length === 0) delete message.silence;
}
