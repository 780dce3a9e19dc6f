import type { Json } from '../json.js';
import type { Tested } from '../trace.js';
import { factOf } from './condition-facts.js';
import { readCondition, type Read } from './read-condition.js';
import { orderFact, seenWords } from './seen-words.js';
import { testWords } from './test-words.js';
import type { Tongue } from './tongue.js';
import { ORDER_FACTS } from './vocabulary.js';

/** What a condition asks, as a clause: `the tier is B (Medium intent)`, `the lead has no tag “vip”`. */
export function conditionWords(condition: string, tongue: Tongue): string {
  const read = readCondition(condition);
  const value = valueOf(read, tongue);
  if (value === undefined) return factOf(read, !read.negated, tongue);
  const { subject, wanted } = value;
  return read.negated
    ? tongue.say(`${subject} is not ${wanted}`, `${subject}不是 ${wanted}`)
    : tongue.say(`${subject} is ${wanted}`, `${subject}为 ${wanted}`);
}

/** What a test found: `the tier is A (High intent), not B (Medium intent)`, `a ticket is open`. */
export function testedWords({ condition, saw, holds }: Tested, tongue: Tongue): string {
  const read = readCondition(condition);
  const value = valueOf(read, tongue);
  if (value === undefined) return factOf(read, holds !== read.negated, tongue);
  const { subject, wanted } = value;
  const seen = seenWords(read, saw, tongue);
  const is = tongue.say(`${subject} is ${seen}`, `${subject}为 ${seen}`);
  if (holds) return is;
  const above = read.negated ? undefined : alreadyAbove(read, saw, tongue);
  if (above !== undefined) return above;
  return read.negated
    ? tongue.say(`${is}, which it must not be`, `${is}，不符合要求`)
    : tongue.say(`${is}, not ${wanted}`, `${is}，而非 ${wanted}`);
}

/** What is needed, and what there is now: `the tier is B (Medium intent), now C (Low intent)`. */
export function neededWords({ condition, saw }: Tested, tongue: Tongue): string {
  const read = readCondition(condition);
  const words = conditionWords(condition, tongue);
  if (valueOf(read, tongue) === undefined) return words;
  const seen = seenWords(read, saw, tongue);
  return tongue.say(`${words}, now ${seen}`, `${words}，现为 ${seen}`);
}

/** A lead above every tier asked for: no condition failed it, it is further than that. */
function alreadyAbove({ head, name }: Read, saw: Json, tongue: Tongue): string | undefined {
  if (head !== 'tier' || typeof saw !== 'string') return undefined;
  const ranks = (tongue.titles.tiers ?? []).map(({ id }) => id);
  const place = ranks.indexOf(saw);
  if (place < 0 || !name.split(',').every((id) => place < ranks.indexOf(id))) return undefined;
  const tier = tongue.tier(saw);
  return tongue.say(`the lead is already in tier ${tier}`, `线索已属等级 ${tier}`);
}

/** What is asked of something that has a value; nothing for what is so or is not. */
function valueOf(
  { head, name, tests }: Read,
  tongue: Tongue,
): { subject: string; wanted: string } | undefined {
  const either = (say: (id: string) => string) =>
    name.split(',').map(say).join(tongue.say(' or ', ' 或 '));
  switch (head) {
    case 'tier':
      return { subject: tongue.say('the tier', '等级'), wanted: either((id) => tongue.tier(id)) };
    case 'tierBefore': {
      const subject = tongue.say('the tier before this', '此前的等级');
      return { subject, wanted: either((id) => tongue.tier(id)) };
    }
    case 'stage':
      return { subject: tongue.say('the stage', '阶段'), wanted: either((id) => tongue.stage(id)) };
    case 'score':
      return { subject: tongue.say('the score', '分数'), wanted: testWords(tests, tongue) };
    case 'attr': {
      if (tests.length === 1 && tests[0]?.op === 'exists') return undefined;
      const subject = tongue.say(`the ${tongue.attribute(name)}`, tongue.attribute(name));
      return { subject, wanted: testWords(tests, tongue) };
    }
    case 'count':
      return { subject: countedWords(name, tongue), wanted: testWords(tests, tongue) };
    case 'orders': {
      const subject = tongue.word(ORDER_FACTS, name);
      const asked = tests.map((test) => ({
        ...test,
        value: orderFact(name, Number(test.value), tongue),
      }));
      return { subject, wanted: testWords(asked, tongue) };
    }
    default:
      return undefined;
  }
}

/** `how often “a product page was viewed” within 30 days`. */
function countedWords(counter: string, tongue: Tongue): string {
  const known = tongue.titles.counters?.[counter];
  const event = tongue.event(known?.event ?? counter.replace(/#.*$/, ''));
  const days = known?.within === undefined ? undefined : Math.round(known.within / 86_400_000);
  return tongue.say(
    `the number of times ${event}${days === undefined ? '' : ` within ${days} days`}`,
    `${days === undefined ? '' : `${days} 天内`}${event}的次数`,
  );
}
