/**
 * What a publication does with the runs inside a journey: `pin` lets them finish on the version they follow, `migrate`
 * takes them along, `exit` ends them.
 */
export type InsideAct = 'pin' | 'migrate' | 'exit';

export interface JourneyInside {
  do: InsideAct;
  /** For `migrate`: a step of an old version -> the step of the new one that stands for it, or `end`. */
  steps?: { [step: string]: string };
}

/** The choice of a publication, journey by journey. */
export interface Inside {
  default: InsideAct;
  journeys: { [journey: string]: JourneyInside };
}

/** What moves the runs of a lead to a published version; those that follow it or a newer one already are left alone. */
export interface Migration {
  do: 'migrate';
  playbook: string;
  to: number;
  inside: Inside;
}
