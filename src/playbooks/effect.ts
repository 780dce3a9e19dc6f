import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Inside, InsideAct } from '../../engine/versions/inside.js';
import { actOn } from './affected.js';
import type { Inhabitants } from './standing.js';

/** What a publication means for the runs inside one journey. */
export interface JourneyEffect {
  do: InsideAct;
  /** Runs that stood on an older version when it was published. */
  inside: number;
  pinned: number;
  moved: number;
  leaving: number;
}

export interface Effect {
  /** Leads that stood in any journey. */
  leads: number;
  journeys: { [journey: string]: JourneyEffect };
}

/** The stated effect, from the numbers alone: a step that is gone for good ends a run that counts as moved here. */
export function effectOf({ leads, runs }: Inhabitants, next: Playbook, inside: Inside): Effect {
  const journeys: Effect['journeys'] = {};
  for (const { journey, version, runs: count } of runs) {
    if (version >= next.version) continue;
    const act = actOn(inside, journey);
    const isGone = next.journeys.every(({ id }) => id !== journey);
    const before = journeys[journey] ?? { do: act, inside: 0, pinned: 0, moved: 0, leaving: 0 };
    const fate = act === 'pin' ? 'pinned' : act === 'exit' || isGone ? 'leaving' : 'moved';
    journeys[journey] = { ...before, inside: before.inside + count, [fate]: before[fate] + count };
  }
  return { leads, journeys };
}
