/** Properties by type, as in the `events` section of a document. */
export interface EventTypes {
  [event: string]: { [property: string]: string };
}

const message = {
  ref: 'string',
  template: 'string',
  journey: 'string',
  step: 'string',
  key: 'string?',
  channel: 'string?',
};

/** Events the system makes itself. A playbook may use them without declaring them. */
export const SYSTEM_EVENTS: EventTypes = {
  'message.sent': message,
  'message.delivered': message,
  'message.opened': message,
  'message.clicked': { ...message, link: 'string' },
  'message.replied': message,
  'message.ignored': message,
  'message.bounced': message,
  'message.complained': message,
  'message.failed': message,
  'consent.given': { channel: 'string', purpose: 'string', by: 'string?' },
  'consent.withdrawn': { channel: 'string', purpose: 'string', by: 'string?' },
  'ticket.assigned': { ref: 'string', ticket: 'string', queue: 'string', rep: 'string?' },
  'ticket.contacted': { ticket: 'string', queue: 'string?' },
  'ticket.feedback': { ticket: 'string', queue: 'string?', result: 'string' },
  'benefit.granted': { ref: 'string', benefit: 'string', key: 'string?' },
  'benefit.refused': { ref: 'string', benefit: 'string', key: 'string?', why: 'string' },
};

/** These move consent, reach, a stage or a ticket, whatever the playbook says. */
export const ALWAYS_RING: readonly string[] = [
  'benefit.granted',
  'benefit.refused',
  'consent.given',
  'consent.withdrawn',
  'message.bounced',
  'message.complained',
  'message.failed',
  'message.replied',
  'ticket.assigned',
  'ticket.contacted',
  'ticket.feedback',
];
