import type { Note } from '../../engine/trace.js';

/** How a piece of news is marked for the eye. */
export type Mark = 'in' | 'score' | 'mail' | 'held' | 'skipped' | 'sales' | 'over';

/**
 * What of a trace a newcomer wants to see, and under which mark; the others say how it came about and are for
 * `leadloom explain`. Deadlines of minutes are left out: at the demo's speed they pass in a blink.
 */
export function markOf(note: Note): Mark | undefined {
  switch (note.note) {
    case 'input':
      return note.name === 'form_submitted' ? 'in' : undefined;
    case 'scored':
    case 'tier':
      return 'score';
    case 'message':
      return note.what === 'clicked' || note.what === 'replied' ? 'in' : undefined;
    case 'policy':
      return { sent: 'mail', held: 'held', skipped: 'skipped' }[note.result.verdict] as Mark;
    case 'passed-over':
      return 'skipped';
    case 'consent':
      return note.granted ? undefined : 'over';
    case 'ticket':
      return note.what.endsWith('overdue') ? undefined : 'sales';
    case 'stage':
      return 'sales';
    case 'exited':
      return note.why === 'exit' || note.why === 'goal' ? 'over' : undefined;
    default:
      return undefined;
  }
}
