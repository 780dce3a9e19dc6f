import { own } from '../json.js';
import type { LeadState, RuleScore } from '../lead-state.js';
import type { ScoringRule } from '../playbook/playbook.js';
import { addPoints } from '../scoring/ledger.js';
import type { Turn } from '../turn.js';

/** What the loser's score adds to the winner's under one rule. */
interface Share {
  points: number;
  times: number;
  seen: string[];
}

/** One entry per rule and property: what both have scored counts once. Rules on attributes are judged anew. */
export function mergeScore(turn: Turn, loser: LeadState): void {
  for (const [id, theirs] of Object.entries(loser.score)) {
    if (theirs.held === true) continue;
    const rule = turn.playbook.scoring.rules.find((one) => one.id === id);
    const ours = own(turn.state.score, id);
    const share = shareOf(rule, ours, theirs);
    if (share.times > 0) take(turn, id, rule?.dimension ?? 'behaviour', share);
  }
}

function shareOf(
  rule: ScoringRule | undefined,
  ours: RuleScore | undefined,
  theirs: RuleScore,
): Share {
  const whole: Share = { points: theirs.points, times: theirs.times, seen: theirs.seen ?? [] };
  if (ours === undefined) return whole;
  const nothing: Share = { points: 0, times: 0, seen: [] };
  switch (rule?.times.limit) {
    case 'each':
      return whole;
    case 'most': {
      const times = Math.min(theirs.times, Math.max(0, rule.times.n - ours.times));
      return { ...nothing, points: times * rule.points, times };
    }
    case 'once-per':
    case 'once-per-day': {
      const seen = whole.seen.filter((mark) => ours.seen?.includes(mark) !== true);
      return { points: seen.length * rule.points, times: seen.length, seen };
    }
    case 'once':
    case undefined:
      // Steps, people and rules of old: one entry is the fact, a second would count it twice.
      return nothing;
  }
}

function take(turn: Turn, rule: string, dimension: string, { points, times, seen }: Share): void {
  const before = own(turn.state.score, rule);
  const score = addPoints(turn, { rule, dimension, points, cause: 'merge', at: turn.at });
  const marks = [...(before?.seen ?? []), ...seen];
  turn.state.score[rule] = {
    ...score,
    times: (before?.times ?? 0) + times,
    ...(marks.length === 0 ? {} : { seen: marks.toSorted() }),
  };
}
