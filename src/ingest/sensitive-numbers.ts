import { isBankCard } from './bank-card.js';
import { isIdentityCard } from './identity-card.js';

export type SensitiveNumber = 'identity-card' | 'bank-card';

/** Fields that hold ids by declaration: Luhn alone would refuse one order number in ten. */
const DECLARED_IDS = new Set(['messageId', 'orderId', 'trackingNo', 'userId', 'externalIds']);

/** Where such a number stands: a JSON pointer (RFC 6901). The value itself is never repeated. */
export interface SensitiveFinding {
  pointer: string;
  kind: SensitiveNumber;
}

/** Digits with the separators people write between them, as long as an identity or bank card at least. */
const CANDIDATE = /(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){11,18}[ -]?[0-9Xx](?![0-9A-Za-z])/g;

/**
 * The first identity card or bank card number anywhere in a value taken in from outside (PIPL art. 28: sensitive data
 * is refused by default).
 *
 * @param value any JSON value, of bounded depth
 * @param pointer where the value stands in the request
 */
export function findSensitiveNumber(value: unknown, pointer = ''): SensitiveFinding | undefined {
  if (typeof value === 'string' || typeof value === 'number') return inText(String(value), pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    if (DECLARED_IDS.has(key)) continue;
    const path = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = findSensitiveNumber(entry, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inText(text: string, pointer: string): SensitiveFinding | undefined {
  for (const [written] of text.matchAll(CANDIDATE)) {
    const digits = written.replaceAll(/[ -]/g, '').toUpperCase();
    if (isIdentityCard(digits)) return { pointer, kind: 'identity-card' };
    if (isBankCard(digits)) return { pointer, kind: 'bank-card' };
  }
  return undefined;
}
