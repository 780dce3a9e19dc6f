import { describe, expect, it } from '@jest/globals';
import { documentOf, small } from '../../../test/support/playbook/small.js';
import { pointerOf, problemWords } from '../problem.js';
import { lintTemplates, type TemplateFacts, type TemplateVersion } from './templates.js';

const zh: TemplateVersion = {
  locale: 'zh-CN',
  form: 'mail',
  variables: ['lead.name', 'unsubscribeUrl'],
  links: ['demo'],
};
const en: TemplateVersion = { ...zh, locale: 'en' };

/** A playbook with one mail, sent at `asked`, and what else a case needs. */
function playbook(send: string, more = ''): string {
  const journey = `journeys:\n  j:\n    enter: { event: asked }\n    steps: [{ id: a, ${send} }]\n`;
  return small(
    `locale: { default: zh-CN, fallback: en }\nattributes: { name: { type: string } }\n${more}${journey}`,
  );
}
const MAIL = 'send: { template: hello, channel: email, category: marketing }';

function findings(yaml: string, templates: TemplateFacts): string[] {
  const { problems, warnings } = lintTemplates(documentOf(yaml), templates);
  const told = (kind: string) => (one: (typeof problems)[number]) => {
    const hint = typeof one.hint === 'function' ? one.hint() : one.hint;
    const words = problemWords({ message: one.message, ...(hint ? { hint } : {}) });
    return `${kind} ${pointerOf(one.path)} ${one.code} ${words}`;
  };
  return [...problems.map(told('problem')), ...warnings.map(told('warning'))];
}

interface Case {
  name: string;
  yaml?: string;
  templates: TemplateFacts;
  found: string;
}

const cases: Case[] = [
  {
    name: 'a template that is not there, and the one that was meant',
    templates: { helo: [zh, en] },
    found:
      'problem /journeys/j/steps/0/send/template unknown-template unknown template `hello`, did you mean `helo`?',
  },
  {
    name: 'a piece of a pool that is not there',
    yaml: playbook(
      'send: { pool: p, channel: email, category: marketing }',
      'pools: { p: { pieces: [hello, helo] } }\n',
    ),
    templates: { hello: [zh, en] },
    found:
      'problem /pools/p/pieces/1 unknown-template unknown template `helo`, did you mean `hello`?',
  },
  {
    name: 'a coupon of which the send says nothing',
    templates: { hello: [{ ...zh, variables: [...zh.variables, 'coupon.code'] }, en] },
    found:
      'problem /journeys/j/steps/0/send/template unknown-variable template `hello` asks for `coupon.code`, which nobody provides (say `coupon: NAME` in the send)',
  },
  {
    name: 'an event that nothing waits for',
    templates: { hello: [{ ...zh, variables: [...zh.variables, 'event.title'] }, en] },
    found:
      'problem /journeys/j/steps/0/send/template unknown-variable template `hello` asks for `event.title`, which nobody provides (a journey knows of an event after a wait for one)',
  },
  {
    name: 'a marketing mail without an unsubscribe link',
    templates: { hello: [{ ...zh, variables: ['lead.name'] }, en] },
    found:
      'problem /journeys/j/steps/0/send/template no-unsubscribe marketing mail `hello` (zh-CN) has no unsubscribe link (put {{ unsubscribeUrl }} into it)',
  },
  {
    name: 'a variable that nobody provides',
    templates: { hello: [zh, { ...en, variables: ['lead.nmae', 'unsubscribeUrl'] }] },
    found:
      'warning /journeys/j/steps/0/send/template unknown-variable template `hello` asks for `lead.nmae`, which nobody provides, did you mean `name`?',
  },
  {
    name: 'a property that the event does not have by which the journey begins',
    templates: { hello: [zh, { ...en, variables: ['entry.abuot', 'unsubscribeUrl'] }] },
    found:
      'warning /journeys/j/steps/0/send/template unknown-variable template `hello` asks for `entry.abuot`, which nobody provides (`asked`), did you mean `about`?',
  },
  {
    name: 'a ticket in a mail to a lead',
    templates: { hello: [zh, { ...en, variables: ['ticket.id', 'unsubscribeUrl'] }] },
    found:
      'problem /journeys/j/steps/0/send/template unknown-variable template `hello` asks for `ticket.id`, which nobody provides (only notices to colleagues know of a ticket)',
  },
  {
    name: 'a language of the playbook that is missing',
    templates: { hello: [zh] },
    found:
      'warning /journeys/j/steps/0/send/template missing-locale template `hello` is not there in en for email (write templates/hello/en.mjml)',
  },
  {
    name: 'a template in none of the languages of the playbook',
    templates: { hello: [{ ...zh, locale: 'fr' }] },
    found:
      'problem /journeys/j/steps/0/send/template missing-locale template `hello` is not there in zh-CN nor en for email (write templates/hello/zh-CN.mjml)',
  },
  {
    name: 'a channel for which there is no text',
    yaml: playbook(MAIL.replace('email', '[sms, email]')),
    templates: { hello: [zh, en] },
    found:
      'problem /journeys/j/steps/0/send/template no-form template `hello` has no text for sms (write templates/hello/zh-CN.txt)',
  },
  {
    name: 'a click on a link that the template does not have',
    yaml: playbook(MAIL, 'links: { demo: {}, trial: {} }\n').replace(
      'enter:',
      'exit: { clicked: { template: hello, link: trial } }\n    enter:',
    ),
    templates: { hello: [zh, en] },
    found:
      'problem /journeys/j/exit/clicked/link unknown-link template `hello` has no link `trial` (known: demo)',
  },
];

describe('the lint of a playbook with its templates finds', () => {
  it.each(cases)('$name', ({ yaml = playbook(MAIL), templates, found }) => {
    expect(findings(yaml, templates)).toContain(found);
  });

  it('nothing where each is as it should be', () => {
    const text: TemplateVersion = { ...zh, form: 'text', variables: ['ticket.id', 'rep.name'] };
    const notice = 'notify: { to: assignee, channels: [desk], template: task }';
    const templates = {
      hello: [zh, { ...en, variables: ['lead.score', 'entry.about', 'unsubscribeUrl'] }],
      task: [text, { ...text, locale: 'en' }],
    };
    expect(findings(playbook(`${MAIL} }, { id: b, ${notice}`), templates)).toEqual([]);
  });

  it('nothing about unsubscribing in operational mail', () => {
    const bare = { ...zh, variables: [] };
    const yaml = playbook(MAIL.replace('marketing', 'operational'));
    expect(findings(yaml, { hello: [bare, { ...bare, locale: 'en' }] })).toEqual([]);
  });
});
