import type { Template } from './template.js';

/** The templates of one version of a playbook, by id, form and language. */
export class TemplateSet {
  private readonly byKey: Map<string, Template>;

  constructor(templates: readonly Template[]) {
    this.byKey = new Map(templates.map((t) => [keyOf(t.id, t.form, t.locale), t]));
  }

  /** The template for a channel in the first of these languages that it has; mail is MJML where there is one. */
  find(id: string, channel: string, locales: readonly string[]): Template | undefined {
    const forms = channel === 'email' ? (['mail', 'text'] as const) : (['text'] as const);
    for (const form of forms) {
      for (const locale of locales) {
        const template = this.byKey.get(keyOf(id, form, locale));
        if (template) return template;
      }
    }
    return undefined;
  }
}

/**
 * The languages to try: the lead's own (`en-GB`, then `en`); then, for a lead without one, the playbook's default
 * before its fallback, and for a lead of another language the other way round.
 */
export function localesFor(
  lead: string | undefined,
  playbook: { default: string; fallback: string },
): string[] {
  if (!lead) return [playbook.default, playbook.fallback];
  const language = lead.split('-')[0] ?? lead;
  const sameLanguage = [playbook.default, playbook.fallback].filter(
    (locale) => locale.split('-')[0] === language,
  );
  return [...new Set([lead, language, ...sameLanguage, playbook.fallback, playbook.default])];
}

function keyOf(id: string, form: string, locale: string): string {
  return `${id}/${form}/${locale}`;
}
