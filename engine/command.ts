import type { JsonObject } from './json.js';

/**
 * What the engine wants done. It performs nothing itself. `ref` is unique within the lead and stable under replay; the
 * caller gives each command its own id from (lead, epoch, revision, index).
 */
export type Command =
  | SendCommand
  | AssignCommand
  | NotifyCommand
  | WebhookCommand
  | CloseTicketCommand
  | CancelCommand;

export interface SendCommand {
  kind: 'send';
  ref: string;
  journey: string;
  /** Key of the enrolment where a journey runs once per key, e.g. an order id. */
  key?: string;
  step: string;
  template: string;
  /** Channel already chosen: the first that was reachable, consented and not suppressed. */
  channel: string;
  category: Category;
  /** Purpose whose consent the delivery tests again right before the send; absent when none is needed. */
  purpose?: string;
  /** Name of the calendar that bounds the send; tested again when the delivery is over 60 s late. */
  window: string;
  /** Logical time it counts from, epoch ms. */
  at: number;
  /** Not sent at or after this moment, epoch ms. */
  expiresAt: number;
  /** The enrolment's entry event, for templates (`entry.orderId`). */
  entry: JsonObject;
  /** What a template may say of the lead that is not personal: tier, stage, score, attributes. */
  lead: JsonObject;
  /** The lead is in a holdout: the message is made and recorded, and never sent. */
  withhold?: true;
}

export type Category = 'marketing' | 'operational';

export interface AssignCommand {
  kind: 'assign';
  ref: string;
  journey: string;
  key?: string;
  step: string;
  queue: string;
  reason: string;
  /** `keep`: an open ticket of that queue is reused, never doubled. */
  ifOpen: 'keep' | 'new';
  strategy?: string;
  /** Open time within which a person must be in touch, in ms, by which clock; absent: the playbook's. */
  at: number;
}

export interface NotifyCommand {
  kind: 'notify';
  ref: string;
  journey: string;
  key?: string;
  step: string;
  to: string;
  channels: string[];
  template: string;
  at: number;
  entry: JsonObject;
  lead: JsonObject;
}

/** A call to another system. The engine knows its endpoint by name alone. */
export interface WebhookCommand {
  kind: 'webhook';
  ref: string;
  journey: string;
  key?: string;
  step: string;
  endpoint: string;
  /** As the playbook has it: its placeholders are filled in at the call, for what is personal is kept in no state. */
  body: JsonObject;
  at: number;
  /** Not called at or after this moment, epoch ms. */
  expiresAt: number;
  entry: JsonObject;
  lead: JsonObject;
}

/** Takes effect in the decision's own transaction; nothing is left open. `ticket` is the id from `ticket.assigned`. */
export interface CloseTicketCommand {
  kind: 'closeTicket';
  ref: string;
  ticket: string;
  result: 'won' | 'lost' | 'invalid' | 'interested' | 'superseded';
  at: number;
}

/** Withdraws a command that is still open (consent withdrawn, journey left); done in the decision's transaction. */
export interface CancelCommand {
  kind: 'cancel';
  ref: string;
  /** The `ref` of the command to withdraw. */
  target: string;
  reason: string;
  at: number;
}
