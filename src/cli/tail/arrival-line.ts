import { nearest } from '../../../engine/playbook/suggest.js';
import type { Arrived } from './intake-feed.js';

/** One line for the terminal: `10:02:11  web  pricing_page_visited  lead 0195… #4  rings`. */
export function arrivalLine(arrived: Arrived, knownEvents: ReadonlySet<string>): string {
  const { at, source, name, lead, n, fate, code, pointer, messageId } = arrived;
  const time = at.toISOString().slice(11, 19);
  if (fate === 'refused') {
    const where = pointer === null ? '' : ` at ${pointer}`;
    return `${time}  ${source}  refused: ${code ?? ''}${where}${messageId === null ? '' : ` (${messageId})`}`;
  }
  const who = lead === null ? 'a visitor' : `lead ${lead} #${n ?? ''}`;
  return `${time}  ${source}  ${name ?? 'event'}  ${who}  ${inWords(fate)}${hint(name, knownEvents)}`;
}

const WORDS: { [fate: string]: string } = {
  rings: 'rings',
  irrelevant: 'stored, no rule uses it now',
  visitor: 'waits until the visitor is known',
};

const inWords = (fate: string): string => WORDS[fate] ?? fate;

/** An event that no playbook names is most often a name misspelt in a tracker. */
function hint(name: string | null, known: ReadonlySet<string>): string {
  if (name === null || known.has(name)) return '';
  const near = nearest(name, known);
  return near === undefined ? '  unknown event' : `  unknown event, did you mean \`${near}\`?`;
}
