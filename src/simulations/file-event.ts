import { z } from 'zod';

import type { Facts } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { PastInput } from '../../engine/simulate/history.js';
import { isObject } from '../http/check-body.js';

const name = z.string().min(1).max(200);
const object = z.custom<JsonObject>(isObject, 'an object');
const time = z.iso.datetime({ offset: true, local: true });

/**
 * One line of a file of events: `leadId` (or `userId`) says whose it is, `timestamp` when, `event` and `properties` what;
 * the rest is what it tells of the lead. Other members are passed over, so that exports of other tools can be read.
 */
const line = z.looseObject({
  leadId: name.optional(),
  userId: name.optional(),
  timestamp: time,
  event: name.optional(),
  properties: object.optional(),
  attributes: object.optional(),
  traits: object.optional(),
  tags: z.array(name).max(64).optional(),
  consent: z.record(name, z.boolean()).optional(),
  reach: z.record(name, z.enum(['ok', 'none', 'suppressed'])).optional(),
  history: z.boolean().optional(),
});

type Line = z.infer<typeof line>;

/** One input of a file, and whose it is. */
export interface FiledInput {
  lead: string;
  input: PastInput;
  positive?: boolean;
}

/** A file cannot be read as a history; the message says where and why, and never repeats a value. */
export class UnreadableHistory extends Error {
  override name = 'UnreadableHistory';
}

/** @param place of the line in its file, from 1 */
export function readFileEvent(text: string, place: number): FiledInput {
  const parsed = line.safeParse(jsonOf(text, place));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new UnreadableHistory(
      `Line ${place}: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'cannot be read'}`,
    );
  }
  const { data } = parsed;
  const lead = data.leadId ?? data.userId;
  if (lead === undefined) {
    throw new UnreadableHistory(`Line ${place}: say whose event it is, by leadId or userId`);
  }
  return { lead, input: inputOf(data, place) };
}

function jsonOf(text: string, place: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableHistory(
      `Line ${place} is not JSON; a file of events has one object a line`,
    );
  }
}

function inputOf(data: Line, place: number): PastInput {
  const at = Date.parse(data.timestamp);
  const facts = factsOf(data);
  const { event, properties = {}, history } = data;
  return {
    id: `line-${place}`,
    at,
    occurredAt: at,
    ...(history === true ? { history } : {}),
    ...(facts === undefined ? {} : { facts }),
    body:
      event === undefined
        ? { kind: 'update', by: 'client' }
        : { kind: 'event', name: event, properties },
  };
}

function factsOf({ attributes, traits, tags, consent, reach }: Line): Facts | undefined {
  const values = { ...traits, ...attributes };
  const facts: Facts = {};
  if (Object.keys(values).length > 0) facts.attributes = values;
  if (tags !== undefined) facts.tags = { add: tags };
  if (consent !== undefined) facts.consent = consentOf(consent);
  const reachable = { ...reachOf(values), ...reach };
  if (Object.keys(reachable).length > 0) facts.reach = reachable;
  return Object.keys(facts).length === 0 ? undefined : facts;
}

/** Who leaves an address can be reached there, as at the front door. */
function reachOf(values: JsonObject): NonNullable<Facts['reach']> {
  const channels = { email: 'email', phone: 'sms', wecomId: 'wecom' };
  const given = Object.entries(channels).filter(([attribute]) => Boolean(values[attribute]));
  return Object.fromEntries(given.map(([, channel]) => [channel, 'ok' as const]));
}

const consentOf = (consent: { [channel: string]: boolean }): NonNullable<Facts['consent']> =>
  Object.entries(consent).map(([channel, granted]) => {
    return { channel, purpose: 'marketing', granted, by: 'lead' as const };
  });
