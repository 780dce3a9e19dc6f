import { plain, type Json } from '../json.js';

/** A range of numbers as an attribute keeps it; a missing end is open. */
export interface Range {
  [end: string]: number;
}

const SCALE: { [unit: string]: number } = { k: 1_000, 千: 1_000, 万: 10_000, w: 10_000 };
const NUMBER = /(\d+(?:\.\d+)?)\s*([k千万w])?/giu;
const AT_LEAST =
  /\+|以上|起|至少|不少于|>=|≥|at least|or more|and more|over|more than|大于|超过|>/iu;
const AT_MOST = /以下|以内|至多|不超过|<=|≤|at most|up to|or less|under|less than|小于|少于|</iu;

/**
 * Reads `100-500`, `500+`, `500人以上`, `1,000~5,000`, `50人以下`, `1万人`, 800 or `{min, max}`; nothing for what says no
 * number. A single number is a range of one.
 */
export function readRange(value: Json): Range | undefined {
  if (typeof value === 'number')
    return Number.isFinite(value) ? { min: plain(value), max: plain(value) } : undefined;
  if (typeof value === 'string') return readText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { min, max } = value;
  const range: Range = {};
  if (typeof min === 'number') range['min'] = plain(min);
  if (typeof max === 'number') range['max'] = plain(max);
  return Object.keys(range).length > 0 ? range : undefined;
}

function readText(text: string): Range | undefined {
  const digits = text.slice(0, 100).replaceAll(/(?<=\d)[,，](?=\d{3})/gu, '');
  const numbers = [...digits.matchAll(NUMBER)].map(
    ([, number, unit]) => Number(number) * (SCALE[unit?.toLowerCase() ?? ''] ?? 1),
  );
  const [first, second] = numbers;
  if (first === undefined) return undefined;
  if (second !== undefined) return { min: Math.min(first, second), max: Math.max(first, second) };
  if (AT_MOST.test(digits)) return { min: 0, max: first };
  if (AT_LEAST.test(digits)) return { min: first };
  return { min: first, max: first };
}
