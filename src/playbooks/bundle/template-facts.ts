import type { TemplateFacts, TemplateVersion } from '../../../engine/playbook/lint/templates.js';
import { compiledTemplate } from '../../delivery/templates/compiled-templates.js';
import type { Template } from '../../delivery/templates/template.js';
import { type BundleFiles, templatePath } from './bundle.js';

/** What the lint asks of templates: their languages and forms, what they ask for, and their links. All of them compile. */
export async function templateFacts(files: BundleFiles): Promise<TemplateFacts> {
  const facts: Record<string, TemplateVersion[]> = {};
  for (const [file, text] of files) {
    const path = templatePath(file);
    if (path === undefined) continue;
    const template = await compiledTemplate(path, text);
    (facts[template.id] ??= []).push(versionOf(template));
  }
  return facts;
}

function versionOf({ locale, form, links, subject, preheader, html, text }: Template) {
  const variables = [subject, preheader, html, text].flatMap((piece) => piece?.asksFor ?? []);
  const names = variables.map(({ root, member }) =>
    member === undefined ? root : `${root}.${member}`,
  );
  return { locale, form, variables: [...new Set(names)], links: Object.keys(links) };
}
