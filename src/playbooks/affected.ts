import { own } from '../../engine/json.js';
import type { Inside, InsideAct } from '../../engine/versions/inside.js';
import type { SomeJourneys } from '../jobs/lead-job.js';

/** What a choice says of a journey. */
export const actOn = (inside: Inside, journey: string): InsideAct =>
  own(inside.journeys, journey)?.do ?? inside.default;

/** The journeys whose runs do not simply finish on their version; nothing where all do. */
export function affectedBy({ default: rest, journeys }: Inside): SomeJourneys | undefined {
  const named = (isPinned: boolean) =>
    Object.keys(journeys).filter((journey) => (journeys[journey]?.do === 'pin') === isPinned);
  if (rest !== 'pin') return { except: named(true) };
  return named(false).length === 0 ? undefined : { journeys: named(false) };
}
