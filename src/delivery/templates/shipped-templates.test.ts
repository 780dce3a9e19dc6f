import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../engine/json.js';
import { simulate } from '../../../engine/simulate/simulate.js';
import { shanghai } from '../../../test/support/engine/china-2026.js';
import { form } from '../../../test/support/engine/story.js';
import { preset } from '../../../test/support/playbook/presets.js';
import { shippedFiles } from '../../playbooks/bundle/shipped-files.js';
import { templateProblems } from '../../playbooks/bundle/template-problems.js';
import { compiledTemplate } from './compiled-templates.js';
import { render } from './render.js';

test('the shipped templates all compile, MJML and Liquid, within what they may ask for', async () => {
  const files = await shippedFiles();
  expect(await templateProblems(files)).toEqual([]);
  expect([...files.keys()]).toContain('templates/welcome-whitepaper/zh-CN.mjml');
});

const LINK = 'https://mail.example.com/t/c/x';
const NAMES = ['solution', 'consult', 'article', 'whitepaper', 'demo', 'case'];
const links = Object.fromEntries(NAMES.map((name) => [name, LINK]));

async function made(id: string, locale: string, lead: JsonObject) {
  const path = `${id}/${locale}.mjml`;
  const files = await shippedFiles();
  const template = await compiledTemplate(path, files.get(`templates/${path}`) ?? '');
  const sender = { name: 'S', email: 's@example.com' };
  return render(template, { lead, entry: {}, sender, links, unsubscribeUrl: LINK });
}

test.each([
  ['zh-CN', 'east', '上海的体验中心'],
  ['zh-CN', 'south', '深圳的体验中心'],
  ['zh-CN', 'north', '北京的体验中心'],
  ['zh-CN', 'west', '线上顾问'],
  ['zh-CN', 'central', '线上顾问'],
  ['zh-CN', 'overseas', '英文顾问'],
  ['zh-CN', 'other', '线上顾问'],
  ['en', 'east', 'our centre in Shanghai'],
  ['en', 'south', 'our centre in Shenzhen'],
  ['en', 'north', 'our centre in Beijing'],
  ['en', 'west', 'online in half a day'],
  ['en', 'central', 'online in half a day'],
  ['en', 'overseas', 'English-speaking consultant'],
  ['en', undefined, 'online in half a day'],
])('content differs by region of the lead: %s, %s', async (locale, region, says) => {
  for (const id of ['tailored-welcome', 'plan-b', 'deep-3']) {
    const { text } = await made(id, locale, region === undefined ? {} : { region });
    expect(text).toContain(says);
  }
});

describe('the case mail is of the industry of the lead', () => {
  test.each<[string, string, string, string, [industry: string, says: string][]]>([
    [
      'lead-to-conversion',
      'case-study',
      'zh-CN',
      '总监',
      [
        ['制造业', '零部件工厂'],
        ['SaaS', '软件公司'],
        ['零售', '连锁品牌'],
        ['金融', '和您差不多的企业'],
      ],
    ],
    [
      'lead-to-conversion',
      'case-study',
      'en',
      '总监',
      [
        ['manufacturing', 'a parts maker'],
        ['SaaS', 'a software company'],
        ['retail', 'a retail chain'],
        ['finance', 'a company much like yours'],
      ],
    ],
    [
      'scorecard',
      'case-demo',
      'zh-CN',
      '经理',
      [
        ['教育', '教育集团'],
        ['医疗', '连锁医疗机构'],
        ['制造业', '和您差不多的企业'],
      ],
    ],
    [
      'scorecard',
      'case-demo',
      'en',
      '经理',
      [
        ['education', 'a school group'],
        ['healthcare', 'a chain of clinics'],
        ['manufacturing', 'a company like yours'],
      ],
    ],
  ])('%s: %s, %s', async (name, id, locale, position, industries) => {
    const texts = new Set<string>();
    for (const [industry, says] of industries) {
      const { subject, text } = await made(id, locale, told(name, id, { position, industry }));
      expect([industry, subject]).toEqual([industry, expect.stringContaining(says)]);
      expect(text).toContain(`[${LINK}]`);
      texts.add(text);
    }
    expect(texts.size).toBe(industries.length);
  });

  /** What the template is told of a lead who filled in the form like this. */
  function told(name: string, id: string, attributes: { [name: string]: string }): JsonObject {
    const captured = form('2026-11-24 10:00', attributes);
    const { commands } = simulate(preset(name), [captured], shanghai('2026-11-24 11:00'));
    const sent = commands.flatMap((one) => (one.kind === 'send' && one.template === id ? one : []));
    expect(sent).toHaveLength(1);
    return sent[0]?.lead ?? {};
  }
});
