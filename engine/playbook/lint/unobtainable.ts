import type { ConditionDocument } from '../schema/condition.js';
import { SYSTEM_EVENTS } from '../system-events.js';
import type { Literal } from './alternatives.js';
import type { Question, World } from './never.js';

/** Why what is asked for never comes about, whatever a lead does; nothing where it may. */
export function unobtainable(
  way: readonly Literal[],
  question: Question,
  world: World,
): string | undefined {
  for (const { leaf, holds } of way) {
    const why = holds ? (ticketless(leaf, world) ?? unsent(leaf, question, world)) : undefined;
    if (why !== undefined) return why;
  }
  return twoEvents(way, question);
}

function ticketless(
  { ticket, feedback }: ConditionDocument,
  { staffed }: World,
): string | undefined {
  const needed = feedback !== undefined || (ticket !== undefined && stateOf(ticket) !== 'none');
  if (!needed) return undefined;
  if (staffed.size === 0) return 'no journey assigns a person, so there is no ticket';
  const queue = typeof ticket === 'object' ? ticket.queue : undefined;
  return queue === undefined || staffed.has(queue)
    ? undefined
    : `no journey assigns to queue \`${queue}\``;
}

function unsent(
  { clicked, opened, replied }: ConditionDocument,
  { mayHaveSent }: Question,
  { sent }: World,
): string | undefined {
  for (const asked of [clicked, opened, replied]) {
    if (asked === undefined || asked === 'any') continue;
    const { template, step } = asked;
    if (template !== undefined && !sent.has(template)) return `no journey sends \`${template}\``;
    if (step !== undefined && mayHaveSent?.(step) === false)
      return `step \`${step}\` has sent nothing by then`;
  }
  return undefined;
}

/** An input carries one event of the playbook's own, and at most one that a link stands for. */
function twoEvents(way: readonly Literal[], { looksAt }: Question): string | undefined {
  if (looksAt !== 'news') return undefined;
  const names = way.flatMap(({ leaf, holds }) =>
    holds && typeof leaf.event === 'string' && !Object.hasOwn(SYSTEM_EVENTS, leaf.event)
      ? leaf.event
      : [],
  );
  return new Set(names).size > 1 ? `${names.join(' and ')} never come as one event` : undefined;
}

export function stateOf(ticket: ConditionDocument['ticket']): string {
  return typeof ticket === 'object' ? ticket.is : (ticket ?? 'none');
}
