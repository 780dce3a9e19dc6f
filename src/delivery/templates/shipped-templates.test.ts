import { beforeAll, describe, expect, it } from '@jest/globals';
import { preset, shippedIn } from '../../../test/support/playbook/presets.js';
import { render, type TemplateVariables } from './render.js';
import { TemplateLibrary } from './template-library.js';

const ids = shippedIn('templates');
const locales = ['zh-CN', 'en'];
const industries = ['manufacturing', 'saas', 'retail', 'other', undefined];
const unsubscribeUrl = 'https://mail.example.com/u/abc';

let library: TemplateLibrary;
beforeAll(async () => {
  library = await TemplateLibrary.load('playbooks/templates');
});

/** The template as it goes out on a channel; only in the language asked for. */
function sent(id: string, channel: string, locale: string, lead: TemplateVariables['lead'] = {}) {
  const template = library.find(id, channel, [locale]);
  if (!template) return undefined;
  const links = Object.keys(template.links).map((name) => [name, `https://t.example.com/${name}`]);
  const sender = { name: '织途', email: 'hello@example.com' };
  const variables = { lead, entry: {}, sender, links: Object.fromEntries(links), unsubscribeUrl };
  return {
    ...render(template, variables),
    links: Object.keys(template.links),
    form: template.form,
  };
}

/** What the playbook sends by mail to people who may refuse it. */
function marketingMails(): string[] {
  const { journeys, pools } = preset('lead-to-conversion');
  const sends = journeys.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === 'send' ? step.send : [])),
  );
  const marketing = sends.filter(({ category }) => category === 'marketing');
  return marketing.flatMap(({ template, pool }) => template ?? pools[pool ?? '']?.pieces ?? []);
}

describe.each(ids)('the shipped template %s', (id) => {
  it.each(locales)(
    'is there in %s, and reads well for a lead of whom nothing is known',
    (locale) => {
      const forms = ['email', 'sms'].flatMap((channel) => sent(id, channel, locale) ?? []);
      expect(forms).not.toEqual([]);
      for (const { subject = 'x', html = '', text } of forms) {
        expect(text.length).toBeGreaterThan(20);
        expect(subject).not.toMatch(/广告|\[AD\]|^AD/);
        expect(`${subject}${html}${text}`).not.toMatch(/undefined|null|NaN|\{\{|\{%|\[object/);
      }
    },
  );

  it('names only links that the playbook knows', () => {
    const known = Object.keys(preset('lead-to-conversion').links);
    const named = locales.flatMap((locale) => sent(id, 'email', locale)?.links ?? []);
    expect(named.filter((link) => !known.includes(link))).toEqual([]);
  });
});

describe.each(marketingMails())('the marketing mail %s', (id) => {
  it.each(locales)(
    'in %s can be unsubscribed from, in its HTML and in its plain text',
    (locale) => {
      const mail = sent(id, 'email', locale);
      expect(mail?.form).toBe('mail');
      expect(mail?.html).toContain(`href="${unsubscribeUrl}"`);
      expect(mail?.text).toContain(unsubscribeUrl);
    },
  );
});

describe('the case mail', () => {
  it.each(locales)(
    "in %s tells the story of the lead's industry, with a button to book a demo",
    (locale) => {
      const mails = industries.map((industry) =>
        sent('case-study', 'email', locale, industry ? { industry } : {}),
      );
      expect(new Set(mails.map((mail) => mail?.subject)).size).toBe(4);
      expect(new Set(mails.map((mail) => mail?.text)).size).toBe(4);
      for (const mail of mails) expect(mail?.html).toContain('href="https://t.example.com/demo"');
    },
  );
});

describe('the welcome mail', () => {
  it.each(locales)(
    'in %s leads to the white paper and the product, and promises one article a week',
    (locale) => {
      const mail = sent('welcome-whitepaper', 'email', locale, { name: '李雷' });
      expect(mail?.links).toEqual(['whitepaper', 'product']);
      expect(mail?.text).toMatch(/每周一篇|One article a week/);
      expect(mail?.text).toContain('李雷');
    },
  );
});

describe('the one-to-one invitation', () => {
  it('fits into two parts of an SMS', () => {
    expect(sent('one-to-one', 'sms', 'zh-CN')?.text.length).toBeLessThanOrEqual(134);
    expect(sent('one-to-one', 'sms', 'en')?.text.length).toBeLessThanOrEqual(306);
  });
});
