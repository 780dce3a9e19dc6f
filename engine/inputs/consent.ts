import type { ConsentChange } from '../input.js';
import { own } from '../json.js';
import type { Happening } from '../conditions/view.js';
import { note, type Turn } from '../turn.js';

/** Channels and purposes a lead may have said a word on. */
const MOST = 64;

/** The lead's last word on a channel and purpose. A change of it is an event too: `consent.given`, `consent.withdrawn`. */
export function changeConsent(turn: Turn, change: ConsentChange): Happening | undefined {
  const { consent } = turn.state;
  const { channel, purpose, granted, by } = change;
  const name = `${channel}:${purpose}`;
  const before = own(consent, name);
  if (before === undefined && Object.keys(consent).length >= MOST) return undefined;
  consent[name] = { granted, at: turn.at, by };
  if (before?.granted === granted) return undefined;
  note(turn, { note: 'consent', channel, purpose, granted });
  turn.changed = true;
  return {
    name: granted ? 'consent.given' : 'consent.withdrawn',
    properties: { channel, purpose, by },
    occurredAt: turn.at,
  };
}
