import { addLifetime } from '../calendar/open-time.js';
import type { Playbook, Send } from '../playbook/playbook.js';
import type { View } from '../conditions/view.js';
import { windowOf } from './window.js';

/** The moment at which a send first reached at `since` is no longer sent; counted by its own window's calendar. */
export function expiryOf(view: View, pinned: Playbook, send: Send, since: number): number {
  const { calendar, zone } = windowOf(view.state, view.playbook, send.window, pinned);
  return addLifetime(calendar, since, send.expires, zone);
}
