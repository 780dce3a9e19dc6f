import { describe, expect, test } from '@jest/globals';
import { filledBody } from './body.js';

const data = {
  lead: { name: '王"芳"', score: 95, tags: ['a'], empty: '' },
  entry: { product: 'A' },
};
const filled = (body: Parameters<typeof filledBody>[0]) => filledBody(body, data);

describe('the body of a webhook', () => {
  test('has its placeholders filled in at any depth, whatever the values hold', () => {
    expect(
      filled({
        a: [{ text: '用户{{ lead.name }}正在咨询产品{{ entry.product }}' }],
        b: 1,
        c: null,
      }),
    ).toEqual({ a: [{ text: '用户王"芳"正在咨询产品A' }], b: 1, c: null });
  });

  test('keeps what stands alone as it is: a number is no text', () => {
    expect(filled({ score: '{{ lead.score }}', tags: '{{lead.tags}}' })).toEqual({
      score: 95,
      tags: ['a'],
    });
  });

  test('says nothing where nothing is known', () => {
    expect(filled({ x: '{{ lead.phone }}', y: 'call {{ lead.phone | default: nobody }}' })).toEqual(
      {
        x: null,
        y: 'call nobody',
      },
    );
    expect(filled('{{ lead.__proto__ }}')).toBeNull();
  });
});
