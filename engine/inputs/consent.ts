import type { ConsentChange } from '../input.js';
import { own } from '../json.js';
import type { Happening } from '../conditions/view.js';
import type { LeadState } from '../lead-state.js';
import { note, type Turn } from '../turn.js';

/** Channels and purposes a lead may have said a word on. */
const MOST = 64;

/** The lead's last word on a channel and purpose. A change of it is an event too: see `takeWord`. */
export function changeConsent(turn: Turn, change: ConsentChange): Happening | undefined {
  const { channel, purpose, granted } = change;
  const happening = takeWord(turn.state.consent, change, turn.at);
  if (happening === undefined) return undefined;
  note(turn, { note: 'consent', channel, purpose, granted });
  turn.changed = true;
  return happening;
}

/** Writes a word among those a lead has said; where it changes one, that is `consent.given` or `consent.withdrawn`. */
export function takeWord(
  consent: LeadState['consent'],
  { channel, purpose, granted, by }: ConsentChange,
  at: number,
): Happening | undefined {
  const name = `${channel}:${purpose}`;
  const before = own(consent, name);
  if (before === undefined && Object.keys(consent).length >= MOST) return undefined;
  consent[name] = { granted, at, by };
  if (before?.granted === granted) return undefined;
  return {
    name: granted ? 'consent.given' : 'consent.withdrawn',
    properties: { channel, purpose, by },
    occurredAt: at,
  };
}
