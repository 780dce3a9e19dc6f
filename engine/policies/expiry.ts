import { addLifetime } from '../calendar/open-time.js';
import type { Enrolment } from '../lead-state.js';
import type { Playbook, Send } from '../playbook/playbook.js';
import type { View } from '../conditions/view.js';
import { windowOf } from './window.js';

/**
 * The moment at which a send first reached at `since` is no longer sent: counted by its own window's calendar, and at the
 * latest when its run ends.
 */
export function expiryOf(
  view: View,
  pinned: Playbook,
  send: Send,
  since: number,
  { endsAt = Infinity }: Pick<Enrolment, 'endsAt'>,
): number {
  const { calendar, zone } = windowOf(view.state, view.playbook, send.window, pinned);
  return Math.min(addLifetime(calendar, since, send.expires, zone), endsAt);
}
