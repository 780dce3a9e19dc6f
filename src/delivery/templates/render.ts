import type { Category } from '../../../engine/command.js';
import type { JsonObject } from '../../../engine/json.js';
import type { Template } from './template.js';

/** What a template is told. `lead` may hold personal data: it goes into the sealed body and nowhere else. */
export interface TemplateVariables {
  lead: JsonObject;
  entry: JsonObject;
  /** The event that ended the journey's last wait. */
  event?: JsonObject;
  coupon?: JsonObject;
  /** The playbook's, for amounts that name none. */
  currency?: string;
  sender: { name: string; email: string };
  links: Record<string, string>;
  unsubscribeUrl: string;
  ticket?: JsonObject;
  rep?: JsonObject;
}

export interface Rendered {
  subject?: string;
  html?: string;
  text: string;
}

const LONGEST_SUBJECT = 300;

/** Fills a template. Synchronous; throws only when a template runs away (see the limits in `liquid.ts`). */
export function render(template: Template, variables: TemplateVariables): Rendered {
  const preheader = oneLine(template.preheader?.render(variables) ?? '');
  const all = { ...variables, preheader };
  const subject = template.subject && oneLine(template.subject.render(all));
  return {
    ...(subject === undefined ? {} : { subject: subject.slice(0, LONGEST_SUBJECT) }),
    ...(template.html ? { html: template.html.render(all) } : {}),
    text: template.text.render(all).trim(),
  };
}

/**
 * The mark that article 13 of China's Measures for the Administration of Internet Email Services asks for at the start
 * of the subject of an advertising mail: 广告 or AD. Empty for leads elsewhere and for operational mail.
 */
export function advertisingPrefix(mail: {
  category: Category;
  leadLocale: string;
  templateLocale: string;
}): string {
  if (mail.category !== 'marketing' || !/^zh\b/.test(mail.leadLocale)) return '';
  return /^zh\b/.test(mail.templateLocale) ? '（广告）' : '[AD] ';
}

/** A line break in a header would start another header. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
