import { describe, expect, it } from '@jest/globals';
import type { Attribute } from '../playbook/playbook.js';
import { readRange } from './range.js';
import { deriveValue, readValue } from './read-value.js';

const attribute = (fields: Partial<Attribute>): Attribute => ({
  type: 'string',
  personal: false,
  identity: false,
  ...fields,
});

describe('a range', () => {
  it.each([
    ['100-500', { min: 100, max: 500 }],
    ['100 ~ 500人', { min: 100, max: 500 }],
    ['100至500人', { min: 100, max: 500 }],
    ['1,000-5,000', { min: 1000, max: 5000 }],
    ['500+', { min: 500 }],
    ['500人以上', { min: 500 }],
    ['more than 500', { min: 500 }],
    ['50人以下', { min: 0, max: 50 }],
    ['1万人以上', { min: 10_000 }],
    ['800', { min: 800, max: 800 }],
    [800, { min: 800, max: 800 }],
    [
      { min: 3, max: 9, other: 'x' },
      { min: 3, max: 9 },
    ],
  ])('is read from %j', (raw, range) => {
    expect(readRange(raw)).toEqual(range);
  });

  it.each(['many', '', null, true, [], {}, Number.NaN])('is not read from %j', (raw) => {
    expect(readRange(raw)).toBeUndefined();
  });
});

describe('seniority from a position', () => {
  const derive = {
    from: 'position',
    rows: [
      { match: ['助理', '秘书', 'assistant'], is: 'staff' },
      { match: ['产品经理', '客户经理', 'product manager'], is: 'staff' },
      { match: ['CEO', 'CTO', '总经理', 'founder'], is: 'executive' },
      { match: ['总监', 'VP', 'director'], is: 'director' },
      { match: ['经理', 'manager'], is: 'manager' },
    ],
    else: 'staff',
  };
  it.each([
    ['总经理', 'executive'],
    ['ceo', 'executive'],
    ['CEO助理', 'staff'],
    ['产品经理', 'staff'],
    ['市场总监', 'director'],
    ['市场VP', 'director'],
    ['Sales Director', 'director'],
    ['经理', 'manager'],
    ['工程师', 'staff'],
  ])('takes %s for %s', (position, seniority) => {
    expect(deriveValue(derive, position)).toBe(seniority);
  });
});

describe('an attribute', () => {
  const industry = attribute({
    type: 'enum',
    synonyms: { manufacturing: ['制造业', '制造'], saas: ['SaaS', '软件服务'], retail: ['零售'] },
    else: 'other',
  });

  it('knows an industry by its synonyms and in free text', () => {
    expect(readValue(industry, '制造业')).toBe('manufacturing');
    expect(readValue(industry, '汽车零部件制造')).toBe('manufacturing');
    expect(readValue(industry, 'saas')).toBe('saas');
    expect(readValue(industry, '农业')).toBe('other');
  });

  it('keeps what it knew when a value cannot be read', () => {
    expect(readValue(attribute({ type: 'integer' }), 'old')).toBeUndefined();
    expect(readValue(attribute({ type: 'enum', values: ['female', 'male'] }), 'x')).toBeUndefined();
    expect(readValue(attribute({ type: 'boolean' }), { a: 1 })).toBeUndefined();
    expect(readValue(attribute({ type: 'string' }), ['a'])).toBeUndefined();
    expect(readValue(attribute({ type: 'date' }), 'tomorrow')).toBeUndefined();
  });

  it('reads numbers and flags written as text', () => {
    expect(readValue(attribute({ type: 'integer' }), '1,200')).toBe(1200);
    expect(readValue(attribute({ type: 'number' }), ' 3.5 ')).toBe(3.5);
    expect(readValue(attribute({ type: 'boolean' }), '是')).toBe(true);
    expect(readValue(attribute({ type: 'boolean' }), 'No')).toBe(false);
  });

  it('never keeps a personal value, only that there is one', () => {
    const email = attribute({ type: 'email', personal: true });
    expect(readValue(email, 'someone@example.com')).toBe(true);
    expect(readValue(email, '')).toBeUndefined();
  });
});
