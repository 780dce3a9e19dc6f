import { holds } from '../conditions/holds.js';
import type { View } from '../conditions/view.js';
import type { Catalogue } from './catalogue.js';

/** Names of the `becomesTrue` triggers that hold. */
export function truthsOf({ becoming }: Catalogue, view: View): Set<string> {
  const names = new Set<string>();
  for (const { name, condition } of becoming) if (holds(condition, view)) names.add(name);
  return names;
}
