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
  | GrantCommand
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
  /** The playbook version whose template it is, where the run follows another than the decision. */
  version?: number;
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
  /** The event that ended the enrolment's last wait, for templates (`event.trackingNo`). */
  event?: JsonObject;
  /** The person who has the lead in the queue this journey assigns to, by id. */
  rep?: string;
  /** A code is drawn for this very message, once, and shown in it. */
  coupon?: CouponTerms;
}

/** What a coupon is worth; amounts are whole minor units of `currency`. */
export interface CouponTerms {
  coupon: string;
  /** Codes come from this pool; absent: they are made, with this prefix. */
  pool?: string;
  prefix?: string;
  off: number;
  minOrder?: number;
  currency: string;
  /** How long it may be used, ms from the send. */
  valid: number;
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
  /** As of a send. */
  version?: number;
  at: number;
  entry: JsonObject;
  lead: JsonObject;
  event?: JsonObject;
}

/**
 * Gives the lead a benefit. Takes effect in the decision's own transaction, where the ledger of grants and the stock are;
 * the answer is an input, `benefit.granted` or `benefit.refused`, which the next turn takes.
 */
export interface GrantCommand {
  kind: 'grant';
  ref: string;
  journey: string;
  key?: string;
  step: string;
  benefit: string;
  /** Given once for this value, whoever brings it; absent: once for the lead. */
  once?: string;
  /** How many there are in all; absent: as many as are asked for. */
  stock?: number;
  at: number;
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
