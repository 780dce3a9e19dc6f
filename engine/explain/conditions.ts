import type { Json } from '../json.js';
import type { Tested } from '../trace.js';
import type { Tongue } from './tongue.js';

const SUBJECTS: readonly [prefix: string, zh: string][] = [
  ['tierBefore: ', '此前等级: '],
  ['tier: ', '等级: '],
  ['stage: ', '阶段: '],
  ['score ', '分数 '],
  ['attr.', '属性 '],
  ['tag: ', '标签: '],
  ['consent.', '同意 '],
  ['reach.', '可达 '],
  ['enrolled: ', '所在旅程: '],
  ['ticket', '工单'],
  ['event: ', '事件: '],
  ['count.', '计数 '],
  ['orders.', '订单 '],
  ['order: ', '本订单: '],
];

/** A test in words, with what it saw: `tier: B (is A)`. */
export function testedWords({ condition, saw }: Tested, tongue: Tongue): string {
  return `${conditionWords(condition, tongue)}${tongue.say(` (is ${shown(saw)})`, `（现为 ${shown(saw)}）`)}`;
}

/** A condition as the trace spells it; in Chinese with its subject translated. */
export function conditionWords(condition: string, tongue: Tongue): string {
  if (tongue.language === 'en') return condition;
  const negated = condition.startsWith('not ');
  const text = negated ? condition.slice('not '.length) : condition;
  const subject = SUBJECTS.find(([prefix]) => text.startsWith(prefix));
  const words = subject === undefined ? text : subject[1] + text.slice(subject[0].length);
  return negated ? `非 ${words}` : words;
}

function shown(saw: Json): string {
  if (saw === null) return '-';
  if (Array.isArray(saw)) return saw.length === 0 ? '-' : saw.map(shown).join(', ');
  return typeof saw === 'object' ? JSON.stringify(saw) : String(saw);
}
