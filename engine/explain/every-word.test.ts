import { describe, expect, it } from '@jest/globals';

import { shanghai } from '../../test/support/engine/china-2026.js';
import { preset } from '../../test/support/playbook/presets.js';
import type { Leaf } from '../conditions/holds.js';
import { tested } from '../conditions/tested.js';
import type { View } from '../conditions/view.js';
import { newLead } from '../new-lead.js';
import type { Note, Tested } from '../trace.js';
import { conditionWords, neededWords, testedWords } from './conditions.js';
import type { Language } from './explanation.js';
import { sentence } from './sentence.js';
import { standingWords } from './standing-words.js';
import { Tongue } from './tongue.js';

const preset1 = preset('lead-to-conversion');
const counters = {
  'product_page_viewed#1': {
    id: 'product_page_viewed#1',
    event: 'product_page_viewed',
    where: [],
    within: 30 * 86_400_000,
  },
};
const playbook = { ...preset1, counters };
const at = shanghai('2026-11-30 09:00');
const view: View = {
  state: newLead('lead', playbook, at),
  playbook,
  at,
  happenings: [{ name: 'asked', properties: {}, occurredAt: at }],
  tierBefore: 'C',
};

/** Some of every kind; a new kind without one is a mistake of the types. */
const LEAVES: { [kind in Leaf['is']]: Extract<Leaf, { is: kind }>[] } = {
  always: [{ is: 'always' }],
  attr: [
    { is: 'attr', attr: 'seniority', test: { op: 'in', values: ['director', 'executive'] } },
    { is: 'attr', attr: 'companySize', test: { op: 'gte', value: 500 } },
    { is: 'attr', attr: 'painPoint', test: { op: 'exists', value: true } },
    { is: 'attr', attr: 'myOwn', test: { op: 'ne', value: true } },
    { is: 'attr', attr: 'age', test: { op: 'notIn', values: [1, 2] } },
    { is: 'attr', attr: 'region', test: { op: 'eqEntry', property: 'region' } },
  ],
  tag: [{ is: 'tag', tag: 'vip' }],
  streak: [{ is: 'streak', rule: 'ignores-mails', reaches: 3 }],
  tier: [
    { is: 'tier', in: ['A'] },
    { is: 'tier', in: ['A', 'B'] },
  ],
  tierBefore: [{ is: 'tierBefore', in: ['B'] }],
  stage: [{ is: 'stage', in: ['customer', 'closed'] }],
  score: [
    {
      is: 'score',
      tests: [
        { op: 'gte', value: 10 },
        { op: 'lt', value: 20 },
      ],
    },
    { is: 'score', tests: [{ op: 'gt', value: 10 }] },
    { is: 'score', tests: [{ op: 'lte', value: 10 }] },
  ],
  consent: [
    { is: 'consent', channel: 'email', purpose: 'marketing', state: 'given' },
    { is: 'consent', channel: 'sms', state: 'withdrawn' },
    { is: 'consent', channel: 'wecom', state: 'none' },
  ],
  reach: [
    { is: 'reach', channel: 'email', in: ['ok'] },
    { is: 'reach', channel: 'sms', in: ['none'] },
    { is: 'reach', channel: 'wecom', in: ['suppressed'] },
  ],
  enrolled: [
    { is: 'enrolled', journey: 'nurture' },
    { is: 'enrolled', group: 'nurture' },
  ],
  ticket: [
    { is: 'ticket', state: 'open' },
    { is: 'ticket', state: 'none' },
    { is: 'ticket', state: 'contacted', queue: 'sales' },
  ],
  event: [
    { is: 'event', pattern: { event: 'whitepaper_downloaded', where: [] } },
    {
      is: 'event',
      pattern: {
        event: 'video_watched',
        where: [
          { property: 'completed', test: { op: 'eq', value: true } },
          { property: 'seconds', test: { op: 'gte', value: 60 } },
          { property: 'video', test: { op: 'eqEntry', property: 'video' } },
        ],
      },
    },
  ],
  entry: [
    { is: 'entry', where: [{ property: 'video', test: { op: 'eq', value: 'product-3min' } }] },
  ],
  engaged: [
    { is: 'engaged', what: 'clicked', template: 'case-study', link: 'demo' },
    { is: 'engaged', what: 'replied' },
    { is: 'engaged', what: 'opened', step: 'case' },
  ],
  engages: [{ is: 'engages', what: 'clicked', step: 'case', link: 'demo' }],
  orders: [
    { is: 'orders', fact: 'kept', test: { op: 'gte', value: 1 } },
    { is: 'orders', fact: 'total', test: { op: 'gte', value: 50_000 } },
    { is: 'orders', fact: 'lastKeptAge', test: { op: 'lte', value: 90 * 86_400_000 } },
  ],
  order: [{ is: 'order', in: ['kept', 'unknown'] }],
  count: [{ is: 'count', counter: 'product_page_viewed#1', test: { op: 'gte', value: 3 } }],
};

/** Words that belong to the trace and not to a person. */
const RAW =
  /\b(eq|ne|gt|gte|lt|lte|notIn|eqEntry|exists|tierBefore|undefined|NaN|null|true|false)\b|->|\battr\.|\bcount\.|consent\.|reach\.|[a-z]\(|\w+\/\w+(?!.*https)|#/;

const LANGUAGES: readonly Language[] = ['en', 'zh-CN'];

describe.each(Object.entries(LEAVES))('a condition on %s', (_, leaves) => {
  const all: Tested[] = leaves.flatMap((leaf) => [
    ...tested(leaf, view),
    ...tested({ is: 'not', of: leaf }, view),
  ]);

  it.each(LANGUAGES)('is a sentence in %s, met or not, asked for or ruled out', (language) => {
    const tongue = new Tongue(language, 'Asia/Shanghai', playbook);
    for (const one of all) {
      const words = [
        conditionWords(one.condition, tongue),
        testedWords(one, tongue),
        testedWords({ ...one, holds: !one.holds }, tongue),
        neededWords(one, tongue),
      ];
      for (const text of words) {
        expect(text).not.toMatch(RAW);
        expect(/\p{Script=Han}/u.test(text)).toBe(language === 'zh-CN');
        expect(text.split(' ').length + (language === 'zh-CN' ? 4 : 0)).toBeGreaterThan(2);
      }
    }
  });
});

type ByKind = { [kind in Note['note']]: Extract<Note, { note: kind }>[] };
const here = { at, journey: 'nurture', step: 'case' };
const saw: Tested[] = [
  { condition: 'tier: B', saw: 'A', holds: false },
  { condition: 'not enrolled: nurture', saw: [], holds: true },
];

const NOTES: ByKind = {
  input: ['form_submitted', 'update:edit', 'outcome:refused', 'control:pause', 'merge'].map(
    (name) => ({ at, note: 'input', n: 1, id: 'x', name, history: true, stale: true }),
  ),
  scored: ['pricing_page_visited', 'attributes', 'merge', 'expired', 'decay'].map((cause) => {
    return { at, note: 'scored', rule: 'pricing', dimension: 'd', points: 3, total: 8, cause };
  }),
  'not-scored': (['already', 'filter', 'limit', 'expired', 'streak'] as const).map((why) => {
    return { at, note: 'not-scored', rule: 'step:nurture/case', why };
  }),
  tier: ['score 15', 'promoted by video-promotion/promote, score 15 is B'].map((because) => {
    return { at, note: 'tier', from: 'B', to: 'A', because };
  }),
  stage: ['tier A', 'order_placed', 'ticket.feedback'].map((because) => {
    return { at, note: 'stage', from: 'lead', to: 'mql', because };
  }),
  mark: ['score:10', 'tier:A', 'mark:hot'].map((mark) => ({ at, note: 'mark', mark })),
  consent: [true, false].map((granted) => {
    return { at, note: 'consent', channel: 'email', purpose: 'marketing', granted };
  }),
  attribute: [{ at, note: 'attribute', name: 'companySize' }],
  tag: [true, false].map((added) => ({ at, note: 'tag', tag: 'vip', added })),
  entered: [
    'event:form_submitted',
    'score:10',
    'tier:A',
    'mark:hot',
    'becomesTrue',
    'control',
    'enrol:welcome',
  ].map((because) => ({ at, note: 'entered', journey: 'nurture', key: 'O1', because })),
  'passed-over': (
    ['guard', 'exit', 'reentry', 'inside', 'history', 'stale', 'limit', 'circle', 'budget'] as const
  ).map((why) => ({ at, note: 'passed-over', journey: 'nurture', why, tested: saw })),
  moved: [
    'happened',
    'timeout',
    'sent',
    'skipped',
    'failed',
    'next',
    'split',
    'case',
    'else',
    'held',
    'over',
    'assigned',
    'piece',
  ].map((edge) => ({ ...here, note: 'moved', edge, to: 'end', tested: saw })),
  waiting: [
    { ...here, note: 'waiting' },
    { ...here, note: 'waiting', until: at },
    { ...here, note: 'waiting', until: at, unheeded: 'working' },
    { ...here, note: 'waiting', until: at, for: 'clicked: case; event: order_placed' },
  ],
  policy: [
    { ...here, note: 'policy', template: 't', result: { verdict: 'sent', channel: 'email' } },
    { ...here, note: 'policy', template: 't', result: { verdict: 'withheld', channel: 'email' } },
    ...(['window', 'cap', 'spacing', 'paused'] as const).map((why) => ({
      ...here,
      note: 'policy' as const,
      template: 't',
      result: { verdict: 'held' as const, why, until: at },
    })),
    ...(
      [
        'cap',
        'consent',
        'unreachable',
        'suppressed',
        'expired',
        'paused',
        'no-piece',
        'had',
        'age',
        'deadline',
      ] as const
    ).map((why) => ({
      ...here,
      note: 'policy' as const,
      template: 't',
      result: { verdict: 'skipped' as const, why, channels: { email: 'consent' } },
    })),
  ],
  order: (['placed', 'corrected', 'refunded', 'part-refunded'] as const).map((what) => {
    return { at, note: 'order', order: 'O-1', what, kept: true };
  }),
  grant: [{ ...here, note: 'grant', ref: 'm1', benefit: 'training' }],
  webhook: [{ ...here, note: 'webhook', ref: 'w1', endpoint: 'crm' }],
  assign: [{ ...here, note: 'assign', ref: 'm1', queue: 'sales' }],
  notify: [{ ...here, note: 'notify', ref: 'm1', to: 'assignee' }],
  exited: (
    [
      'done',
      'goal',
      'exit',
      'age',
      'deadline',
      'control',
      'restart',
      'budget',
      'merged',
      'retired',
      'version',
    ] as const
  ).map((why) => ({ at, note: 'exited', journey: 'nurture', why, tested: saw })),
  ticket: (
    ['assigned', 'contacted', 'feedback', 'closed', 'contact-overdue', 'feedback-overdue'] as const
  ).map((what) => ({ at, note: 'ticket', ticket: 't', what, due: at, result: 'won' })),
  message: ['accepted', 'refused', 'expired', 'failed', 'held', 'withheld', 'doubt'].map((what) => {
    return { at, note: 'message', ref: 'm1', what };
  }),
  cancelled: [{ at, note: 'cancelled', ref: 'm1', reason: 'goal' }],
  budget: [{ ...here, note: 'budget' }],
  version: [
    { ...here, note: 'version', from: 3, to: 4, did: 'pinned', why: 'chosen' },
    { ...here, note: 'version', from: 3, to: 4, did: 'pinned', why: 'key' },
    { ...here, note: 'version', from: 3, to: 4, did: 'left', why: 'chosen' },
    { ...here, note: 'version', from: 3, to: 4, did: 'left', why: 'gone' },
    ...(['same', 'mapped', 'removed'] as const).flatMap((why) =>
      ['case', 'end'].map((target) => {
        const moved = { ...here, note: 'version', from: 3, to: 4, did: 'moved' } as const;
        return { ...moved, why, target, was: at };
      }),
    ),
  ],
  merged: [{ at, note: 'merged', loser: 'x' }],
  late: [{ ...here, note: 'late', due: at }],
  recomputed: [{ at, note: 'recomputed', rules: 2 }],
  'held-back': [{ at, note: 'held-back', trigger: 'score:10', what: 'held' }],
};

describe.each(Object.entries(NOTES))('a note of kind %s', (_, notes: Note[]) => {
  it.each(LANGUAGES)('is a sentence in %s', (language) => {
    for (const note of notes) {
      const text = sentence(note, playbook, language);
      expect(text).not.toMatch(RAW);
      expect(text).toMatch(language === 'en' ? /^[“A-Z+\d].{8,}\.$/s : /\p{Script=Han}.*。$/su);
      expect(/\p{Script=Han}/u.test(text)).toBe(language === 'zh-CN');
    }
  });
});

it('says in both languages where a lead stands as a whole', () => {
  const state = { tier: 'B', tierBecause: 'score 10', stage: 'lead' };
  expect(LANGUAGES.map((language) => standingWords(state, playbook, at, language))).toEqual([
    'Its tier is B (Medium intent): it has 10 points. Its stage is lead. Next due: Mon 2026-11-30 09:00.',
    '等级为 B（中等意向）：得分 10。阶段为 lead。下次到期：2026-11-30 周一 09:00。',
  ]);
});

describe('the whys of the worked timelines, in words', () => {
  const say = (note: Note) => LANGUAGES.map((language) => sentence(note, playbook, language));

  it('passed over: already A', () => {
    const tests: Tested[] = [{ condition: 'tier: B', saw: 'A', holds: false }];
    expect(
      say({ at, note: 'passed-over', journey: 'nurture', why: 'guard', tested: tests }),
    ).toEqual([
      'Passed over for “Nurture”: its conditions are not met (the lead is already in tier A (High intent)).',
      '未进入“培育”：不满足进入条件（线索已属等级 A（高意向））。',
    ]);
  });

  it('reading passed over: in nurture', () => {
    const tests: Tested[] = [
      { condition: 'enrolled: nurture', saw: ['nurture'], holds: true },
      { condition: 'tier: C', saw: 'B', holds: false },
    ];
    const place = { at, journey: 'reading', step: 'choose' };
    expect(say({ ...place, note: 'moved', edge: 'case', to: 'week', tested: tests })).toEqual([
      '“One article a week”, step “choose”, goes on to step “week”: its condition holds (the lead is in “Nurture”).',
      '“每周一篇”的步骤“choose”，前往步骤“week”：条件成立（线索在旅程“培育”中）。',
    ]);
  });

  it('held until Monday 09:00', () => {
    const result = { verdict: 'held', why: 'window', until: at } as const;
    expect(say({ ...here, note: 'policy', template: 'case-study', result })).toEqual([
      '“Nurture”, step “case”: “case-study” is held until Mon 2026-11-30 09:00: it is outside of the sending hours.',
      '“培育”的步骤“case”：“case-study”留置至 2026-11-30 周一 09:00：不在发送时段内。',
    ]);
  });

  it('capped 3 of 3', () => {
    const result = {
      verdict: 'skipped',
      why: 'cap',
      cap: 'mails-a-week',
      used: 3,
      max: 3,
    } as const;
    expect(say({ ...here, note: 'policy', template: 'case-study', result })).toEqual([
      '“Nurture”, step “case”: “case-study” is not sent: the limit of messages is used up (“mails-a-week”: 3 of 3).',
      '“培育”的步骤“case”：“case-study”未发送：已达频次上限（“mails-a-week”：3/3）。',
    ]);
  });

  it('no consent', () => {
    const result = { verdict: 'skipped', why: 'consent', channels: { email: 'consent' } } as const;
    expect(say({ ...here, note: 'policy', template: 'case-study', result })).toEqual([
      '“Nurture”, step “case”: “case-study” is not sent: there is no consent (email: there is no consent).',
      '“培育”的步骤“case”：“case-study”未发送：没有取得同意（邮件：没有取得同意）。',
    ]);
  });

  it('waiting for a click on its own mail', () => {
    expect(
      say({ ...here, step: 'clicked', note: 'waiting', until: at, for: 'clicked: case' }),
    ).toEqual([
      '“Nurture”, step “clicked”, waits until message “case” is clicked, at most until Mon 2026-11-30 09:00.',
      '“培育”的步骤“clicked”等待：消息“case”被点击，最晚至 2026-11-30 周一 09:00。',
    ]);
  });

  it('counted often enough', () => {
    const tongue = new Tongue('en', 'Asia/Shanghai', playbook);
    const [count] = tested(
      { is: 'count', counter: 'product_page_viewed#1', test: { op: 'gte', value: 3 } },
      view,
    );
    expect(count && testedWords(count, tongue)).toBe(
      'the number of times a product page was viewed within 30 days is 0, not at least 3',
    );
  });
});
