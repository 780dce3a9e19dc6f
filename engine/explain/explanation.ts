import type { Json } from '../json.js';
import type { Note, Tested } from '../trace.js';

/** Languages the product explains itself in. */
export type Language = 'zh-CN' | 'en';

/** One note of a trace in words. Times in it are local to the playbook's zone. */
export interface Sentence {
  at: number;
  text: string;
  note: Note;
}

/** Something that a journey not entered still needs, with the value the lead has now. */
export interface Missing extends Tested {
  text: string;
  needs?: Json;
}

/** A journey of one lead: where it stands, and why it has or has not moved. */
export interface JourneyExplanation {
  journey: string;
  key?: string;
  /** `outside`: never entered; `inside`: an enrolment stands in it; `over`: left, and not inside again. */
  standing: 'outside' | 'inside' | 'over';
  /** Step an enrolment stands at, what for and until when. */
  step?: string;
  since?: number;
  until?: number;
  waitsFor?: string;
  /** Outcome of the last run, where one is over. */
  outcome?: string;
  /** The answer in a sentence or two: `Nurture waits until Mon 2026-12-07 09:00 because the sending window is shut.` */
  summary: string;
  /** What a journey not entered still needs, each with the value the lead has now. */
  missing: Missing[];
  /** Notes that moved or held it, oldest first. */
  history: Sentence[];
}
