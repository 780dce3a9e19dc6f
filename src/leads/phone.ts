import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export interface Phone {
  e164: string;
  /** A line that a whole office may share: it never joins leads by itself. */
  isLandline: boolean;
}

/**
 * Reads a phone number by libphonenumber's rules; undefined when it is none that exists.
 *
 * @param region ISO 3166 country for numbers without a country code
 */
export function readPhone(text: string, region?: string): Phone | undefined {
  const trimmed = text.normalize('NFKC').trim();
  if (trimmed.length > 40) return undefined;
  const parsed = parsePhoneNumberFromString(trimmed, {
    extract: false,
    ...(region === undefined ? {} : { defaultCountry: region as CountryCode }),
  });
  if (!parsed?.isValid()) return undefined;
  return { e164: parsed.number, isLandline: parsed.getType() === 'FIXED_LINE' };
}
