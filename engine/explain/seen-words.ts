import type { Json } from '../json.js';
import type { Read } from './read-condition.js';
import type { Tongue } from './tongue.js';
import { RESULTS } from './vocabulary.js';

/** The value a condition saw. */
export function seenWords({ head, name }: Read, saw: Json, tongue: Tongue): string {
  if (head === 'orders' && typeof saw === 'number') return orderFact(name, saw, tongue);
  if (typeof saw === 'string') {
    if (head === 'tier' || head === 'tierBefore') return tongue.tier(saw);
    if (head === 'stage') return tongue.stage(saw);
  }
  return shown(saw, tongue);
}

function shown(saw: Json, tongue: Tongue): string {
  if (saw === null || saw === '') return tongue.say('not known', '未知');
  if (typeof saw === 'boolean') return saw ? tongue.say('yes', '是') : tongue.say('no', '否');
  if (Array.isArray(saw))
    return saw.length === 0 ? shown(null, tongue) : saw.map((one) => shown(one, tongue)).join(', ');
  if (typeof saw === 'object') return rangeWords(saw, tongue);
  return typeof saw === 'string' ? tongue.word(RESULTS, saw) : String(saw);
}

/** A number of orders as it is; money from its minor units, a time from its milliseconds. */
export function orderFact(fact: string, value: number, tongue: Tongue): string {
  if (fact === 'total') return String(value / 100);
  if (fact !== 'lastKeptAge') return String(value);
  const days = Math.floor(value / 86_400_000);
  return tongue.say(`${days} days`, `${days} 天`);
}

/** A range, open at one end or both. */
function rangeWords({ min, max }: { [key: string]: Json }, tongue: Tongue): string {
  const [least, most] = [min, max].map((end) =>
    typeof end === 'number' ? String(end) : undefined,
  );
  if (least !== undefined && least === most) return least;
  if (least === undefined) return tongue.say(`up to ${most ?? '-'}`, `${most ?? '-'} 以下`);
  return most === undefined
    ? tongue.say(`${least} or more`, `${least} 以上`)
    : tongue.say(`${least} to ${most}`, `${least} 至 ${most}`);
}
