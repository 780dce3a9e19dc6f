import { setAttribute } from '../attributes/set-attribute.js';
import { addTag, removeTag } from '../attributes/tags.js';
import type { Happening } from '../conditions/view.js';
import type { Facts, Reach } from '../input.js';
import type { Turn } from '../turn.js';
import { changeConsent } from './consent.js';

const MOST_CHANNELS = 16;

/** Takes what changed about the lead into its state: consent first, then reach, attributes and tags. Answers with the events made from it. */
export function applyFacts(turn: Turn, facts: Facts): Happening[] {
  const { state } = turn;
  const happenings = (facts.consent ?? []).flatMap((change) => changeConsent(turn, change) ?? []);
  for (const [channel, reach] of Object.entries(facts.reach ?? {})) setReach(turn, channel, reach);
  if (facts.locale !== undefined) state.locale = facts.locale.slice(0, 35);
  if (facts.timeZone !== undefined) state.timeZone = facts.timeZone.slice(0, 64);
  for (const [name, value] of Object.entries(facts.attributes ?? {}))
    setAttribute(turn, name, value);
  for (const tag of facts.tags?.remove ?? []) removeTag(turn, tag);
  for (const tag of facts.tags?.add ?? []) addTag(turn, tag);
  return happenings;
}

function setReach({ state: { reach } }: Turn, channel: string, value: Reach): void {
  const channels = new Map(Object.entries(reach));
  if (channels.has(channel) || channels.size < MOST_CHANNELS) reach[channel] = value;
}
