import { own } from '../json.js';
import type { LeadState, RuleScore } from '../lead-state.js';
import type { ScoringRule } from '../playbook/playbook.js';
import { fadedTo, settled } from '../scoring/fading.js';
import { takeBackHeld } from '../scoring/held-rules.js';
import { bringUpToDate, scoreAt } from '../scoring/in-time.js';
import { addPoints } from '../scoring/ledger.js';
import { joinMarks } from '../scoring/limits.js';
import { withLot } from '../scoring/lots.js';
import { dimensionOf } from '../scoring/total.js';
import type { Turn } from '../turn.js';

/** What the loser's score adds to the winner's under one rule. */
interface Share {
  points: number;
  times: number;
  seen: string[];
  lots: NonNullable<RuleScore['lots']>;
}

/** One entry per rule and property: what both have scored counts once. Rules on attributes are judged anew. */
export function mergeScore(turn: Turn, loser: LeadState): void {
  for (const [id, score] of Object.entries(loser.score)) {
    if (score.held === true) continue;
    const rule = turn.playbook.scoring.rules.find((one) => one.id === id);
    const theirs = makeAlike(turn, rule, id, scoreAt(score, turn.at));
    const share = shareOf(rule, own(turn.state.score, id), theirs);
    if (share.times > 0) take(turn, id, share, theirs);
    joinRun(turn.state.score, id, theirs);
  }
}

/**
 * The two may come from different versions. What the winner holds by a rule that is none on attributes any more goes
 * first; and what fades of either, where the rule lets nothing fade now, takes nothing of the other's points with it.
 * Answers the loser's score.
 */
function makeAlike(
  turn: Turn,
  rule: ScoringRule | undefined,
  id: string,
  theirs: RuleScore,
): RuleScore {
  const { state, at } = turn;
  if (rule?.when === undefined) takeBackHeld(turn, id);
  bringUpToDate(turn, id);
  const ours = own(state.score, id);
  if (rule === undefined || rule.decay !== undefined || !hasScored(ours)) return theirs;
  state.score[id] = settled(ours, rule, at);
  return settled(theirs, rule, at);
}

/** Of a streak that was never complete there is a run, and no score. */
const hasScored = (score: RuleScore | undefined): score is RuleScore =>
  score !== undefined && score.times > 0;

function shareOf(
  rule: ScoringRule | undefined,
  ours: RuleScore | undefined,
  theirs: RuleScore,
): Share {
  const { points, times, seen = [], lots = [] } = theirs;
  const whole: Share = { points, times, seen, lots };
  if (!hasScored(ours)) return whole;
  switch (rule?.times.limit) {
    case 'each':
      return whole;
    case 'most':
      return part(whole, Math.min(times, Math.max(0, rule.times.n - ours.times)), []);
    case 'once-per':
    case 'once-per-day': {
      const further = seen.filter((mark) => ours.seen?.includes(mark) !== true);
      return part(whole, further.length, further);
    }
    case 'once':
    case undefined:
      // Steps, people and rules of old: one entry is the fact, a second would count it twice.
      return part(whole, 0, []);
  }
}

/** Some of their times: of points that will fall away the last ones, of others an equal part of what is left of them. */
function part({ points, times: all, lots }: Share, times: number, seen: string[]): Share {
  if (times === 0) return { points: 0, times, seen, lots: [] };
  if (lots.length === 0) return { points: (points / all) * times, times, seen, lots };
  const last = lots.slice(-times);
  return { points: last.reduce((sum, [, each]) => sum + each, 0), times, seen, lots: last };
}

function take(turn: Turn, rule: string, share: Share, theirs: RuleScore): void {
  const { state, playbook, at } = turn;
  const before = own(state.score, rule);
  const dimension = dimensionOf(playbook.scoring, rule, theirs);
  const score = addPoints(turn, { rule, dimension, points: share.points, cause: 'merge', at });
  const marks = joinMarks(before?.seen ?? [], share.seen);
  const lots = share.lots.reduce((all, lot) => withLot(all, lot, spanOf(turn, rule)), before?.lots);
  const fades = before?.fades ?? theirs.fades;
  state.score[rule] = {
    ...score,
    times: (before?.times ?? 0) + share.times,
    ...(marks.length === 0 ? {} : { seen: marks }),
    ...(lots === undefined ? {} : { lots }),
    ...(fades === undefined ? {} : fadedTo(fades.half, at)),
  };
}

/** Over what time the points of a rule fall away; a rule of old has none, and its lots are few. */
function spanOf({ playbook }: Turn, rule: string): number {
  return playbook.scoring.rules.find(({ id }) => id === rule)?.expires ?? Infinity;
}

/** Of two runs the longer one goes on. */
function joinRun(score: LeadState['score'], id: string, { run = 0 }: RuleScore): void {
  const ours = score[id];
  if (run > (ours?.run ?? 0)) score[id] = { ...(ours ?? { points: 0, times: 0 }), run };
}
