import { convert } from 'html-to-text';
import mjml2html from 'mjml';
import type { Position } from '../../../engine/playbook/yaml-source.js';

/**
 * MJML with Liquid in it -> HTML with the same Liquid in it. Done once, at load, since it costs milliseconds and
 * waits. Throws with MJML's own list of problems.
 */
export async function mailMarkup(mjml: string, locale: string): Promise<string> {
  const { html } = await mjml2html(withPreview(withLanguage(mjml, locale)), {
    validationLevel: 'strict',
    keepComments: false,
    ignoreIncludes: true,
    // No fonts from elsewhere: a mail that loads one tells its host who reads it.
    fonts: {},
  });
  return html;
}

/** The plain part of a mail. Liquid stays as it is: never wrapped, so no tag is broken in two. */
export function plainText(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      { selector: 'table', format: 'block' },
      // MJML puts the preview line into a hidden block at the top.
      { selector: 'div[style*="display:none"]', format: 'skip' },
    ],
  });
}

function withLanguage(mjml: string, locale: string): string {
  return /<mjml[^>]*\slang=/.test(mjml) ? mjml : mjml.replace(/<mjml\b/, `<mjml lang="${locale}"`);
}

function withPreview(mjml: string): string {
  if (mjml.includes('<mj-preview')) return mjml;
  const preview = '<mj-preview>{{ preheader }}</mj-preview>';
  return mjml.includes('<mj-head>')
    ? mjml.replace('<mj-head>', `<mj-head>${preview}`)
    : mjml.replace(/<mjml[^>]*>/, (open) => `${open}<mj-head>${preview}</mj-head>`);
}

/** Where MJML's first problem stands in the source. It knows lines only. */
export function markupPosition(error: unknown): Position | undefined {
  const { errors } = error as { errors?: { line?: number }[] };
  const line = errors?.[0]?.line;
  return line === undefined ? undefined : { line, column: 1 };
}
