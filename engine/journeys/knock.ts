import type { JsonObject } from '../json.js';
import type { JourneyIndex } from './catalogue.js';

/** Somebody at the door of a journey. */
export interface Knock {
  index: JourneyIndex;
  properties: JsonObject;
  because: string;
  /** A person asks for it: the trigger, the guard and re-entry are not looked at. */
  manual?: true;
}
