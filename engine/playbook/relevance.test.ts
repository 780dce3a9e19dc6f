import { describe, expect, it } from '@jest/globals';
import { preset } from '../../test/support/playbook/presets.js';
import { compiled } from '../../test/support/playbook/small.js';
import { counts, rings } from './relevance.js';

const shippedPlaybook = [preset('lead-to-conversion')];

describe('an event of the shipped playbook rings', () => {
  it.each([
    ['it scores', 'pricing_page_visited', {}],
    ['it scores and promotes', 'video_watched', { video: 'product-3min', completed: true }],
    ['it enters a journey', 'form_submitted', { form: 'whitepaper-2024' }],
    ['it makes a customer', 'order_placed', { orderId: 'O-1' }],
    ['its link stands for an event that scores', 'message.clicked', { link: 'whitepaper' }],
    ['a run may wait for a click on any link', 'message.clicked', { link: 'article' }],
    ['it ends nurture', 'message.replied', {}],
    ['it moves a ticket', 'ticket.contacted', { ticket: 't' }],
    ['it withdraws consent', 'consent.withdrawn', { channel: 'email' }],
    ['it takes a channel away', 'message.bounced', {}],
  ])('because %s: %s', (_, name, properties) => {
    expect(rings(shippedPlaybook, name, properties)).toBe(true);
  });

  it.each([
    ['nobody asks for it', 'page_scrolled', {}],
    ['it is declared and not used', 'trial_registered', {}],
    ['it is only remembered', 'product_page_viewed', { product: 'A' }],
    ['it is another video', 'video_watched', { video: 'other', completed: true }],
    [
      'the video was not watched to the end',
      'video_watched',
      { video: 'product-3min', completed: false },
    ],
    ['a machine may open mails', 'message.opened', {}],
    ['a delivery is expected', 'message.delivered', {}],
    ['its name is that of a method', 'constructor', {}],
  ])('does not, because %s: %s', (_, name, properties) => {
    expect(rings(shippedPlaybook, name, properties)).toBe(false);
  });
});

describe('a count', () => {
  const journey = (enter: string, steps: string, rest = '') =>
    compiled(`attributes: { last: { type: string, remember: { event: asked, property: about } } }
journeys: { j: { enter: ${enter}, ${rest} steps: [${steps}] } }
`);
  const asked = '{ count: { event: asked }, gte: 3 }';

  it('rings in an exit, a goal, a wait and in what becomes true', () => {
    const wait = '{ id: a, wait: 1d }';
    for (const playbook of [
      journey('{ manual: true }', wait, `exit: ${asked},`),
      journey('{ manual: true }', wait, `goal: ${asked},`),
      journey('{ manual: true }', `{ id: a, wait: { for: ${asked} } }`),
      journey(`{ becomesTrue: { not: ${asked} } }`, wait),
    ]) {
      expect(rings([playbook], 'asked', {})).toBe(true);
    }
  });

  it('does not ring in a branch, in a guard or where a value is remembered, yet counts for a visitor', () => {
    const branch = `{ id: a, branch: [{ when: ${asked}, then: end }] }`;
    const playbook = journey(`{ manual: true, where: ${asked} }`, branch);
    expect(rings([playbook], 'asked', {})).toBe(false);
    expect(counts([playbook], 'asked')).toBe(true);
    expect(counts([playbook], 'paid')).toBe(false);
  });

  it('rings where a remembered value is part of what is tested on every input', () => {
    const playbook = journey(
      '{ manual: true }',
      '{ id: a, wait: 1d }',
      'exit: { attr: last, eq: x },',
    );
    expect(rings([playbook], 'asked', {})).toBe(true);
  });

  it('rings where what is tested is derived from a remembered value', () => {
    const playbook = compiled(`attributes:
  last: { type: string, remember: { event: asked, property: about } }
  topic: { type: enum, derive: { from: last, rows: [{ match: [price], is: money }], else: other } }
scoring: { dimensions: { d: {} }, rules: [{ id: r, dimension: d, when: { attr: topic, eq: money }, points: 5 }] }
`);
    expect(rings([playbook], 'asked', { about: 'price' })).toBe(true);
  });

  it('rings where a form says in text what the rule says as a value, as the engine reads it', () => {
    const waiting = journey(
      '{ manual: true }',
      '{ id: a, wait: { for: { event: asked, where: { times: 3 } } } }',
    );
    for (const times of [3, '3']) expect(rings([waiting], 'asked', { times })).toBe(true);
    for (const properties of [{ times: '4' }, {}])
      expect(rings([waiting], 'asked', properties)).toBe(false);
  });

  it('rings if only one of the live playbooks asks for it', () => {
    const playbook = journey('{ event: asked }', '{ id: a, wait: 1d }');
    expect(rings([...shippedPlaybook, playbook], 'asked', {})).toBe(true);
  });

  it('rings where a streak is part of what is tested on every input: its event, and what breaks it', () => {
    const rule =
      'scoring: { dimensions: { d: {} }, rules: [{ id: r, dimension: d, points: -2, streak: { event: asked, brokenBy: [paid], reaches: 2 } }] }\n';
    const held = (rest: string) =>
      compiled(
        `${rule}journeys: { j: { enter: { manual: true }, ${rest} steps: [{ id: a, wait: 1d }] } }\n`,
      );
    expect(rings([held('')], 'asked', {})).toBe(true);
    expect(rings([held('')], 'paid', {})).toBe(false);
    expect(rings([held('exit: { streak: r },')], 'paid', {})).toBe(true);
  });

  it('rings where a delivery is what silence counts from', () => {
    const ignored = (after: string) =>
      compiled(
        `derivedEvents: { message.ignored: { of: { category: marketing, channel: email }, when: { noHumanOpenOrClick: 72h, after: ${after} } } }\n`,
      );
    expect(rings([ignored('delivered')], 'message.delivered', {})).toBe(true);
    expect(rings([ignored('sent')], 'message.delivered', {})).toBe(false);
  });
});
