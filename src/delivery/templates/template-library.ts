import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compileTemplate, type Template } from './template.js';
import { readTemplateFile } from './template-file.js';

/** All templates of the installation, by id, form and language. */
export class TemplateLibrary {
  private readonly byKey: Map<string, Template>;

  constructor(templates: readonly Template[]) {
    this.byKey = new Map(templates.map((t) => [keyOf(t.id, t.form, t.locale), t]));
  }

  /**
   * Loads `<directory>/<id>/<locale>.{mjml,txt,liquid}`. Throws one error that lists every broken file: a template that
   * cannot be rendered must be found at the start, not when a lead is due.
   */
  static async load(directory: string): Promise<TemplateLibrary> {
    const paths = await templatePaths(directory);
    const results = await Promise.allSettled(
      paths.map(async (path) =>
        compileTemplate(readTemplateFile(path, await readFile(join(directory, path), 'utf8'))),
      ),
    );
    const problems = results.flatMap((r) => (r.status === 'rejected' ? [String(r.reason)] : []));
    if (problems.length > 0) throw new Error(`broken templates:\n${problems.join('\n')}`);
    return new TemplateLibrary(results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : [])));
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

async function templatePaths(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => /\.(mjml|txt|liquid)$/.test(entry))
    .toSorted();
}

function keyOf(id: string, form: string, locale: string): string {
  return `${id}/${form}/${locale}`;
}
