import { copyOf } from '../json.js';
import { leadWords } from '../messages/lead-words.js';
import { nextRef } from '../messages/next-ref.js';
import type { Edge, StepOf } from '../playbook/playbook.js';
import { fill } from '../playbook/placeholders.js';
import { note, type Turn } from '../turn.js';
import { stepAt } from './catalogue.js';
import { journeyOf, ownVersion, placeOf, wordsOf, type Run } from './run.js';

/** With an open ticket in the queue, `keep` has its person already; one asked for and not yet there will do as well. */
export function askForPerson(turn: Turn, run: Run, step: StepOf<'assign'>): Edge | 'stay' {
  const { state, draft, playbook } = turn;
  const { enrolment, cursor } = run;
  const { id, queue, ifOpen, strategy } = step;
  const place = placeOf(enrolment);
  if (ifOpen === 'keep' && state.tickets.some((ticket) => ticket.queue === queue)) return step.next;
  const asked = ifOpen === 'keep' ? assignmentTo(turn, queue) : undefined;
  if (asked !== undefined) {
    enrolment.at = { step: id, wait: 'assigned', since: cursor, ref: asked };
    note(turn, { note: 'assign', ...place, step: id, ref: asked, queue });
    return 'stay';
  }
  const ref = nextRef(state, 't');
  draft.commands.push({
    kind: 'assign',
    ref,
    ...place,
    step: id,
    queue,
    reason: fill(step.reason, { lead: leadWords(state, playbook), ...wordsOf(enrolment) }),
    ifOpen,
    ...(strategy === undefined ? {} : { strategy }),
    at: cursor,
  });
  enrolment.at = { step: id, wait: 'assigned', since: cursor, ref };
  note(turn, { note: 'assign', ...place, step: id, ref, queue });
  return 'stay';
}

/** An assignment to this queue that was asked for and is not made yet. */
function assignmentTo({ state, draft }: Turn, queue: string): string | undefined {
  for (const enrolment of state.enrolments) {
    const { at } = enrolment;
    if (at.wait !== 'assigned') continue;
    const index = journeyOf(draft, enrolment);
    const step = index && stepAt(index, at.step);
    if (step?.do === 'assign' && step.queue === queue) return at.ref;
  }
  return undefined;
}

export function notify(turn: Turn, { enrolment, cursor }: Run, step: StepOf<'notify'>): Edge {
  const { state, draft, playbook } = turn;
  const { id, to, channels, template, next } = step;
  const ref = nextRef(state, 'n');
  const place = placeOf(enrolment);
  const lead = leadWords(state, playbook);
  const own = ownVersion(turn, enrolment);
  const what = { ref, ...place, step: id, to, channels: [...channels], template, ...own };
  draft.commands.push({ kind: 'notify', ...what, at: cursor, ...wordsOf(enrolment), lead });
  note(turn, { note: 'notify', ...place, step: id, ref, to });
  return next;
}

/** Done when it is asked for; where it comes to nothing while the enrolment stands in the wait after it, `failed` is taken. */
export function callOut(turn: Turn, run: Run, step: StepOf<'webhook'>): Edge {
  const { state, draft, playbook } = turn;
  const { enrolment, cursor } = run;
  const { id, endpoint, body, expires, edges } = step;
  const ref = nextRef(state, 'w');
  const place = placeOf(enrolment);
  draft.commands.push({
    kind: 'webhook',
    ref,
    ...place,
    step: id,
    endpoint,
    body: copyOf(body),
    at: cursor,
    expiresAt: cursor + expires,
    entry: { ...enrolment.entry },
    lead: leadWords(state, playbook),
  });
  run.called = { ref, step: id };
  note(turn, { note: 'webhook', ...place, step: id, ref, endpoint });
  return edges.sent;
}
