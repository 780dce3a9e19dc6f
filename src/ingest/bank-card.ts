/** Issuer prefixes with the lengths their cards have (ISO/IEC 7812; UnionPay, Visa, Mastercard, JCB, Amex, Diners). */
const ISSUERS: { prefix: RegExp; lengths: number[] }[] = [
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
  // Visa cards of 13 digits are gone, and phone numbers of that length begin with 4.
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(0[0-5]|[689])/, lengths: [14] },
];

/**
 * Whether digits are a payment card number: a known issuer's prefix and length, and the check digit of Luhn.
 *
 * @param lostDigits the last digits are not those that were written, so the check digit says nothing
 */
export function isBankCard(digits: string, { lostDigits = false } = {}): boolean {
  if (!/^\d+$/.test(digits)) return false;
  const known = ISSUERS.some(
    ({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return known && (lostDigits || passesLuhn(digits));
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
