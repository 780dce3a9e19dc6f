import type { Happening } from '../conditions/view.js';
import type { JsonObject } from '../json.js';
import type { SentMessage } from '../lead-state.js';
import { dropSilence } from '../messages/silence.js';
import { fire, note, type Turn } from '../turn.js';
import { takeIn } from './take-in.js';

/** Makes the events that are due at the turn's moment; each scores, counts, enters and ends waits like any other. */
export function makeDerivedEvents(turn: Turn): void {
  for (const message of turn.state.messages) {
    for (const [event, due] of Object.entries(message.silence ?? {})) {
      if (due === null || due > turn.at) continue;
      dropSilence(message, event);
      happen(turn, message, event, due);
    }
  }
}

function happen(turn: Turn, message: SentMessage, name: string, occurredAt: number): void {
  const { ref, journey, key, step, template, channel } = message;
  const properties: JsonObject = { ref, journey, step, template, channel };
  if (key !== undefined) properties['key'] = key;
  const happening: Happening = { name, properties, occurredAt };
  note(turn, { note: 'message', ref, what: name.replace(/^message\./u, '') });
  turn.happenings = [...turn.happenings, happening];
  takeIn(turn, happening);
  fire(turn, `event:${name}`);
}
