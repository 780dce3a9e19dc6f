import type { Note } from '../../engine/trace.js';
import type { Deed, Person } from './person.js';
import { markOf } from './notable.js';
import type { Happening } from './screen.js';

/** What happened so far, as the terminal tells it, and the figures that only the trace knows. */
export class Log {
  readonly happenings: Happening[] = [];
  /** Messages that did not go, each for a reason. */
  skipped = 0;
  /** Engine time of the first lead that was given to a rep. */
  firstHandOver: number | undefined;

  /** @param text the note in words */
  note(who: string, note: Note, text: string): void {
    if (note.note === 'policy' && note.result.verdict === 'skipped') this.skipped += 1;
    if (note.note === 'ticket' && note.what === 'assigned') this.firstHandOver ??= note.at;
    const mark = markOf(note);
    if (mark) this.happenings.push({ at: note.at, mark, who, text });
  }

  /** What leaves no decision behind and yet should be seen: nothing stored, or no lead to decide about. */
  deed(at: number, person: Person, deed: Deed, isLead: boolean): void {
    const text = unseen(deed, isLead);
    if (text) this.happenings.push({ at, mark: 'story', who: person.name, text });
  }
}

function unseen(deed: Deed, isLead: boolean): string | undefined {
  if (deed.do === 'form' && deed.refused) {
    return 'sends the form without ticking consent: refused, nothing is stored';
  }
  if (deed.do === 'visit' && !isLead) {
    return `${deed.event.replaceAll('_', ' ')}, by a visitor nobody knows: stored, waits for a form`;
  }
  return undefined;
}
