import { holds } from '../conditions/holds.js';
import type { LeadState } from '../lead-state.js';
import { fire, type Turn } from '../turn.js';
import type { Silence } from './catalogue.js';
import { withoutNews } from './enter.js';

/** Lets the journeys begin for which the lead has been silent long enough by now. */
export function endSilences(turn: Turn): void {
  const { state, catalogue, at } = turn;
  for (const { journey, due } of state.silences ?? []) {
    const silence = catalogue.silences.find(({ index }) => index.journey.id === journey);
    if (silence !== undefined && due <= at && endOf(state, silence) <= at)
      fire(turn, `inactive:${journey}`);
  }
}

/**
 * Sets the deadlines over the last activity: for journeys whose guard holds now, so that nobody is woken for nothing. A
 * silence that is over already is none: it was imported, or a new version looks at it, and nobody is mailed for the past.
 * A deadline that stands already stays although the lead has been active since, and is set anew when it passes: to move
 * a timer with every click costs more than to wake once in vain.
 */
export function watchSilences(turn: Turn): void {
  const { state, catalogue } = turn;
  const watched = catalogue.silences.flatMap((silence) => {
    const due = endOf(state, silence);
    if (due <= turn.at || due === Infinity || !isAwaited(turn, silence)) return [];
    const journey = silence.index.journey.id;
    const standing = state.silences?.find((one) => one.journey === journey)?.due ?? 0;
    return [{ journey, due: standing > turn.at ? Math.min(standing, due) : due }];
  });
  if (watched.length > 0) state.silences = watched;
  else delete state.silences;
}

function endOf({ lastActivityAt = Infinity }: LeadState, { ms }: Silence): number {
  return lastActivityAt + ms;
}

function isAwaited(turn: Turn, { index: { journey } }: Silence): boolean {
  const { state, at } = turn;
  if (state.enrolments.some((one) => one.journey === journey.id)) return false;
  if (journey.reentry.may === 'never' && Object.hasOwn(state.finished, journey.id)) return false;
  const asker = { journey: journey.id, since: at, entry: {} };
  return journey.where === undefined || holds(journey.where, withoutNews(turn), asker);
}
