import { beforeAll, describe, expect, test } from '@jest/globals';
import { advertisingPrefix, render, type TemplateVariables } from './render.js';
import { compileTemplate } from './template.js';
import { readTemplateFile } from './template-file.js';
import { localesFor, TemplateSet } from './template-set.js';

const mail = (body: string, front = 'subject: "{{ lead.name }}，您好"') => `---
${front}
preheader: A line for {{ lead.company }}
links: { demo: "https://example.com/demo" }
---
<mjml><mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>
`;
const button = '<mj-button href="{{ links.demo }}">预约演示</mj-button>';
const greeting =
  '<mj-text>您好 {{ lead.name | default: "朋友" }}，<a href="{{ unsubscribeUrl }}">退订</a></mj-text>';

const variables: TemplateVariables = {
  lead: { name: '王<b>芳</b> & Co', company: 'Tian "Gong"', industry: 'retail' },
  entry: { orderId: 'O-1' },
  sender: { name: 'Leadloom', email: 'hello@example.com' },
  links: { demo: 'https://mail.example.com/t/c/abc' },
  unsubscribeUrl: 'https://mail.example.com/u/abc',
};

const compiled = async (content: string, path = 'case/zh-CN.mjml') =>
  compileTemplate(readTemplateFile(path, content));

describe('a mail template', () => {
  test('becomes HTML and a plain text that say the same, with the tracked links in both', async () => {
    const out = render(await compiled(mail(greeting + button)), variables);
    expect(out.html).toContain('href="https://mail.example.com/t/c/abc"');
    expect(out.html).toContain('lang="zh-CN"');
    expect(out.text).toContain('预约演示 [https://mail.example.com/t/c/abc]');
    expect(out.text).toContain('退订 [https://mail.example.com/u/abc]');
    expect(out.text).not.toContain('A line for');
  });

  test('escapes what a lead wrote in the HTML and leaves it as it is in the text', async () => {
    const out = render(await compiled(mail(greeting)), variables);
    expect(out.html).toContain('王&lt;b&gt;芳&lt;/b&gt; &amp; Co');
    expect(out.html).toContain('A line for Tian &#34;Gong&#34;');
    expect(out.text).toContain('您好 王<b>芳</b> & Co，');
    expect(out.subject).toBe('王<b>芳</b> & Co，您好');
  });

  test('never lets a name open a second header or run as a template', async () => {
    const lead = { name: 'A\r\nBcc: x@example.com{{ sender.email }}' };
    const out = render(await compiled(mail(greeting)), { ...variables, lead });
    expect(out.subject).toBe('A Bcc: x@example.com{{ sender.email }}，您好');
    expect(out.html).not.toContain('hello@example.com');
  });

  test('falls back on its own words where the profile has none', async () => {
    const out = render(await compiled(mail(greeting)), { ...variables, lead: {} });
    expect(out.text).toContain('您好 朋友');
  });

  test('branches by the lead, around whole sections too', async () => {
    const branch = (industry: string) =>
      `<mj-raw>{% if lead.industry == "${industry}" %}</mj-raw><mj-text>${industry} only</mj-text><mj-raw>{% endif %}</mj-raw>`;
    const out = render(await compiled(mail(branch('retail') + branch('saas'))), variables);
    expect(out.html).toContain('retail only');
    expect(out.html).not.toContain('saas only');
    expect(out.text).toBe('retail only');
  });
});

describe('a broken template is refused, by name', () => {
  const cases: [string, string, RegExp][] = [
    [
      'a link nobody named',
      mail('<mj-button href="{{ links.dmeo }}">x</mj-button>'),
      /case\/zh-CN.*no link dmeo/,
    ],
    [
      'an unknown variable',
      mail('<mj-text>{{ user.name }}</mj-text>'),
      /case\/zh-CN.*variable user/,
    ],
    ['unknown MJML', mail('<mj-buton>x</mj-buton>'), /case\/zh-CN[^]*mj-buton/],
    ['open Liquid', mail('<mj-text>{% if lead.name %}</mj-text>'), /case\/zh-CN.*not closed/],
    ['an unknown filter', mail('<mj-text>{{ lead.name | shout }}</mj-text>'), /case\/zh-CN.*shout/],
    [
      'no subject',
      mail(greeting, 'preheader2: x').replace('preheader2: x\n', ''),
      /case\/zh-CN.*subject/,
    ],
    ['an unknown key', mail(greeting, 'subjekt: x'), /case\/zh-CN.*subjekt/],
    [
      'a link that is no address',
      mail(greeting, 'subject: x').replace('https:', 'javascript:'),
      /http/,
    ],
    ['no front matter', '<mjml></mjml>', /case\/zh-CN.*front matter/],
  ];
  test.each(cases)('%s', async (_name, content, message) => {
    await expect((async () => compiled(content))()).rejects.toThrow(message);
  });

  test('reading a file of the machine', async () => {
    const include = mail('<mj-text>{% include "/etc/passwd" %}</mj-text>');
    await expect(compiled(include)).rejects.toThrow(/case\/zh-CN.*Failed to lookup/);
  });
});

describe('the templates of a version', () => {
  let library: TemplateSet;
  beforeAll(async () => {
    const files = {
      'case/zh-CN.mjml': mail(greeting),
      'case/en.mjml': mail(greeting),
      'case/zh-CN.txt': '---\n---\n{{ lead.name }}，您好',
      'ping/en.txt': '---\nsubject: Ping\n---\nHello {{ rep.name }}',
    };
    const entries = Object.entries(files);
    library = new TemplateSet(
      await Promise.all(entries.map(async ([path, content]) => compiled(content, path))),
    );
  });

  test('gives mail its MJML and every other channel its text', () => {
    expect(library.find('case', 'email', ['zh-CN'])?.form).toBe('mail');
    expect(library.find('case', 'sms', ['zh-CN'])?.form).toBe('text');
    expect(library.find('ping', 'email', ['en'])?.form).toBe('text');
    expect(library.find('ping', 'wecom', ['zh-CN'])).toBeUndefined();
    expect(library.find('nothing', 'email', ['en'])).toBeUndefined();
  });

  test("tries the lead's language first, then the playbook's", () => {
    const playbook = { default: 'zh-CN', fallback: 'en' };
    expect(localesFor(undefined, playbook)).toEqual(['zh-CN', 'en']);
    expect(localesFor('zh-HK', playbook)).toEqual(['zh-HK', 'zh', 'zh-CN', 'en']);
    expect(localesFor('en-GB', playbook)).toEqual(['en-GB', 'en', 'zh-CN']);
    expect(localesFor('fr', playbook)).toEqual(['fr', 'en', 'zh-CN']);
  });
});

test('an advertising mail to China says so in its subject, an operational one does not', () => {
  const prefix = (
    category: 'marketing' | 'operational',
    leadLocale: string,
    templateLocale: string,
  ) => advertisingPrefix({ category, leadLocale, templateLocale });
  expect(prefix('marketing', 'zh-CN', 'zh-CN')).toBe('（广告）');
  expect(prefix('marketing', 'zh-CN', 'en')).toBe('[AD] ');
  expect(prefix('marketing', 'en-GB', 'en')).toBe('');
  expect(prefix('operational', 'zh-CN', 'zh-CN')).toBe('');
});
