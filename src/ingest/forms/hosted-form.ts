/** Names that a posted form uses for the capture itself; every other one is a field of the form. */
const OWN = new Set([
  'form',
  'messageId',
  'anonymousId',
  'userId',
  'externalIds',
  'fields',
  'consent',
  'source',
  'intent',
  'locale',
  'timeZone',
  'page',
  'playbook',
  'timestamp',
  'sentAt',
  'test',
]);
const UTM = /^utm_([a-z]{1,20})$/;

type Members = { [name: string]: unknown };

/**
 * A form as a browser posts it, in the shape of the API: flat names become fields, a ticked box called `consent` becomes
 * consent, `utm_*` become the source's.
 */
export function normalForm(posted: unknown): unknown {
  if (typeof posted !== 'object' || posted === null) return posted;
  const capture: Members = {};
  const fields: Members = {};
  const utm: Members = {};
  for (const [name, value] of Object.entries(posted)) {
    const [, tag] = UTM.exec(name) ?? [];
    if (tag !== undefined) utm[tag] = value;
    else if (OWN.has(name)) capture[name] = value;
    else if (name !== 'writeKey') fields[name] = value;
  }
  const { consent, source } = capture;
  return {
    ...capture,
    fields: { ...fields, ...asMembers(capture['fields']) },
    ...(consent === undefined ? {} : { consent: consentOf(consent) }),
    ...(source === undefined && Object.keys(utm).length === 0
      ? {}
      : { source: sourceOf(source, utm) }),
  };
}

const asMembers = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** `consent=on`, or `consent[granted]=true` with one or several `consent[channels]`. */
function consentOf(consent: unknown): unknown {
  if (typeof consent === 'string') return { granted: consent };
  const members = asMembers(consent);
  const { channels } = members;
  return typeof channels === 'string' ? { ...members, channels: [channels] } : members;
}

function sourceOf(source: unknown, utm: Members): unknown {
  const members = typeof source === 'string' ? { channel: source } : asMembers(source);
  return Object.keys(utm).length === 0 ? members : { ...members, utm };
}
