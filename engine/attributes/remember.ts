import { own } from '../json.js';
import type { Happening } from '../conditions/view.js';
import type { Turn } from '../turn.js';
import { setAttribute } from './set-attribute.js';

/** Attributes that hold the last value of an event's property. Old news fills a gap, it never replaces. */
export function rememberProperties(turn: Turn, { name, properties }: Happening): void {
  for (const [attribute, { remember }] of Object.entries(turn.playbook.attributes)) {
    if (remember?.event !== name) continue;
    const value = own(properties, remember.property);
    const known = own(turn.state.attributes, attribute) !== undefined;
    if (value !== undefined && value !== null && !(known && turn.old !== undefined)) {
      setAttribute(turn, attribute, value);
    }
  }
}
