import { compilePiece, type Piece } from './liquid.js';
import { mailMarkup, plainText } from './mail-markup.js';
import type { TemplateFile } from './template-file.js';

/** One template in one language, ready to be rendered inside a transaction. */
export interface Template extends Pick<TemplateFile, 'id' | 'locale' | 'form' | 'links' | 'hash'> {
  subject?: Piece;
  preheader?: Piece;
  html?: Piece;
  text: Piece;
}

/** What a template may speak of; anything else in one is a slip, caught at load. */
const ROOTS = new Set([
  'lead',
  'entry',
  'sender',
  'links',
  'unsubscribeUrl',
  'preheader',
  'ticket',
  'rep',
]);

/** Throws with the template's place when its Liquid or MJML is broken or asks for what nobody gives. */
export async function compileTemplate(file: TemplateFile): Promise<Template> {
  const template = await compileParts(file).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${placeOf(file)}: ${why}`, { cause });
  });
  const slips = slipsOf(template);
  if (slips.length > 0) throw new Error(`${placeOf(file)}: ${slips.join('; ')}`);
  return template;
}

async function compileParts(file: TemplateFile): Promise<Template> {
  const { id, locale, form, links, hash } = file;
  const html = form === 'mail' ? await mailMarkup(file.body, locale) : undefined;
  return {
    id,
    locale,
    form,
    links,
    hash,
    ...(file.subject === undefined ? {} : { subject: compilePiece(file.subject, 'text') }),
    ...(file.preheader === undefined ? {} : { preheader: compilePiece(file.preheader, 'text') }),
    ...(html === undefined ? {} : { html: compilePiece(html, 'html') }),
    text: compilePiece(html === undefined ? file.body : plainText(html), 'text'),
  };
}

function slipsOf(template: Template): string[] {
  const pieces = [template.subject, template.preheader, template.html, template.text];
  const paths = pieces.flatMap((piece) => piece?.asksFor ?? []);
  const slips = paths.flatMap(([root, name]) => {
    if (!ROOTS.has(root)) return [`nobody gives the variable ${root}`];
    const unknownLink = root === 'links' && !Object.hasOwn(template.links, name);
    return unknownLink ? [`the front matter names no link ${name}`] : [];
  });
  return [...new Set(slips)];
}

function placeOf(file: TemplateFile): string {
  return `template ${file.id}/${file.locale} (${file.form})`;
}
