import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readYaml } from '../../../engine/playbook/yaml-source.js';
import { isWebAddress } from '../../tracking/link-token.js';
import { BrokenTemplate, below } from './broken-template.js';

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
  /** `<id>/<locale>.<ending>` */
  path: string;
  id: string;
  locale: string;
  /** `mail` is MJML; `text` serves SMS, WeCom and the desk. */
  form: 'mail' | 'text';
  subject?: string;
  preheader?: string;
  links: Record<string, string>;
  body: string;
  /** Lines above the body. */
  headLines: number;
  /** SHA-256 of the file, in hex: which text a message was made from. */
  hash: string;
}

const FORMS: Record<string, TemplateFile['form']> = { mjml: 'mail', txt: 'text', liquid: 'text' };
const PATH = /^(?<id>[\w-]{1,64})\/(?<locale>[\w-]{1,35})\.(?<ending>mjml|txt|liquid)$/;

/** Largest file, characters: a mail that large is cut off by mailboxes anyway. */
const LARGEST = 128 * 1024;

export const templateHash = (content: string): string =>
  createHash('sha256').update(content).digest('hex');

/** Whose text a path holds; nothing when it is no template's. */
export function templatePlace(
  path: string,
): Pick<TemplateFile, 'id' | 'locale' | 'form'> | undefined {
  const place = PATH.exec(path)?.groups;
  if (!place) return undefined;
  const { id = '', locale = '', ending = '' } = place;
  return { id, locale, form: FORMS[ending] ?? 'text' };
}

/** Reads `<id>/<locale>.<mjml|txt|liquid>`. Throws `BrokenTemplate` when it is not as it should be. */
export function readTemplateFile(path: string, content: string): TemplateFile {
  const place = templatePlace(path);
  if (!place)
    throw new BrokenTemplate(path, 'a template is named <id>/<locale>.mjml, .txt or .liquid');
  if (content.length > LARGEST)
    throw new BrokenTemplate(path, `the template is larger than ${LARGEST / 1024} KB`);
  const [whole = '', head = '', body] = /^---\r?\n([^]*?)^---\r?\n([^]*)$/m.exec(content) ?? [];
  if (body === undefined)
    throw new BrokenTemplate(path, 'no front matter between two lines of ---');
  const above = content.slice(0, content.length - whole.length);
  const { subject, preheader, links } = readFrontMatter(path, head, linesOf(above) + 1);
  if (place.form === 'mail' && subject === undefined)
    throw new BrokenTemplate(path, 'a mail needs a subject');
  return {
    path,
    ...place,
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    links,
    body,
    headLines: linesOf(content.slice(0, content.length - body.length)),
    hash: templateHash(content),
  };
}

function readFrontMatter(path: string, head: string, lines: number): z.infer<typeof FrontMatter> {
  const source = readYaml(head);
  if (!source.ok) {
    const [problem] = source.problems;
    const { line, column = 1, message = 'is no YAML' } = problem ?? {};
    const position = line === undefined ? undefined : below({ line, column }, lines);
    throw new BrokenTemplate(path, `front matter: ${message}`, position);
  }
  const parsed = FrontMatter.safeParse(source.value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const at = [...(issue?.path ?? []), ...keys].map(String);
  throw new BrokenTemplate(
    path,
    `front matter: ${at.join('.')}: ${issue?.message ?? ''}`,
    below(source.locate(at, 'key'), lines),
  );
}

const linesOf = (text: string): number => text.split('\n').length - 1;
