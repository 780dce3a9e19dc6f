import type { Control } from '../input.js';
import { own } from '../json.js';
import { truthsOf } from '../journeys/truths.js';
import { totalScore } from '../scoring/total.js';
import { fire, note, type Turn } from '../turn.js';

/** A lead holds back few triggers: a playbook has a handful, each of which is held once. */
const MOST = 40;

type Verdict = Extract<Control, { do: 'confirm' | 'dismiss' }>;

/**
 * At the end of a recompute: what it would have set off waits for a person, who lets it happen (`confirm`) or not
 * (`dismiss`). What waited before and is not true any more waits no longer, and may still happen for the first time.
 */
export function keepHeldBack(
  turn: Turn,
  heldBack: ReadonlySet<string>,
  recompute: string | undefined,
): void {
  const { state, catalogue } = turn;
  for (const trigger of Object.keys(state.held ?? {})) {
    if (!stillTrue(turn, trigger)) drop(turn, trigger, 'over');
  }
  for (const trigger of heldBack) {
    const isAwaited = trigger.startsWith('true:') || catalogue.entrances.has(trigger);
    if (!isAwaited || Object.keys(state.held ?? {}).length >= MOST) continue;
    state.held = {
      ...state.held,
      [trigger]: { at: turn.at, ...(recompute === undefined ? {} : { by: recompute }) },
    };
    note(turn, { note: 'held-back', trigger, what: 'held' });
  }
}

/** Lets held triggers fire now, or never. Guards are tested in this very turn, as if it had just happened. */
export function settleHeldBack(turn: Turn, verdict: Verdict): void {
  for (const [trigger, { by }] of Object.entries(turn.state.held ?? {})) {
    if (verdict.recompute !== undefined && by !== verdict.recompute) continue;
    if (verdict.triggers !== undefined && !verdict.triggers.includes(trigger)) continue;
    if (verdict.do === 'dismiss') drop(turn, trigger, 'dismissed');
    else if (stillTrue(turn, trigger)) {
      drop(turn, trigger, 'confirmed');
      fire(turn, trigger);
    } else drop(turn, trigger, 'over');
  }
}

function drop(turn: Turn, trigger: string, what: 'confirmed' | 'dismissed' | 'over'): void {
  const { state } = turn;
  const { [trigger]: held, ...rest } = state.held ?? {};
  if (Object.keys(rest).length === 0) delete state.held;
  else state.held = rest;
  // It never fired and it is not reached now: reached another day, that is its first time.
  if (what === 'over' && held?.at === own(state.marks, trigger)) delete state.marks[trigger];
  note(turn, { note: 'held-back', trigger, what });
}

function stillTrue(turn: Turn, trigger: string): boolean {
  const { state, playbook, catalogue } = turn;
  const [kind, name = ''] = trigger.split(/:(.*)/s);
  switch (kind) {
    case 'score':
      return totalScore(state, playbook) >= Number(name);
    case 'mark':
      return totalScore(state, playbook) >= (own(playbook.marks, name) ?? Infinity);
    case 'tier':
      return state.tier === name;
    case 'tag':
      return state.tags.includes(name);
    default:
      return truthsOf(catalogue, turn).has(name);
  }
}
