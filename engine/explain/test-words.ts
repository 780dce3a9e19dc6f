import type { ReadTest } from './read-condition.js';
import type { Text, Tongue } from './tongue.js';

const OPS: { [op: string]: Text } = {
  eq: ['V', 'V'],
  ne: ['other than V', '除 V 以外'],
  gt: ['more than V', '大于 V'],
  gte: ['at least V', '至少 V'],
  lt: ['less than V', '小于 V'],
  lte: ['at most V', '至多 V'],
  in: ['V', 'V'],
  notIn: ['other than V', '除 V 以外'],
};

/** What tests ask for: `at least 500`, `manufacturing or saas`, `video “product-3min” and seconds at least 60`. */
export function testWords(tests: readonly ReadTest[], tongue: Tongue): string {
  const words = tests.map(({ property, ...test }) => {
    const of = property === '' || property === 'and' ? '' : `${tongue.attribute(property)} `;
    return of + oneTest(test, tongue);
  });
  return words.join(tongue.say(' and ', ' 且 '));
}

function oneTest({ op, value }: Omit<ReadTest, 'property'>, tongue: Tongue): string {
  const entry = /^entry\.(.*)$/.exec(value)?.[1];
  const wanted =
    entry === undefined
      ? value
          .split(',')
          .map((one) => shown(one, tongue))
          .join(tongue.say(' or ', ' 或 '))
      : tongue.say(`the same as at the start (${entry})`, `与开始时相同（${entry}）`);
  return tongue.word(OPS, op).replace('V', () => wanted);
}

function shown(value: string, tongue: Tongue): string {
  if (value === 'true') return tongue.say('yes', '是');
  if (value === 'false') return tongue.say('no', '否');
  return /^-?\d+(\.\d+)?( days| 天)?$/.test(value) ? value : tongue.quoted(value);
}
