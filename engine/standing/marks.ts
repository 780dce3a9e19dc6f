import { truthsOf } from '../journeys/truths.js';
import { totalScore } from '../scoring/total.js';
import { fire, note, type Turn } from '../turn.js';

/**
 * First-time marks: a score reached is used up once for good, and fires only where this very turn reached it; a
 * threshold that a new version put under the present score is used up in silence, unless it is a recompute that looks:
 * that holds it back for a person.
 */
export function judgeMarks(turn: Turn): void {
  const { playbook, catalogue } = turn;
  const score = totalScore(turn.state, playbook);
  for (const threshold of catalogue.scores) {
    if (score >= threshold) use(turn, `score:${threshold}`, threshold);
  }
  for (const [mark, threshold] of Object.entries(playbook.marks)) {
    if (score >= threshold) use(turn, `mark:${mark}`, threshold);
  }
}

function use(turn: Turn, mark: string, threshold: number): void {
  const { marks } = turn.state;
  if (marks[mark] !== undefined) return;
  marks[mark] = turn.at;
  if (turn.scoreBefore >= threshold && turn.heldBack === undefined) return;
  note(turn, { note: 'mark', mark });
  fire(turn, mark);
}

/**
 * `becomesTrue` fires when something that happens, or a step, makes it true. What holds at this very time without that
 * does not fire: a window of time that emptied or filled, or a new version of the playbook, is no event.
 */
export function judgeBecomingTrue(turn: Turn): void {
  const { catalogue, trueBefore, n, happenings, steps } = turn;
  const isNews = n !== undefined || happenings.length > 0 || steps.size > 0;
  if (!isNews || catalogue.becoming.length === 0) return;
  for (const name of truthsOf(catalogue, turn)) {
    if (!trueBefore.has(name)) fire(turn, `true:${name}`);
  }
}
