import { expect, test } from '@jest/globals';
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
const links = { solution: LINK, consult: LINK, article: LINK, whitepaper: LINK };

test.each([
  ['zh-CN', 'south', '深圳的体验中心'],
  ['zh-CN', 'overseas', '英文顾问'],
  ['zh-CN', 'other', '线上顾问'],
  ['en', 'north', 'our centre in Beijing'],
  ['en', undefined, 'online in half a day'],
])('content differs by region of the lead: %s, %s', async (locale, region, says) => {
  const files = await shippedFiles();
  for (const id of ['tailored-welcome', 'plan-b', 'deep-3']) {
    const path = `${id}/${locale}.mjml`;
    const template = await compiledTemplate(path, files.get(`templates/${path}`) ?? '');
    const lead = region === undefined ? {} : { region };
    const sender = { name: 'S', email: 's@example.com' };
    const made = render(template, { lead, entry: {}, sender, links, unsubscribeUrl: LINK });
    expect(made.text).toContain(says);
  }
});
