import type { Input } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Note } from '../../engine/trace.js';
import type { DecisionRow } from './decision-group.js';
import { effectsOf, leadingTo } from './notes.js';
import type { InputRow, MessageRow, TicketRow, VisitRow } from './timeline-rows.js';

/** One note in words, with the data it was made of. */
export interface Why {
  at: string;
  text: string;
  note: Note;
}

/** One thing in a lead's history. `at` is the engine's clock; everything else is by `type`. */
export type TimelineEntry = { at: string; lead: string; why: Why[] } & (
  | { type: 'visit'; visit: VisitView }
  | { type: 'input'; input: InputView }
  | { type: 'decision'; decision: DecisionView }
  | { type: 'message'; message: MessageView }
  | { type: 'ticket'; ticket: TicketView }
);

export interface InputView extends Omit<Input, 'at' | 'occurredAt' | 'id'> {
  messageId: string;
  source: string;
  name: string;
  occurredAt: string;
  /** Whether it asked for a turn at once; a silent one waits for the next. */
  rings: boolean;
  /** Decision that consumed it; null while none has. */
  revision: number | null;
}

/** What a browser of the lead did that no rule uses. */
export interface VisitView {
  messageId: string;
  source: string;
  name: string;
  occurredAt: string;
  properties: JsonObject;
}

export interface DecisionView {
  revision: number;
  inputs: { from: number; to: number } | null;
  playbook: { name: string; version: number };
  commands: { kind: string; ref: string }[];
}

export type MessageView = ReturnType<typeof messageView>;
export type TicketView = ReturnType<typeof ticketView>;

/** What an entry needs to speak: words for a note of a decision, and the input inside its seal. */
export interface Narrator {
  say(note: Note, decision: Pick<DecisionRow, 'playbook' | 'playbook_version'>): string;
  open(row: InputRow): Input;
  openVisit(row: VisitRow): JsonObject;
}

/** A message or ticket, and the name (`ref`) under which its decision asked for it; a merge may have renamed it since. */
export interface Asked<Row> {
  ref: string;
  row: Row;
}

export interface DecisionRows {
  inputs: InputRow[];
  messages: Asked<MessageRow>[];
  tickets: Asked<TicketRow>[];
}

/** The entries of one decision, in order: inputs, the decision, its messages, its tickets. */
export function entriesOf(
  decision: DecisionRow,
  rows: DecisionRows,
  narrator: Narrator,
): TimelineEntry[] {
  const why = (notes: readonly Note[]): Why[] =>
    notes.map((note) => ({ at: iso(note.at), text: narrator.say(note, decision), note }));
  const entry = <T>(what: T, notes: readonly Note[]) =>
    Object.assign({ at: iso(decision.decided_at), lead: decision.lead_id, why: why(notes) }, what);
  const led = (ref: string): Note[] => leadingTo(decision.trace, ref);
  return [
    ...rows.inputs.map((row) =>
      inputEntry(row, narrator.open(row), why(effectsOf(decision.trace, row.n))),
    ),
    entry({ type: 'decision' as const, decision: decisionView(decision) }, decision.trace),
    ...rows.messages.map(({ ref, row }) =>
      entry({ type: 'message' as const, message: messageView(row) }, led(ref)),
    ),
    ...rows.tickets.map(({ ref, row }) =>
      entry({ type: 'ticket' as const, ticket: ticketView(row) }, led(ref)),
    ),
  ];
}

export function inputEntry(row: InputRow, input: Input, why: Why[]): TimelineEntry {
  const { id: _id, at: _at, occurredAt: _occurredAt, ...rest } = input;
  return {
    at: row.arrived_at.toISOString(),
    lead: row.lead_id,
    why,
    type: 'input',
    input: {
      ...rest,
      n: row.n,
      messageId: row.message_id,
      source: row.source,
      name: row.name,
      occurredAt: row.occurred_at.toISOString(),
      rings: row.rings,
      revision: row.revision,
    },
  };
}

export function visitEntry(row: VisitRow, lead: string, narrator: Narrator): TimelineEntry {
  return {
    at: row.arrived_at.toISOString(),
    lead,
    why: [],
    type: 'visit',
    visit: {
      messageId: row.message_id,
      source: row.source,
      name: row.name,
      occurredAt: row.occurred_at.toISOString(),
      properties: narrator.openVisit(row),
    },
  };
}

function decisionView(row: DecisionRow): DecisionView {
  return {
    revision: row.revision,
    inputs: row.from_n > row.to_n ? null : { from: row.from_n, to: row.to_n },
    playbook: { name: row.playbook, version: row.playbook_version },
    commands: row.commands.map(({ kind, ref }) => ({ kind, ref })),
  };
}

export function messageView(row: MessageRow) {
  return {
    id: row.id,
    ref: row.ref,
    journey: row.journey,
    key: row.enrolment_key,
    step: row.step,
    template: row.template,
    locale: row.locale,
    channel: row.channel,
    category: row.category,
    status: row.status,
    reason: row.reason,
    dueAt: row.due_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    sentAt: moment(row.sent_at),
    openedAt: moment(row.opened_at),
    clickedAt: moment(row.clicked_at),
  };
}

export function ticketView(row: TicketRow) {
  return {
    id: row.id,
    ref: row.ref,
    queue: row.queue,
    journey: row.journey,
    step: row.step,
    reason: row.reason,
    rep: row.rep_id,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    assignedAt: moment(row.assigned_at),
    contactDue: moment(row.contact_due),
    contactedAt: moment(row.contacted_at),
    feedbackDue: moment(row.feedback_due),
    feedbackAt: moment(row.feedback_at),
    result: row.result,
    closedAt: moment(row.closed_at),
  };
}

const iso = (at: number | Date): string => new Date(at).toISOString();
const moment = (at: Date | null): string | null => at?.toISOString() ?? null;
