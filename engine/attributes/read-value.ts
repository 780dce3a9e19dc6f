import { own, plain, type Json } from '../json.js';
import type { Attribute } from '../playbook/playbook.js';
import { mentions } from './phrase.js';
import { readRange } from './range.js';

const LONGEST = 200;
const TRUE = new Set(['true', 'yes', '1', 'y', '是', '有']);
const FALSE = new Set(['false', 'no', '0', 'n', '否', '无']);
const DATE = /^\d{4}-\d{2}-\d{2}/u;

/**
 * A raw value as the attribute keeps it; nothing where it cannot be read as one, which leaves what was known. Personal
 * attributes keep no value here, only that there is one.
 */
export function readValue(attribute: Attribute, raw: Json): Json | undefined {
  if (attribute.personal) return raw === '' || raw === false ? undefined : true;
  switch (attribute.type) {
    case 'integer':
    case 'number':
      return readNumber(raw, attribute.type === 'integer');
    case 'boolean':
      return readBoolean(raw);
    case 'range':
      return readRange(raw);
    case 'enum':
      return readEnum(attribute, readText(raw));
    case 'date':
      return typeof raw === 'string' && DATE.test(raw) ? raw.slice(0, LONGEST) : undefined;
    case 'string':
    case 'phone':
    case 'email':
      return readText(raw);
  }
}

/** The value of a derived attribute: the first row of its table one of whose phrases the source mentions. */
export function deriveValue(
  derive: NonNullable<Attribute['derive']>,
  source: Json,
): Json | undefined {
  const text = readText(source);
  if (text === undefined) return undefined;
  const row = derive.rows.find(({ match }) => match.some((phrase) => mentions(text, phrase)));
  return row?.is ?? derive.else;
}

function readText(raw: Json): string | undefined {
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim().slice(0, LONGEST);
  return text === '' ? undefined : text;
}

function readNumber(raw: Json, whole: boolean): number | undefined {
  const value =
    typeof raw === 'string' && raw.trim() !== '' ? Number(raw.replaceAll(',', '')) : raw;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return plain(whole ? Math.trunc(value) : value);
}

function readBoolean(raw: Json): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  const text = readText(raw)?.toLowerCase() ?? '';
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** An exact name wins over a mention: `retail` before "retail software". */
function readEnum({ values = [], synonyms = {}, else: otherwise }: Attribute, text?: string) {
  if (text === undefined) return undefined;
  const lower = text.toLowerCase();
  const exact = values.find((value) => value.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  const named = Object.keys(synonyms).find((value) =>
    [value, ...(own(synonyms, value) ?? [])].some((name) => name.toLowerCase() === lower),
  );
  const mentioned = Object.keys(synonyms).find((value) =>
    [value, ...(own(synonyms, value) ?? [])].some((name) => mentions(text, name)),
  );
  return named ?? mentioned ?? otherwise;
}
