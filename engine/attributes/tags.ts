import { note, type Turn } from '../turn.js';

/** Tags a lead keeps, the newest. */
const MOST = 64;
const LONGEST = 80;

export function addTag(turn: Turn, text: string): void {
  const { state } = turn;
  const tag = text.slice(0, LONGEST);
  if (tag === '' || state.tags.includes(tag)) return;
  state.tags = [...state.tags, tag].slice(-MOST);
  note(turn, { note: 'tag', tag, added: true });
  turn.changed = true;
}

export function removeTag(turn: Turn, tag: string): void {
  const { state } = turn;
  if (!state.tags.includes(tag)) return;
  state.tags = state.tags.filter((one) => one !== tag);
  note(turn, { note: 'tag', tag, added: false });
  turn.changed = true;
}
