import { tested } from '../conditions/tested.js';
import type { Asker, View } from '../conditions/view.js';
import { own } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Journey, Playbook, Trigger } from '../playbook/playbook.js';
import { totalScore } from '../scoring/total.js';
import { conditionWords, neededWords } from './conditions.js';
import type { Missing } from './explanation.js';
import type { Tongue } from './tongue.js';

/** What a lead that stands outside of a journey still needs to enter it: its triggers, then the guard where it fails. */
export function missingFor(
  journey: Journey,
  state: LeadState,
  playbook: Playbook,
  now: number,
  tongue: Tongue,
): Missing[] {
  const view: View = { state, playbook, at: now, happenings: [], tierBefore: state.tier };
  const asker: Asker = { journey: journey.id, since: now, entry: {} };
  const guard = journey.where === undefined ? [] : tested(journey.where, view, asker);
  return [
    ...journey.enter.map((trigger) => triggerMissing(trigger, view, asker, tongue)),
    ...guard
      // What the entry event carries cannot be told before it comes.
      .filter(({ holds, condition }) => !holds && !/^(not )?(entry|event):/.test(condition))
      .map((one) => Object.assign(one, { text: neededWords(one, tongue) })),
  ];
}

function triggerMissing(trigger: Trigger, view: View, asker: Asker, tongue: Tongue): Missing {
  const { state, playbook } = view;
  switch (trigger.on) {
    case 'event': {
      const [test] = tested({ is: 'event', pattern: trigger.pattern }, view, asker);
      const condition = test?.condition ?? trigger.pattern.event;
      return { condition, saw: null, holds: false, text: conditionWords(condition, tongue) };
    }
    case 'scoreReached':
      return thresholdMissing(`score:${trigger.score}`, trigger.score, view, tongue);
    case 'mark':
      return thresholdMissing(
        `mark:${trigger.mark}`,
        own(playbook.marks, trigger.mark) ?? 0,
        view,
        tongue,
      );
    case 'tierEntered': {
      const condition = `tier: ${trigger.tier}`;
      const one = { condition, saw: state.tier, holds: state.tier === trigger.tier };
      return { ...one, needs: trigger.tier, text: neededWords(one, tongue) };
    }
    case 'tag': {
      const [one] = tested({ is: 'tag', tag: trigger.tag }, view, asker);
      const condition = one?.condition ?? `tag: ${trigger.tag}`;
      const text = conditionWords(condition, tongue);
      return { condition, saw: one?.saw ?? false, holds: false, text };
    }
    case 'becomesTrue': {
      const tests = tested(trigger.condition, view, asker).filter(({ holds }) => !holds);
      const words = tests.map((one) => neededWords(one, tongue));
      const condition = tests.map((one) => one.condition).join('; ');
      return { condition, saw: null, holds: tests.length === 0, text: tongue.list(words) };
    }
    case 'inactive':
      return silenceMissing(trigger.ms, view, tongue);
    case 'manual': {
      const text = tongue.say('a person puts it there', '由人工加入');
      return { condition: 'manual', saw: null, holds: false, text };
    }
  }
}

/** A score to be reached for the first time: how far it is, or that the first time is used up. */
function thresholdMissing(mark: string, needs: number, view: View, tongue: Tongue): Missing {
  const score = totalScore(view.state, view.playbook);
  const usedAt = own(view.state.marks, mark);
  const base = { condition: `score gte ${needs}`, saw: score, needs, holds: false };
  if (usedAt !== undefined) {
    const when = tongue.time(usedAt);
    const text = tongue.say(
      `reaching ${needs} points counts the first time only, and that was ${when}`,
      `首次达到 ${needs} 分才有效，已于 ${when} 用过`,
    );
    return { ...base, text };
  }
  const short = needs - score;
  const text = tongue.say(
    `${needs} points (it has ${score}, ${short} short)`,
    `分数达到 ${needs}（现为 ${score}，差 ${short}）`,
  );
  return { ...base, text };
}

/** How long nothing must be heard from the lead, and since when nothing is. */
function silenceMissing(ms: number, { state, at }: View, tongue: Tongue): Missing {
  const days = Math.round(ms / 86_400_000);
  const last = state.lastActivityAt;
  const since = last === undefined ? '-' : tongue.time(last);
  const text = tongue.say(
    `${days} days without any activity (the last was ${since})`,
    `${days} 天没有任何互动（最近一次为 ${since}）`,
  );
  const condition = `inactive for ${days}d`;
  return { condition, saw: last ?? null, holds: last !== undefined && at - last >= ms, text };
}
