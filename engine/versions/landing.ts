import { stepAt, type JourneyIndex } from '../journeys/catalogue.js';
import { own } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import type { Edge, Step } from '../playbook/playbook.js';
import type { Turn } from '../turn.js';
import type { JourneyInside } from './inside.js';
import { successor } from './ways-out.js';

/** Where a run is taken up in a new version, and why there. */
export interface Landing {
  to: Edge;
  why: 'same' | 'mapped' | 'removed';
}

/** A journey as the run follows it now, and as it is to follow it. */
export interface Passage {
  enrolment: Enrolment;
  /** Absent where the old version is not at hand. */
  from: JourneyIndex | undefined;
  into: JourneyIndex;
  steps: NonNullable<JourneyInside['steps']>;
}

/**
 * The step that stands for the one where the run stands: the one it is mapped to, else that of the same id. Where there
 * is none, the nearest step after it in the old version that has one; a branch passed on the way is taken as it holds now.
 */
export function landingOf(turn: Turn, { enrolment, from, into, steps }: Passage): Landing {
  const removed = new Set<string>();
  for (let id: string | undefined = enrolment.at.step; id !== undefined;) {
    const mapped = own(steps, id);
    const place = mapped === 'end' ? mapped : into.steps.get(mapped ?? id);
    const why = mapped === undefined ? 'same' : 'mapped';
    if (place !== undefined) return { to: place, why: removed.size > 0 ? 'removed' : why };
    removed.add(id);
    const old: Step | undefined = from && stepAt(from, id);
    const next: Edge = old === undefined ? 'end' : successor(turn, enrolment, old);
    id = next === 'end' ? undefined : from?.journey.steps[next]?.id;
    if (id !== undefined && removed.has(id)) break;
  }
  return { to: 'end', why: 'removed' };
}
