import type { Language } from '../../engine/explain/explanation.js';
import { sentence } from '../../engine/explain/sentence.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { LeadHistory } from '../../engine/simulate/history.js';
import { live } from '../../engine/simulate/live.js';
import { totalScore } from '../../engine/scoring/total.js';
import type { Note } from '../../engine/trace.js';
import { Newest } from './newest.js';

/** What would have happened to one lead, in words. Times are ISO 8601. */
export interface LivedLead {
  lead: string;
  tier: string;
  stage: string;
  score: number;
  timeline: { at: string; text: string; note: Note }[];
  /** The newest are told; so many before them are not. */
  leftOut: number;
  /** Inputs of the past that would not have happened, the newest of them. */
  dropped: { at: string; id: string; why: string }[];
}

const MOST = 2_000;

/** @returns `too-long` for a life that does not come to its end */
export function liveOne(
  draft: Playbook,
  history: LeadHistory,
  until: number,
  language: Language,
): LivedLead | 'too-long' {
  const notes = new Newest<Note>(MOST);
  const dropped = new Newest<LivedLead['dropped'][number]>(MOST);
  const state = live(draft, history, until, {
    meets: ({ at, id }, why) => {
      if (why !== undefined) dropped.add({ at: new Date(at).toISOString(), id, why });
    },
    decided: ({ trace }) => {
      for (const note of trace) notes.add(note);
    },
  });
  if (state === 'too-long') return state;
  const { lead, tier, stage } = state;
  return {
    lead,
    tier,
    stage,
    score: totalScore(state, draft),
    timeline: notes.kept().map((note) => {
      return { at: new Date(note.at).toISOString(), text: sentence(note, draft, language), note };
    }),
    leftOut: notes.leftOut,
    dropped: dropped.kept(),
  };
}
