import { describe, expect, it } from '@jest/globals';
import { parsePlaybook } from '../parse.js';
import { problemLine } from '../problem.js';

/** A playbook that refers to a name of every kind; a test misspells one of them where it is referred to. */
const PLAYBOOK = `schema: 1
playbook: names
timeZone: Asia/Shanghai
tiers: [{ id: high, from: 10 }, { id: low, from: 0 }]
forms: { contact: { required: [email], optional: [company] } }
attributes:
  email: { type: email }
  company: { type: string }
  grade: { type: enum, derive: { from: company, rows: [{ match: [x], is: manager }] } }
  product: { type: string, remember: { event: page_viewed, property: product } }
lists: { grades: [manager] }
events:
  whitepaper_downloaded: { title: string }
  page_viewed: { product: string }
links: { brochure: { emits: { event: whitepaper_downloaded, properties: { title: x } } } }
scoring:
  dimensions: { behaviour: {} }
  rules:
    - { id: paper, dimension: behaviour, event: whitepaper_downloaded, where: { title: x }, points: 9, times: { once: title } }
    - { id: grade, dimension: behaviour, when: { attr: grade, in: { list: grades } }, points: 9 }
marks: { warm: { scoreReached: 5 } }
stages:
  fresh: { when: captured }
  customer: { when: { feedback: won } }
calendars:
  working: { week: { mon: ['09:00-18:00'] }, holidays: { include: [cn-2026] } }
policies:
  window: { marketing: working }
  caps: [{ id: weekly, channel: email, category: marketing, max: 3, per: 7d }]
pools: { reading: { pieces: [article] } }
sales:
  queues: { sales: { strategy: sticky } }
  sla: { reply: { within: 2h, clock: working } }
  feedback: [won, lost]
journeys:
  first:
    group: nurture
    enter: { event: page_viewed, where: { event: { product: x } }, key: product }
    exit: { any: [{ stage: customer }, { enrolled: second }, { enrolled: { group: nurture } }] }
    steps:
      - { id: mail, send: { template: hello, channel: email, category: marketing, window: working, exempt: [weekly] } }
      - { id: clicks, wait: { for: { clicked: { step: mail, link: brochure } }, timeout: 1d }, edges: { timeout: fork } }
      - { id: fork, branch: [{ when: { attr: grade, eq: manager }, then: give }], else: end }
      - { id: give, score: { points: 1, dimension: behaviour } }
      - { id: know, set: { attr: company, value: x } }
      - { id: read, send: { pool: reading, channel: email, category: marketing } }
      - { id: person, assign: { queue: sales, reason: r, sla: reply } }
      - { id: lift, promote: { tier: high, until: { feedback: [lost] }, atMost: 9d } }
  second:
    enter: { any: [{ tierEntered: high }, { mark: warm }] }
    steps:
      - { id: only, branch: [{ when: { count: { event: page_viewed, where: { product: x } }, gte: 2 }, then: end }], else: last }
      - { id: last, branch: [{ when: { ticket: { is: open, queue: sales } }, then: end }], else: more }
      - { id: more, wait: 1d }
`;

/** What is misspelt, the words around it, the misspelt word, the right one. */
const MISSPELT: readonly [kind: string, before: string, wrong: string, right: string][] = [
  ['key', '', 'jurneys', 'journeys'],
  ['key', '{ strategy: sticky } }\n  ', 'slas', 'sla'],
  ['key', 'exit: { any: [{ ', 'stagee', 'stage'],
  ['key', 'promote: { ', 'teir', 'tier'],
  ['channel', 'hello, channel: ', 'emial', 'email'],
  ['category', 'hello, channel: email, category: ', 'marketting', 'marketing'],
  ['time zone', 'timeZone: ', 'Asia/Shangai', 'Asia/Shanghai'],
  ['attribute', 'required: [', 'emial', 'email'],
  ['attribute', 'optional: [', 'compnay', 'company'],
  ['attribute', 'derive: { from: ', 'compnay', 'company'],
  ['attribute', 'when: { attr: ', 'grad', 'grade'],
  ['attribute', 'set: { attr: ', 'compnay', 'company'],
  ['event', 'remember: { event: ', 'page_veiwed', 'page_viewed'],
  ['property', 'remember: { event: page_viewed, property: ', 'prodct', 'product'],
  ['event', 'emits: { event: ', 'whitepaper_download', 'whitepaper_downloaded'],
  ['property', 'properties: { ', 'titel', 'title'],
  ['dimension', 'id: paper, dimension: ', 'behavior', 'behaviour'],
  [
    'event',
    'id: paper, dimension: behaviour, event: ',
    'whitepaper_download',
    'whitepaper_downloaded',
  ],
  ['property', 'event: whitepaper_downloaded, where: { ', 'titel', 'title'],
  ['property', 'times: { once: ', 'titel', 'title'],
  ['list', 'in: { list: ', 'grads', 'grades'],
  ['value', 'attr: grade, eq: ', 'manger', 'manager'],
  ['feedback', 'when: { feedback: ', 'wonn', 'won'],
  ['holidays', 'include: [', 'cn-2062', 'cn-2026'],
  ['calendar', 'window: { marketing: ', 'workin', 'working'],
  ['event', 'enter: { event: ', 'page_view', 'page_viewed'],
  ['property', 'where: { event: { ', 'produkt', 'product'],
  ['property', 'key: ', 'produkt', 'product'],
  ['stage', 'stage: ', 'custmer', 'customer'],
  ['journey', 'enrolled: ', 'secnd', 'second'],
  ['group', 'enrolled: { group: ', 'nurtrue', 'nurture'],
  ['calendar', 'marketing, window: ', 'wroking', 'working'],
  ['cap', 'exempt: [', 'weakly', 'weekly'],
  ['step', 'clicked: { step: ', 'mial', 'mail'],
  ['link', 'link: ', 'brochur', 'brochure'],
  ['step', 'edges: { timeout: ', 'frok', 'fork'],
  ['step', 'eq: manager }, then: ', 'giv', 'give'],
  ['dimension', 'points: 1, dimension: ', 'behavior', 'behaviour'],
  ['pool', 'pool: ', 'raeding', 'reading'],
  ['queue', 'assign: { queue: ', 'saels', 'sales'],
  ['sla', 'reason: r, sla: ', 'replay', 'reply'],
  ['tier', 'promote: { tier: ', 'hihg', 'high'],
  ['feedback', 'until: { feedback: [', 'lots', 'lost'],
  ['tier', 'tierEntered: ', 'hgih', 'high'],
  ['mark', 'mark: ', 'wram', 'warm'],
  ['event', 'count: { event: ', 'page_vieved', 'page_viewed'],
  ['property', 'page_viewed, where: { ', 'prodcut', 'product'],
  ['queue', 'is: open, queue: ', 'salse', 'sales'],
];

describe('a misspelt name is refused with its place and the name that was meant:', () => {
  it('but the playbook of this test has none', () => {
    const parsed = parsePlaybook(PLAYBOOK);
    expect(parsed.ok ? [] : parsed.problems.map(problemLine)).toEqual([]);
  });

  it.each(MISSPELT)('%s after `%s`: %s for %s', (kind, before, wrong, right) => {
    const at = placeIn(PLAYBOOK, before, right);
    const yaml = PLAYBOOK.slice(0, at) + wrong + PLAYBOOK.slice(at + right.length);
    const lines = yaml.slice(0, at).split('\n');
    const place = `names.yaml:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
    const parsed = parsePlaybook(yaml, 'names.yaml');
    const told = parsed.ok ? [] : parsed.problems.map(problemLine);
    const named = kind === 'channel' || kind === 'category' ? 'expected .*' : `.*\`${wrong}\``;
    expect(told).toContainEqual(
      expect.stringMatching(new RegExp(`^${place} ${named}, did you mean \`${right}\`\\?$`)),
    );
  });
});

/** Where a name stands after these words; there must be one such place. */
function placeIn(text: string, before: string, name: string): number {
  const whole = before === '' ? `\n${name}` : before + name;
  const first = text.indexOf(whole);
  if (first === -1) throw new Error(`"${whole}" is not in the playbook`);
  return first + whole.length - name.length;
}
