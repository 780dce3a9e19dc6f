import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { isWebAddress } from '../../tracking/link-token.js';

/** What stands above the body of a template file, between two lines of `---`. */
const FrontMatter = z.strictObject({
  /** Liquid, as the body. Mails and notices by mail need one. */
  subject: z.string().min(1).optional(),
  /** The line a mailbox shows after the subject. Liquid. */
  preheader: z.string().optional(),
  /** Name -> address; `links.NAME` in the body becomes a tracked address. */
  links: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9_-]*$/),
      z.string().refine(isWebAddress, 'is no http(s) address'),
    )
    .default({}),
});

export interface TemplateFile {
  id: string;
  locale: string;
  /** `mail` is MJML; `text` serves SMS, WeCom and the desk. */
  form: 'mail' | 'text';
  subject?: string;
  preheader?: string;
  links: Record<string, string>;
  body: string;
  /** SHA-256 of the file, in hex: which text a message was made from. */
  hash: string;
}

const FORMS: Record<string, TemplateFile['form']> = { mjml: 'mail', txt: 'text', liquid: 'text' };

/**
 * Reads `<id>/<locale>.<mjml|txt|liquid>`. Throws with the file's name when its front matter is not as it should be:
 * templates are part of the installation, so a broken one must stop the start.
 */
export function readTemplateFile(path: string, content: string): TemplateFile {
  const place = /^(?<id>[\w-]+)\/(?<locale>[\w-]+)\.(?<ending>mjml|txt|liquid)$/.exec(path)?.groups;
  if (!place) throw new Error(`${path}: a template is named <id>/<locale>.mjml, .txt or .liquid`);
  const [, head = '', body] = /^---\r?\n([^]*?)^---\r?\n([^]*)$/m.exec(content) ?? [];
  if (body === undefined) throw new Error(`${path}: no front matter between two lines of ---`);
  const parsed = FrontMatter.safeParse(parse(head) ?? {});
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const { subject, preheader, links } = parsed.data;
  const form = FORMS[place['ending'] ?? ''] ?? 'text';
  if (form === 'mail' && subject === undefined) throw new Error(`${path}: a mail needs a subject`);
  return {
    id: place['id'] ?? '',
    locale: place['locale'] ?? '',
    form,
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    links,
    body,
    hash: createHash('sha256').update(content).digest('hex'),
  };
}
