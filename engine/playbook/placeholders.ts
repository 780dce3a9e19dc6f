import type { Json } from '../json.js';

/** `{{ source.channel }}`, `{{ intent | default: unknown }}`: a path of names, at most one default. */
const PLACEHOLDER = /\{\{\s*([A-Za-z_][\w.-]*)\s*(?:\|\s*default:\s*([^{}|]*?)\s*)?\}\}/g;

/** The whole text is one property of the entry event: `{{ entry.orderId }}`. */
const ENTRY = /^\{\{\s*entry\.([A-Za-z_][\w-]*)\s*\}\}$/;

/** Property name if the text is exactly one `{{ entry.x }}`. */
export function entryProperty(text: string): string | undefined {
  return ENTRY.exec(text)?.[1];
}

/**
 * Fills the placeholders of a short text (a tag, a reason). What is missing, or no text, number or boolean, takes its
 * default, else what `otherwise` says: nothing. This is no template language: mails are rendered by the delivery.
 */
export function fill(text: string, data: Json, otherwise: () => string = () => ''): string {
  return text.replace(PLACEHOLDER, (_, path: string, fallback: string | undefined) => {
    const value = at(data, path.split('.'));
    if (value !== undefined) return value;
    return fallback === undefined ? otherwise() : unquoted(fallback);
  });
}

/** The first name in a text's placeholders that is none of those known there. */
export function unknownRoot(text: string, known: readonly string[]): string | undefined {
  for (const [, path = ''] of text.matchAll(PLACEHOLDER)) {
    const [root = ''] = path.split('.');
    if (!known.includes(root)) return root;
  }
  return undefined;
}

function at(data: Json, path: string[]): string | undefined {
  let value: Json | undefined = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/, '$2');
}
