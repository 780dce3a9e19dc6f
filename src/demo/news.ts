import type { Json } from '../../engine/json.js';
import type { Note, Verdict } from '../../engine/trace.js';
import { momentOf } from './story-time.js';

/** How a piece of news is marked for the eye. */
export type Mark = 'in' | 'score' | 'mail' | 'held' | 'skipped' | 'sales' | 'over';

/** What a newcomer should read of one decision. */
export interface News {
  /** Engine time, epoch ms. */
  at: number;
  mark: Mark;
  text: string;
}

type NoteOf<Kind extends Note['note']> = Extract<Note, { note: Kind }>;

/**
 * A decision's trace in a few short lines. `leadloom explain` tells all of it; this tells what happened and the one reason
 * that matters. Deadlines of minutes are left out: at the demo's speed they pass in a blink.
 */
export function newsOf(trace: readonly Note[]): News[] {
  const news = trace.flatMap((note, index): News[] => {
    const told = tell(note, trace.slice(0, index));
    return told ? [{ at: note.at, ...told }] : [];
  });
  return joined(news);
}

function tell(note: Note, before: readonly Note[]): Omit<News, 'at'> | undefined {
  switch (note.note) {
    case 'input':
      return aboutInput(note);
    case 'scored':
      return { mark: 'score', text: `${signed(note.points)} ${note.rule} = ${note.total} points` };
    case 'tier':
      return { mark: 'score', text: `tier ${note.from} → ${note.to}: ${note.because}` };
    case 'policy':
      return aboutMessage(note, before);
    case 'passed-over':
      return aboutPassing(note);
    case 'consent':
      if (note.granted) return undefined;
      return { mark: 'over', text: `withdraws consent for ${note.channel}` };
    case 'assign':
      return { mark: 'sales', text: `HANDED OVER to a person (queue ${note.queue})` };
    case 'ticket':
      return aboutTicket(note);
    case 'stage':
      if (note.to !== 'customer') return undefined;
      return { mark: 'sales', text: `IS A CUSTOMER: ${note.because.replaceAll('_', ' ')}` };
    case 'exited':
      return aboutLeaving(note);
    default:
      return undefined;
  }
}

const DOINGS: { [event: string]: string } = {
  form_submitted: 'fills in the form',
  'message.clicked': 'clicks a link in a mail',
  'message.replied': 'answers a mail',
  order_placed: 'places an order',
};

function aboutInput({ name, past = 0 }: NoteOf<'input'>): Omit<News, 'at'> | undefined {
  const doing = DOINGS[name];
  const earlier = past > 0 ? `; ${past} earlier visit${past > 1 ? 's' : ''} counted` : '';
  return doing === undefined ? undefined : { mark: 'in', text: doing + earlier };
}

function aboutMessage(
  { result, template, journey }: NoteOf<'policy'>,
  before: readonly Note[],
): Omit<News, 'at'> {
  switch (result.verdict) {
    case 'sent': {
      const move = before.findLast((note) => note.note === 'moved' && note.journey === journey);
      const why = move?.note === 'moved' && move.edge === 'timeout' ? ', no answer in time' : '';
      return { mark: 'mail', text: `${template} by ${result.channel} (${journey}${why})` };
    }
    case 'withheld':
      return { mark: 'skipped', text: `${template} withheld: in the holdout of ${journey}` };
    case 'held':
      return {
        mark: 'held',
        text: `${template} waits until ${momentOf(result.until)}: ${heldBy(result)}`,
      };
    case 'skipped':
      return { mark: 'skipped', text: `${template} not sent: ${skippedBy(result)}` };
  }
}

function heldBy({ why, used, max }: Extract<Verdict, { verdict: 'held' }>): string {
  if (why === 'window') return 'outside working hours';
  return why === 'cap' ? `${used} of ${max} this week` : why;
}

function skippedBy({ why, cap, used, max }: Extract<Verdict, { verdict: 'skipped' }>): string {
  if (why === 'cap') return `${cap} full, ${used} of ${max}`;
  return why === 'consent' ? 'no consent' : why;
}

function aboutPassing({ journey, why, tested }: NoteOf<'passed-over'>) {
  const failed = tested?.find(({ holds }) => !holds);
  if (why !== 'guard' || !failed) return undefined;
  const text = `no ${journey}: wants ${failed.condition}, is ${words(failed.saw)}`;
  return { mark: 'skipped' as const, text };
}

function aboutTicket({ what, result }: NoteOf<'ticket'>): Omit<News, 'at'> | undefined {
  switch (what) {
    case 'contacted':
      return { mark: 'sales', text: 'the rep makes contact' };
    case 'feedback':
      return { mark: 'sales', text: `the rep reports: ${result ?? ''}` };
    case 'closed':
      return { mark: 'sales', text: `the ticket is closed: ${result ?? ''}` };
    default:
      return undefined;
  }
}

function aboutLeaving({ journey, why }: NoteOf<'exited'>): Omit<News, 'at'> | undefined {
  if (why === 'goal') return { mark: 'over', text: `leaves ${journey}, its goal reached` };
  return why === 'exit' ? { mark: 'over', text: `leaves ${journey}` } : undefined;
}

const words = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const signed = (points: number): string => (points < 0 ? String(points) : `+${points}`);

/** Scores of one moment become one line, and so do journeys left: `+10 a, +5 b = 15 points`. */
function joined(news: readonly News[]): News[] {
  const lines: News[] = [];
  for (const next of news) {
    const last = lines.at(-1);
    const text = last?.at === next.at ? together(last.text, next.text) : undefined;
    if (last && text !== undefined) last.text = text;
    else lines.push({ ...next });
  }
  return lines;
}

function together(first: string, second: string): string | undefined {
  const score = / = \S+ points$/;
  if (score.test(first) && score.test(second)) return `${first.replace(score, '')}, ${second}`;
  const leaves = 'leaves ';
  if (first.startsWith(leaves) && second.startsWith(leaves)) {
    return `${first}, ${second.slice(leaves.length)}`;
  }
  return undefined;
}
