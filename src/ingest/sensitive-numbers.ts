import { isBankCard } from './bank-card.js';
import { isIdentityCard } from './identity-card.js';

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

export const isDeclaredId = (field: string): boolean => DECLARED_IDS.has(field);

const SHORTEST = 14;
const LONGEST = 19;
/** So many digits with at most one separator between any two; nearly all texts have none and are done here. */
const SUSPECT = /[0-9０-９](?:[ -]?[0-9０-９]){12}/;
/** Digits in groups, with the separators people write between them. */
const RUN = /(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9])*(?:[ -]?[Xx])?(?![0-9A-Za-z])/g;

/**
 * Whether a text or a number holds an identity card or bank card number (PIPL art. 28: sensitive data is refused by
 * default), in groups or not, in full-width digits or not, with anything around it.
 */
export function sensitiveNumberIn(value: string | number): SensitiveNumber | undefined {
  return typeof value === 'number' ? inNumber(value) : inText(value);
}

function inText(text: string): SensitiveNumber | undefined {
  if (text.length < SHORTEST || !SUSPECT.test(text)) return undefined;
  for (const [run] of text.normalize('NFKC').matchAll(RUN)) {
    const kind = run.length < SHORTEST ? undefined : inGroups(run.split(/[ -]/));
    if (kind) return kind;
  }
  return undefined;
}

/** A number may be one group of digits or several in a row, whatever stands before and after them. */
function inGroups(groups: readonly string[]): SensitiveNumber | undefined {
  for (const start of groups.keys()) {
    let digits = '';
    for (const group of groups.slice(start, start + LONGEST)) {
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
  if (value < 1e13 || value >= 1e19 || !Number.isInteger(value)) return undefined;
  if (Number.isSafeInteger(value)) return inText(String(value));
  const digits = BigInt(value).toString();
  if (isIdentityCard(digits, { lostDigits: true })) return 'identity-card';
  return isBankCard(digits, { lostDigits: true }) ? 'bank-card' : undefined;
}
