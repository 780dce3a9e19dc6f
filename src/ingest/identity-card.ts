/** Codes of provinces, municipalities and regions with which an identity number begins (GB/T 2260). */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/**
 * Whether 18 characters are a Chinese identity number: region, birth date and checksum (GB 11643-1999).
 *
 * @param lostDigits the last digits are not those that were written, so the checksum says nothing
 */
export function isIdentityCard(text: string, { lostDigits = false } = {}): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text) || !PROVINCES.has(text.slice(0, 2))) return false;
  return isBirthDate(text.slice(6, 14)) && (lostDigits || text[17] === checkOf(text));
}

function checkOf(text: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return CHECKS[sum % 11];
}

function isBirthDate(digits: string): boolean {
  const year = Number(digits.slice(0, 4));
  const month = Number(digits.slice(4, 6));
  const day = Number(digits.slice(6, 8));
  if (year < 1880 || year > new Date().getUTCFullYear()) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
