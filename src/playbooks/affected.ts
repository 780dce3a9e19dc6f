import { own } from '../../engine/json.js';
import type { Inside, InsideAct } from '../../engine/versions/inside.js';

/** What a choice says of a journey. */
export const actOn = (inside: Inside, journey: string): InsideAct =>
  own(inside.journeys, journey)?.do ?? inside.default;

/** Of these journeys, those whose runs do not simply finish on their version. */
export const affectedBy = (inside: Inside, journeys: readonly string[]): string[] =>
  [...new Set(journeys)].filter((journey) => actOn(inside, journey) !== 'pin');
