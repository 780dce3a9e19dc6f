import { isBankCard } from './bank-card.js';
import { isIdentityCard } from './identity-card.js';
import { at } from './shape.js';

export type SensitiveNumber = 'identity-card' | 'bank-card';

/** Fields that hold ids by declaration: Luhn alone would refuse one order number in ten. */
const DECLARED_IDS = new Set([
  'messageId',
  'orderId',
  'trackingNo',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'externalIds',
]);

/** Where such a number stands: a JSON pointer (RFC 6901). The value itself is never repeated. */
export interface SensitiveFinding {
  pointer: string;
  kind: SensitiveNumber;
}

/** Digits in groups, with the separators people write between them. */
const RUN = /(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9])*(?:[ -]?[Xx])?(?![0-9A-Za-z])/g;
const WIDE = /[０-９]/;
const SHORTEST = 14;
const LONGEST = 19;

/**
 * The first identity card or bank card number anywhere in a value taken in from outside (PIPL art. 28: sensitive data
 * is refused by default).
 *
 * @param value any JSON value, of bounded depth
 * @param pointer where the value stands in the request
 */
export function findSensitiveNumber(value: unknown, pointer = ''): SensitiveFinding | undefined {
  if (typeof value === 'string') return found(inText(value), pointer);
  if (typeof value === 'number') return found(inNumber(value), pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    if (DECLARED_IDS.has(key)) continue;
    // A pointer to a field that is called by such a number would repeat it.
    const inside = found(inText(key), pointer) ?? findSensitiveNumber(entry, at(pointer, key));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

const found = (kind: SensitiveNumber | undefined, pointer: string): SensitiveFinding | undefined =>
  kind && { pointer, kind };

function inText(text: string): SensitiveNumber | undefined {
  if (text.length < SHORTEST) return undefined;
  const plain = WIDE.test(text) ? text.normalize('NFKC') : text;
  for (const [run] of plain.matchAll(RUN)) {
    const kind = run.length < SHORTEST ? undefined : inGroups(run.split(/[ -]/));
    if (kind) return kind;
  }
  return undefined;
}

/** A number may be one group of digits or several in a row, whatever stands before and after them. */
function inGroups(groups: readonly string[]): SensitiveNumber | undefined {
  for (const start of groups.keys()) {
    let digits = '';
    for (const group of groups.slice(start)) {
      digits += group;
      if (digits.length > LONGEST) break;
      const kind = digits.length < SHORTEST ? undefined : kindOf(digits.toUpperCase());
      if (kind) return kind;
    }
  }
  return undefined;
}

function kindOf(digits: string): SensitiveNumber | undefined {
  if (isIdentityCard(digits)) return 'identity-card';
  return isBankCard(digits) ? 'bank-card' : undefined;
}

/** JSON has lost the last digits of longer numbers, and with them the check digit: what is left must do. */
function inNumber(value: number): SensitiveNumber | undefined {
  if (Number.isSafeInteger(value)) return inText(String(value));
  if (!Number.isInteger(value) || value < 1e15 || value >= 1e19) return undefined;
  const digits = BigInt(value).toString();
  if (isIdentityCard(digits, { lostDigits: true })) return 'identity-card';
  return isBankCard(digits, { lostDigits: true }) ? 'bank-card' : undefined;
}
