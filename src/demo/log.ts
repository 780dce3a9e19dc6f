import type { Note } from '../../engine/trace.js';
import { newsOf } from './news.js';
import type { Deed, Person } from './person.js';
import type { Happening } from './screen.js';

/** What happened so far, as the terminal tells it, and the figures that only the traces know. */
export class Log {
  readonly happenings: Happening[] = [];
  /** Messages that did not go, each for a reason. */
  skipped = 0;
  /** Engine time at which a rep got the first lead. */
  firstHandOver: number | undefined;

  decision(who: string, trace: readonly Note[]): void {
    for (const note of trace) this.#count(note);
    this.happenings.push(...newsOf(trace).map((news) => ({ who, ...news })));
  }

  /** What leaves no decision behind and yet should be seen: nothing stored, or no lead to decide about. */
  deed(at: number, person: Person, deed: Deed, isLead: boolean): void {
    const text = undecided(deed, isLead);
    if (text) this.happenings.push({ at, mark: 'story', who: person.name, text });
  }

  #count(note: Note): void {
    if (note.note === 'policy' && note.result.verdict === 'skipped') this.skipped += 1;
    if (note.note === 'ticket' && note.what === 'assigned') this.firstHandOver ??= note.at;
  }
}

function undecided(deed: Deed, isLead: boolean): string | undefined {
  if (deed.do === 'form' && deed.refused) return 'no consent ticked: refused, nothing stored';
  if (deed.do !== 'visit' || isLead) return undefined;
  return `unknown visitor: ${deed.event.replaceAll('_', ' ')}`;
}
