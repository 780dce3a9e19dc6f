import type { JsonObject } from '../json.js';
import type { Called, Enrolment } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import { catalogueOf, type JourneyIndex } from './catalogue.js';

/** An enrolment on the move. */
export interface Run {
  enrolment: Enrolment;
  index: JourneyIndex;
  /** Time from which the next wait counts, epoch ms: the turn's, or that of a send that went late. */
  cursor: number;
  /** The message handed over in this move, while the wait right after it has not begun. */
  after?: string;
  /** The webhook asked for in this move, likewise. */
  called?: Called;
}

interface Versions {
  playbook: Playbook;
  versions: (version: number) => Playbook | undefined;
}

/** That version of the playbook, where it is at hand. */
export function versionOf({ playbook, versions }: Versions, version: number): Playbook | undefined {
  return version === playbook.version ? playbook : versions(version);
}

/** The journey as the enrolment follows it: its own version's, else the present one; nothing where it is gone. */
export function journeyOf(
  all: Versions,
  { journey, version }: Enrolment,
): JourneyIndex | undefined {
  const own = versionOf(all, version);
  const index = own && catalogueOf(own).journeys.get(journey);
  return index ?? catalogueOf(all.playbook).journeys.get(journey);
}

/** Where a note or a command comes from. */
export function placeOf({ journey, key }: { journey: string; key?: string }): {
  journey: string;
  key?: string;
} {
  return key === undefined ? { journey } : { journey, key };
}

/** What texts may say of the events behind an enrolment: the one that began it, and the one that ended its last wait. */
export function wordsOf({ entry, heard }: Pick<Enrolment, 'entry' | 'heard'>): {
  entry: JsonObject;
  event?: JsonObject;
} {
  return { entry: { ...entry }, ...(heard === undefined ? {} : { event: { ...heard } }) };
}

/** For a command: the version whose templates it means, where that is not the one of the decision. */
export function ownVersion({ playbook }: { playbook: Playbook }, { version }: Enrolment) {
  return version === playbook.version ? {} : { version };
}
