import { fire, note, type Turn } from '../turn.js';

/** Tags a lead keeps, the newest. */
const MOST = 64;
const LONGEST = 80;

/** A tag that is new to the lead is a trigger, and `tagged` journeys begin. */
export function addTag(turn: Turn, text: string): void {
  const tag = text.slice(0, LONGEST);
  if (keepTag(turn, tag)) fire(turn, `tag:${tag}`);
}

/** The tag of a merged lead: it has had that for long, so it is no news. */
export function takeOverTag(turn: Turn, tag: string): void {
  keepTag(turn, tag);
}

/** Whether it is new. */
function keepTag(turn: Turn, tag: string): boolean {
  const { state } = turn;
  if (tag === '' || state.tags.includes(tag)) return false;
  state.tags = [...state.tags, tag].slice(-MOST);
  note(turn, { note: 'tag', tag, added: true });
  turn.changed = true;
  return true;
}

export function removeTag(turn: Turn, text: string): void {
  const { state } = turn;
  const tag = text.slice(0, LONGEST);
  if (!state.tags.includes(tag)) return;
  state.tags = state.tags.filter((one) => one !== tag);
  note(turn, { note: 'tag', tag, added: false });
  turn.changed = true;
}
