import { describe, expect, it } from '@jest/globals';

import { shanghai } from '../../test/support/engine/china-2026.js';
import { event, form } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { simulate } from '../simulate/simulate.js';
import type { Note } from '../trace.js';
import type { JourneyExplanation, Language } from './explanation.js';
import { explainJourney } from './journey.js';
import { sentence } from './sentence.js';

const playbook = preset('lead-to-conversion');
const manager = form('2026-11-27 17:58', {
  company: 'Example',
  position: '经理',
  companySize: 800,
  industry: '制造业',
});
const download = event('2026-11-28 10:00', 'message.clicked', { ref: 'm1', link: 'whitepaper' });

function explain(
  inputs: Parameters<typeof simulate>[1],
  until: string,
  journey: string,
  language: Language = 'en',
): JourneyExplanation {
  const lead = simulate(playbook, inputs, shanghai(until));
  const [first] = explainJourney(
    journey,
    lead.state,
    lead.trace,
    playbook,
    shanghai(until),
    language,
  );
  if (first === undefined) throw new Error('no explanation');
  return first;
}

describe('why a lead stands where it stands', () => {
  it('waiting: until when', () => {
    expect(explain([manager], '2026-11-27 20:00', 'reading')).toMatchObject({
      standing: 'inside',
      step: 'week',
      summary: 'reading/week waits until Fri 2026-12-04 17:58.',
    });
  });

  it('held: the shut window, until the opening', () => {
    const { summary } = explain([manager, download], '2026-11-28 12:00', 'nurture');
    expect(summary).toMatch(
      /^nurture\/case: case-study is held until Mon 2026-11-30 09:\d\d(:\d\d)?: the sending window is shut\.$/,
    );
    const zh = explain([manager, download], '2026-11-28 12:00', 'nurture', 'zh-CN').summary;
    expect(zh).toMatch(
      /^nurture\/case：case-study 留置至 2026-11-30 周一 09:.*：发送时段未开放。$/,
    );
  });

  it('waiting for a click: what for and until when', () => {
    const { summary, waitsFor } = explain([manager, download], '2026-12-01 12:00', 'nurture');
    expect(waitsFor).toBe('event');
    expect(summary).toMatch(/^nurture\/clicked waits for clicked: .*, until Thu 2026-12-03 09:/);
  });
});

describe('why a lead has not moved', () => {
  it('never entered: how many points are missing', () => {
    const { standing, missing, summary } = explain([manager], '2026-11-27 20:00', 'nurture');
    expect(standing).toBe('outside');
    expect(missing[0]).toMatchObject({ needs: 10, saw: 8, text: 'score 10 (is 8, 2 short)' });
    expect(summary).toMatch(
      /^Has not entered nurture\. It needs score 10 \(is 8, 2 short\); tier: B/,
    );
  });

  it('passed over: already A', () => {
    const director = form(
      '2026-11-27 17:58',
      { company: 'Example', position: '总监', companySize: 800, industry: '制造业' },
      {
        past: [
          {
            id: 'visit',
            name: 'pricing_page_visited',
            properties: {},
            occurredAt: shanghai('2026-11-27 17:00'),
          },
        ],
      },
    );
    const { summary } = explain([director], '2026-11-27 20:00', 'nurture');
    expect(summary).toContain(
      'Passed over for nurture: its guard does not hold, by tier: B (is A).',
    );
    expect(summary).toContain(
      'score 10 counts the first time only, which was Fri 2026-11-27 17:58',
    );
    const zh = explain([director], '2026-11-27 20:00', 'nurture', 'zh-CN').summary;
    expect(zh).toContain('未进入 nurture：不满足进入条件，等级: B（现为 A）。');
  });

  it('left: how it ended, and whether it may begin again', () => {
    const { standing, summary } = explain([manager, download], '2026-12-18 18:00', 'nurture');
    expect(standing).toBe('over');
    expect(summary).toMatch(
      /^Left nurture Mon 2026-12-14 09:.*: its last step is done\. It is entered once only\.$/,
    );
  });

  it('no consent: which channel failed and why', () => {
    const silent = { ...manager, facts: { ...manager.facts, consent: [] } };
    const { summary } = explain([silent], '2026-11-27 20:00', 'welcome');
    expect(summary).toContain(
      'welcome-whitepaper is not sent: there is no consent (email: there is no consent).',
    );
  });
});

it('every note of a long story is a sentence in both languages', () => {
  const lead = simulate(playbook, [manager, download], shanghai('2026-12-20 18:00'));
  for (const note of lead.trace) {
    const [en, zh] = [sentence(note, playbook, 'en'), sentence(note, playbook, 'zh-CN')];
    expect(en).toMatch(/^[A-Z+\-\w].*\.$/s);
    expect(en).not.toMatch(/undefined|NaN|\p{Script=Han}/u);
    expect(zh).toMatch(/。$/);
    expect(zh).not.toMatch(/undefined|NaN/);
  }
});

describe('a note in words', () => {
  const at = shanghai('2026-11-30 09:00');
  const place = { at, journey: 'nurture', step: 'case', template: 'case-study' };
  const notes: [Note, string, string][] = [
    [
      {
        ...place,
        note: 'policy',
        result: { verdict: 'skipped', why: 'cap', cap: 'mails-a-week', used: 3, max: 3 },
      },
      'nurture/case: case-study is not sent: a frequency cap is full (mails-a-week: 3 of 3).',
      'nurture/case：case-study 未发送：频次上限已满（mails-a-week：3/3）。',
    ],
    [
      {
        at,
        note: 'tier',
        from: 'B',
        to: 'A',
        because: 'promoted by video-promotion/promote, score 15 is B',
      },
      'Tier B -> A: promoted by video-promotion/promote, score 15 is B.',
      '等级 B -> A：由 video-promotion/promote 提升，分数 15 属 B。',
    ],
    [
      { at, note: 'ticket', ticket: 't', what: 'contact-overdue', due: at },
      'Ticket t: nobody was in touch in time, due Mon 2026-11-30 09:00.',
      '工单 t：未按时联系，期限 2026-11-30 周一 09:00。',
    ],
    [
      { at, note: 'message', ref: 'm3', what: 'refused', reason: 'invalid_to' },
      'Message m3: refused (invalid_to).',
      '消息 m3：被拒收（invalid_to）。',
    ],
    [
      { at, note: 'input', n: 4, id: 'x', name: 'form_submitted', past: 12, pastLeftOut: 3 },
      'Input 4: form_submitted (with 12 earlier events; 3 left out).',
      '输入 4：form_submitted（含此前 12 个事件；略去 3 个）。',
    ],
    [
      { at, note: 'passed-over', journey: 'care', key: 'O-1', why: 'history' },
      'Passed over for care(O-1): history enters no journey.',
      '未进入 care(O-1)：历史数据不触发旅程。',
    ],
    [
      { at, note: 'consent', channel: 'email', purpose: 'marketing', granted: false },
      'Consent to marketing by email is withdrawn.',
      '邮件（marketing）已撤回同意。',
    ],
  ];
  it.each(notes)('%j', (note, en, zh) => {
    expect(sentence(note, playbook, 'en')).toBe(en);
    expect(sentence(note, playbook, 'zh-CN')).toBe(zh);
  });
});
