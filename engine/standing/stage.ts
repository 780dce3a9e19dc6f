import { holds } from '../conditions/holds.js';
import type { Stage } from '../playbook/playbook.js';
import { closeTickets } from '../tickets/close-tickets.js';
import { note, type Turn } from '../turn.js';

/** The stage at which every open ticket is won. */
const CUSTOMER = 'customer';

/**
 * A lead moves to the furthest stage whose condition holds, never back. Where it stands in a stage that this version
 * does not have, nobody knows what would be back: only what just happens moves it then. Says whether it moved.
 */
export function judgeStage(turn: Turn): boolean {
  const { state, playbook } = turn;
  const { stages } = playbook;
  const present = stages.findIndex(({ id }) => id === state.stage);
  const isLost = present < 0;
  const next = stages.findLastIndex(
    (stage, rank) =>
      rank > present && (!isLost || tellsOfNews(stage.when)) && stageHolds(turn, stage),
  );
  const stage = stages[next];
  if (stage === undefined) return false;
  note(turn, { note: 'stage', from: state.stage, to: stage.id, because: becauseOf(turn) });
  state.stage = stage.id;
  if (stage.id === CUSTOMER) closeTickets(turn, 'won');
  return true;
}

/** Holds in the moment of an event alone. */
function tellsOfNews(when: Stage['when']): boolean {
  if (when === 'captured') return false;
  switch (when.is) {
    case 'event':
    case 'engages':
      return true;
    case 'all':
      return when.of.some(tellsOfNews);
    case 'any':
      return when.of.every(tellsOfNews);
    default:
      return false;
  }
}

function stageHolds(turn: Turn, { when }: Stage): boolean {
  return when === 'captured' ? turn.state.capturedAt !== undefined : holds(when, turn);
}

function becauseOf({ happenings, state }: Turn): string {
  return happenings[0]?.name ?? `tier ${state.tier}`;
}
