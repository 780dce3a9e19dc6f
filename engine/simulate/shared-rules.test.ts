import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes, outgoing } from '../../test/support/engine/story.js';
import { preset, presetNames, presetWith } from '../../test/support/playbook/presets.js';
import { simulate } from './simulate.js';

/** The preset with a journey that sends one marketing message for each product looked at. */
const withMessages = (name: string, channel: 'email' | 'sms') =>
  presetWith(
    name,
    '\njourneys:\n',
    `
journeys:
  news:
    title: { en: News }
    priority: 1
    enter: { event: product_page_viewed, key: product }
    steps:
      - id: news
        send: { template: news, channel: ${channel}, category: marketing }
`,
  );

/** Brought in as history, which enters no journey: no other message is near. */
const known = (attributes = {}) => {
  const { facts, ...rest } = form('2026-03-03 10:00', attributes);
  const reach = { email: 'ok', sms: 'ok' } as const;
  return { ...rest, history: true, facts: { ...facts, reach } };
};
const view = (product: string, at: string) => event(at, 'product_page_viewed', { product });

describe.each(presetNames())('rules that bind every playbook: %s', (name) => {
  it('at most 1 marketing SMS in 7 days', () => {
    const views = [
      view('A', '2026-11-24 11:00'),
      view('B', '2026-11-27 12:00'),
      view('C', '2026-12-01 10:59:59'),
      view('D', '2026-12-01 11:00'),
    ];
    const playbook = withMessages(name, 'sms');
    const seen = simulate(playbook, [known(), ...views], shanghai('2026-12-31 00:00'));
    expect(outgoing(seen).filter((line) => line.includes(' sms '))).toEqual([
      '2026-11-24 11:00:00 sms news',
      '2026-12-01 11:00:00 sms news',
    ]);
    for (const key of ['B', 'C']) {
      expect(notes(seen, 'policy', { key })).toMatchObject([
        {
          note: { result: { verdict: 'skipped', why: 'cap', cap: 'sms-a-week', used: 1, max: 1 } },
        },
      ]);
    }
  });

  it('at most 3 marketing mails in 7 days', () => {
    const views = ['A', 'B', 'C', 'D'].map((product, place) =>
      view(product, `2026-11-24 1${place + 1}:00`),
    );
    const playbook = withMessages(name, 'email');
    const inputs = [known(), ...views];
    const seen = simulate(playbook, inputs, shanghai('2026-12-01 10:59:59'));
    expect(outgoing(seen).filter((line) => line.endsWith('email news'))).toEqual([
      '2026-11-24 11:00:00 email news',
      '2026-11-24 12:00:00 email news',
      '2026-11-24 13:00:00 email news',
    ]);
    const [refused] = notes(seen, 'policy', { key: 'D' });
    expect(refused).toMatchObject({
      when: '2026-11-24 14:00:00',
      note: { result: { why: 'cap', cap: 'mails-a-week', used: 3, max: 3 } },
    });
  });
});

describe.each(['lead-to-conversion', 'scorecard'])('seniority by position: %s', (name) => {
  const playbook = preset(name);
  const seniority = (position: string) =>
    simulate(playbook, [form('2026-11-24 10:00', { position })], shanghai('2026-11-24 10:00')).state
      .attributes['seniority'];

  const titles = {
    executive:
      '总经理, CEO, COO, CFO, CTO, CMO, CIO, 首席架构师, 副总经理, 总裁, 董事, 创始人, 合伙人, Chief of Staff, Founder, President',
    director: '总监, 市场总监, VP of Sales, Sales Director',
    manager: '经理, 市场经理, 主管, Marketing Manager, Head of Growth',
    staff:
      '产品经理, 客户经理, CEO助理, 项目经理, 大堂经理, 总经理助理, 董事会秘书, Assistant to the CEO, Secretary of the President, Product Manager, Account Manager, Project Manager, 专员, Engineer',
  };
  const rows = Object.entries(titles).flatMap(([is, positions]) =>
    positions.split(', ').map((position) => [position, is] as const),
  );
  it.each(rows)('%s is %s', (position, is) => {
    expect(seniority(position)).toBe(is);
  });
});
