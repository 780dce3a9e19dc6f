import { BrokenTemplate, below } from './broken-template.js';
import { compilePiece, liquidPosition, type Piece, type Variable } from './liquid.js';
import { mailMarkup, markupPosition, plainText } from './mail-markup.js';
import type { TemplateFile } from './template-file.js';

/** One template in one language, ready to be rendered inside a transaction. */
export interface Template extends Pick<TemplateFile, 'id' | 'locale' | 'form' | 'links' | 'hash'> {
  subject?: Piece;
  preheader?: Piece;
  html?: Piece;
  text: Piece;
}

/** What a template may speak of; anything else in one is a slip, caught before it is published. */
const ROOTS = new Set([
  'lead',
  'entry',
  'event',
  'coupon',
  'currency',
  'sender',
  'links',
  'unsubscribeUrl',
  'preheader',
  'ticket',
  'rep',
]);

/** Elements of MJML, and tags of Liquid: either costs time by the piece. */
const MOST_ELEMENTS = 500;

/** Throws `BrokenTemplate` when its Liquid or MJML is broken or asks for what nobody gives. */
export async function compileTemplate(file: TemplateFile): Promise<Template> {
  const { id, locale, form, links, hash, path, body } = file;
  if (body.split(/<mj-|\{%/, MOST_ELEMENTS + 2).length > MOST_ELEMENTS + 1)
    throw new BrokenTemplate(path, `more than ${MOST_ELEMENTS} elements`);
  const subject = file.subject === undefined ? undefined : line(file, 'subject', file.subject);
  const preheader =
    file.preheader === undefined ? undefined : line(file, 'preheader', file.preheader);
  // Parsed as it is written, for what it says of places; a mail is sent as its markup makes it.
  const text = parse(file, body, (error) => bodyPosition(file, liquidPosition(error)));
  refuseSlips(file, text.asksFor);
  const html = form === 'mail' ? await markup(file) : undefined;
  return {
    id,
    locale,
    form,
    links,
    hash,
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    ...(html === undefined ? { text } : mailPieces(file, html)),
  };
}

async function markup(file: TemplateFile): Promise<string> {
  return mailMarkup(file.body, file.locale).catch((error: unknown) => {
    throw new BrokenTemplate(file.path, wordsOf(error), bodyPosition(file, markupPosition(error)));
  });
}

/** Tags that opened and closed at the same level of the source can still come apart in the markup. */
function mailPieces(file: TemplateFile, html: string): Pick<Template, 'html' | 'text'> {
  const nowhere = (): undefined => undefined;
  return {
    html: parse(file, html, nowhere, 'html'),
    text: parse(file, plainText(html), nowhere),
  };
}

function line(file: TemplateFile, key: string, source: string): Piece {
  const piece = parse(file, source, () => undefined, 'text', `${key}: `);
  refuseSlips(file, piece.asksFor, `${key}: `);
  return piece;
}

function parse(
  file: TemplateFile,
  source: string,
  placeOf: (error: unknown) => BrokenTemplate['position'],
  into: 'html' | 'text' = 'text',
  what = '',
): Piece {
  try {
    return compilePiece(source, into);
  } catch (error) {
    throw new BrokenTemplate(file.path, what + wordsOf(error), placeOf(error));
  }
}

function refuseSlips(file: TemplateFile, variables: readonly Variable[], what?: string): void {
  for (const variable of variables) {
    const slip = slipOf(file, variable);
    const position = what === undefined ? bodyPosition(file, variable) : undefined;
    if (slip !== undefined) throw new BrokenTemplate(file.path, `${what ?? ''}${slip}`, position);
  }
}

function slipOf({ links }: TemplateFile, { root, member }: Variable): string | undefined {
  if (!ROOTS.has(root)) return `nobody gives the variable ${root}`;
  const unknownLink = root === 'links' && !Object.hasOwn(links, member ?? '');
  return unknownLink ? `the front matter names no link ${member ?? ''}` : undefined;
}

const bodyPosition = (
  { headLines }: TemplateFile,
  position: BrokenTemplate['position'],
): BrokenTemplate['position'] =>
  position && below({ line: position.line, column: position.column }, headLines);

/** Without the place, which is told otherwise, and without the folder this process happens to run in. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words
    .replace(/, line:\d+, col:\d+$/, '')
    .replace(/^\s*ValidationError:\s*/, '')
    .replaceAll(/Line \d+ of \S+ /g, '')
    .trim();
}
