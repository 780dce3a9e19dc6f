import { describe, expect, it } from '@jest/globals';
import { readPhone } from './phone.js';

describe('a phone number', () => {
  it.each([
    ['138 0013 8000', '+8613800138000'],
    ['+86-138-0013-8000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['+44 7400 123456', '+447400123456'],
  ])('is kept as E.164: %s', (text, e164) => {
    expect(readPhone(text, 'CN')).toEqual({ e164, isLandline: false });
  });

  it('of a fixed line is known as one', () => {
    expect(readPhone('010-6555 1234', 'CN')).toEqual({ e164: '+861065551234', isLandline: true });
  });

  it.each(['', '12345', 'call me', '138001380001380013800013800138000138001380', '+86 138'])(
    'that does not exist is refused: %s',
    (text) => {
      expect(readPhone(text, 'CN')).toBeUndefined();
    },
  );

  it('without a country code needs a region', () => {
    expect(readPhone('13800138000')).toBeUndefined();
  });
});
