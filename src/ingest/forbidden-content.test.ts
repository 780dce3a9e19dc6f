import { describe, expect, it } from '@jest/globals';
import { forbiddenContent } from './forbidden-content.js';

const findSensitiveNumber = (value: unknown) => {
  const found = forbiddenContent(value);
  return found && { pointer: found.pointer, kind: found.code };
};

/** Made numbers that satisfy the published rules; nobody's. */
const IDENTITY = '11010519491231002X';
const CARD = '6222020200000000003';

describe('sensitive numbers are refused at the door', () => {
  it('finds an identity card in any depth and names the field, never the value', () => {
    const found = findSensitiveNumber({ fields: { notes: [{ 'a/b': `my number: ${IDENTITY}` }] } });
    expect(found).toEqual({ pointer: '/fields/notes/0/a~1b', kind: 'identity-card' });
    expect(JSON.stringify(found)).not.toContain(IDENTITY);
  });

  it('finds an identity card with a small x and with spaces', () => {
    expect(findSensitiveNumber('110105 19491231 002x')?.kind).toBe('identity-card');
  });

  it.each([
    ['a wrong checksum', '110105194912310021'],
    ['no such region', '991105194912310020'],
    ['no such birth date', '110105194913310020'],
  ])('lets eighteen digits pass with %s', (_why, text) => {
    expect(findSensitiveNumber(text)).toBeUndefined();
  });

  it('finds bank cards by issuer, length and Luhn', () => {
    const valid = luhnComplete(CARD.slice(0, 18));
    expect(findSensitiveNumber({ properties: { card: valid } })).toEqual({
      pointer: '/properties/card',
      kind: 'bank-card',
    });
    expect(findSensitiveNumber('4111 1111 1111 1111')?.kind).toBe('bank-card');
    expect(findSensitiveNumber(4111111111111111)?.kind).toBe('bank-card');
  });

  it('lets a number of no known issuer pass although Luhn holds', () => {
    expect(findSensitiveNumber(luhnComplete('900000000000000'))).toBeUndefined();
  });

  it.each([
    ['in full-width digits', '６２２２０２０２０００００００００００'],
    ['after another number', 'room 12 4111 1111 1111 1111 please'],
    ['in the middle of Chinese text', '我的卡号是4111-1111-1111-1111谢谢'],
  ])('finds a number %s', (_how, text) => {
    const value = text.startsWith('６') ? wide(luhnComplete(CARD.slice(0, 18))) : text;
    expect(findSensitiveNumber({ note: value })?.pointer).toBe('/note');
  });

  it('finds numbers whose last digits JSON has lost', () => {
    expect(findSensitiveNumber(JSON.parse('{"id":110105194912310021}'))?.kind).toBe(
      'identity-card',
    );
    expect(findSensitiveNumber(JSON.parse('{"card":6222020200000000003}'))?.kind).toBe('bank-card');
  });

  it('finds a field that is called by such a number without repeating it', () => {
    const finding = findSensitiveNumber({ fields: { [IDENTITY]: 'x' } });
    expect(finding).toEqual({ pointer: '/fields', kind: 'identity-card' });
  });

  it('exempts declared id fields', () => {
    const ids = {
      messageId: '4111111111111111',
      userId: IDENTITY,
      properties: { orderId: '4111111111111111', trackingNo: '4111111111111111' },
    };
    expect(findSensitiveNumber({ ...ids, externalIds: { crm: IDENTITY } })).toBeUndefined();
  });

  it('lets phone numbers and times pass', () => {
    expect(
      findSensitiveNumber([
        '+86 138 0013 8000',
        '+4915112345678',
        '2026-11-23T04:10:53Z',
        1795406953000,
      ]),
    ).toBeUndefined();
  });
});

const wide = (digits: string): string =>
  digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0));

function luhnComplete(digits: string): string {
  for (let check = 0; check < 10; check++) {
    const sum = Array.from(`${digits}${check}`)
      .toReversed()
      .reduce((total, char, index) => {
        const digit = Number(char) * (index % 2 === 1 ? 2 : 1);
        return total + (digit > 9 ? digit - 9 : digit);
      }, 0);
    if (sum % 10 === 0) return `${digits}${check}`;
  }
  throw new Error('no check digit');
}
