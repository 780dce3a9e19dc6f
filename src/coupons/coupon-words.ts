import { decimalsOf } from '../../engine/money.js';
import type { JsonObject } from '../../engine/json.js';
import { type Draw, validUntil } from './coupon-codes.js';

/** What a text may say of a coupon: its code, its amounts as people write them (5,000) and its last day. */
export function couponWords(
  draw: Draw,
  code: string,
  locale: string,
  timeZone: string,
): JsonObject {
  const { off, minOrder, currency } = draw.terms;
  const amount = (minor: number) =>
    new Intl.NumberFormat(locale).format(minor / 10 ** decimalsOf(currency));
  return {
    code,
    off: amount(off),
    ...(minOrder === undefined ? {} : { minOrder: amount(minOrder) }),
    until: new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' }).format(
      validUntil(draw),
    ),
  };
}
