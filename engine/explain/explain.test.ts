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
      summary: '“One article a week”, step “week”, waits until Fri 2026-12-04 17:58.',
    });
  });

  it('held: the shut window, until the opening', () => {
    const { summary } = explain([manager, download], '2026-11-28 12:00', 'nurture');
    expect(summary).toMatch(
      /^“Nurture”, step “case”: “case-study” is held until Mon 2026-11-30 09:\d\d(:\d\d)?: it is outside of the sending hours\.$/,
    );
    const zh = explain([manager, download], '2026-11-28 12:00', 'nurture', 'zh-CN').summary;
    expect(zh).toMatch(
      /^“培育”的步骤“case”：“case-study”留置至 2026-11-30 周一 09:.*：不在发送时段内。$/,
    );
  });

  it('waiting for a click: what for and until when', () => {
    const { summary, waitsFor } = explain([manager, download], '2026-12-01 12:00', 'nurture');
    expect(waitsFor).toBe('event');
    expect(summary).toMatch(
      /^“Nurture”, step “clicked”, waits until message “case” is clicked, at most until Thu 2026-12-03 09:/,
    );
  });
});

describe('why a lead has not moved', () => {
  it('never entered: how many points are missing', () => {
    const { standing, missing, summary } = explain([manager], '2026-11-27 20:00', 'nurture');
    expect(standing).toBe('outside');
    expect(missing[0]).toMatchObject({ needs: 10, saw: 8, text: '10 points (it has 8, 2 short)' });
    expect(summary).toMatch(
      /^Has not entered “Nurture”\. It needs: 10 points \(it has 8, 2 short\); the tier is B \(Medium intent\), now C \(Low intent\)/,
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
      'Passed over for “Nurture”: its conditions are not met (the lead is already in tier A (High intent)).',
    );
    expect(summary).toContain(
      'reaching 10 points counts the first time only, and that was Fri 2026-11-27 17:58',
    );
    const zh = explain([director], '2026-11-27 20:00', 'nurture', 'zh-CN').summary;
    expect(zh).toContain('未进入“培育”：不满足进入条件（线索已属等级 A（高意向））。');
  });

  it('left: how it ended, and whether it may begin again', () => {
    const { standing, summary } = explain([manager, download], '2026-12-18 18:00', 'nurture');
    expect(standing).toBe('over');
    expect(summary).toMatch(
      /^Left “Nurture” Mon 2026-12-14 09:.*: its last step is done\. It is entered once only\.$/,
    );
  });

  it('no consent: which channel failed and why', () => {
    const silent = { ...manager, facts: { ...manager.facts, consent: [] } };
    const { summary } = explain([silent], '2026-11-27 20:00', 'welcome');
    expect(summary).toContain(
      '“welcome-whitepaper” is not sent: there is no consent (email: there is no consent).',
    );
  });
});

it('every note of a long story is a sentence in both languages', () => {
  const lead = simulate(playbook, [manager, download], shanghai('2026-12-20 18:00'));
  for (const note of lead.trace) {
    const [en, zh] = [sentence(note, playbook, 'en'), sentence(note, playbook, 'zh-CN')];
    expect(en).toMatch(/^[“A-Z+\-\w].*\.$/s);
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
      '“Nurture”, step “case”: “case-study” is not sent: the limit of messages is used up (“mails-a-week”: 3 of 3).',
      '“培育”的步骤“case”：“case-study”未发送：已达频次上限（“mails-a-week”：3/3）。',
    ],
    [
      {
        at,
        note: 'tier',
        from: 'B',
        to: 'A',
        because: 'promoted by video-promotion/promote, score 15 is B',
      },
      'The tier changes from B (Medium intent) to A (High intent): promoted by “Promoted by the video”, step “promote”; its 15 points alone are tier B (Medium intent).',
      '等级由 B（中等意向）变为 A（高意向）：由“看完视频升级”的步骤“promote”提升；仅凭 15 分属于 B（中等意向）。',
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
      'Input 4: a form was submitted (with 12 earlier events; 3 left out).',
      '输入 4：提交了表单（含此前 12 个事件；略去 3 个）。',
    ],
    [
      { at, note: 'passed-over', journey: 'care', key: 'O-1', why: 'history' },
      'Passed over for “Customer care” (O-1): history enters no journey.',
      '未进入“客户关怀”（O-1）：历史数据不触发旅程。',
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
