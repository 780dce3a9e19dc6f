import type { Playbook } from '../playbook/playbook.js';
import type { Note } from '../trace.js';
import type { Language } from './explanation.js';
import { factWords } from './fact-words.js';
import { handoverWords } from './handover-words.js';
import { journeyWords } from './journey-words.js';
import { Tongue, type Titles } from './tongue.js';

/** A note of a trace in one sentence; times are local to the playbook's zone. */
export function sentence(
  note: Note,
  { timeZone, ...titles }: Pick<Playbook, 'timeZone'> & Titles,
  language: Language,
): string {
  const tongue = new Tongue(language, timeZone, titles);
  return (
    factWords(note, tongue) ??
    journeyWords(note, tongue) ??
    handoverWords(note, tongue) ??
    note.note
  );
}
