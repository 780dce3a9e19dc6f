import type { Json, JsonObject } from '../../engine/json.js';
import type { Attribute, Playbook } from '../../engine/playbook/playbook.js';
import { pointerOf } from '../../engine/playbook/problem.js';
import type { FieldProblem } from '../http/problem.js';
import { type KnownBy, normalEmail } from '../leads/identity-key.js';
import { readPhone } from '../leads/phone.js';

export interface Person {
  /** As given, with address, phone and texts in normal form. */
  values: JsonObject;
  known: Pick<KnownBy, 'email' | 'phone' | 'wecomId'>;
  problems: FieldProblem[];
}

const EMAIL = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;.]{2,}$/u;
const LONGEST = { email: 254, name: 200, text: 2_000 } as const;

/**
 * Reads what a client says about a person: the addresses that identify and everything else, by the types the playbook
 * declares. Fields nobody declares are kept as they are.
 *
 * @param pointer where the values stand in the request: `/fields`, `/traits`
 */
export function readPerson(
  given: JsonObject,
  pointer: string,
  playbook: Pick<Playbook, 'attributes' | 'locale'>,
): Person {
  const person: Person = { values: {}, known: {}, problems: [] };
  for (const [name, value] of Object.entries(given)) {
    if (isBlank(value)) continue;
    const place = pointer + pointerOf([name]);
    if (name === 'email') readEmail(value, place, person);
    else if (name === 'phone') readPhoneField(value, place, person, regionOf(playbook));
    else if (name === 'wecomId') readWecom(value, place, person);
    else person.values[name] = value;
    const declared = Object.hasOwn(playbook.attributes, name)
      ? playbook.attributes[name]
      : undefined;
    const type = name === 'name' ? 'string' : declared?.type;
    if (type !== undefined && !fits(value, type)) {
      person.problems.push({
        pointer: place,
        code: 'wrong-type',
        message: `${place} must be ${WORDS[type]}`,
      });
    }
  }
  return person;
}

/** An empty text is a field that was not filled in. `null` says: remove it. */
const isBlank = (value: Json): boolean => typeof value === 'string' && value.trim() === '';

function readEmail(value: Json, pointer: string, person: Person): void {
  if (value === null) {
    person.values['email'] = null;
    return;
  }
  const email = typeof value === 'string' ? normalEmail(value.normalize('NFKC')) : '';
  if (email.length > LONGEST.email || !EMAIL.test(email)) {
    person.problems.push({
      pointer,
      code: 'invalid-email',
      message: `${pointer} is no mail address`,
    });
    return;
  }
  person.values['email'] = email;
  person.known.email = email;
}

function readPhoneField(
  value: Json,
  pointer: string,
  person: Person,
  region: string | undefined,
): void {
  if (value === null) {
    person.values['phone'] = null;
    return;
  }
  const isText = typeof value === 'string' || typeof value === 'number';
  const phone = isText ? readPhone(String(value), region) : undefined;
  if (!phone) {
    const hint = 'send it with its country code, as in +86 138 0013 8000';
    person.problems.push({
      pointer,
      code: 'invalid-phone',
      message: `${pointer} is no phone number`,
      hint,
    });
    return;
  }
  person.values['phone'] = phone.e164;
  person.known.phone = phone;
}

function readWecom(value: Json, pointer: string, person: Person): void {
  if (value === null || (typeof value === 'string' && value.length <= LONGEST.name)) {
    person.values['wecomId'] = value;
    if (typeof value === 'string') person.known.wecomId = value;
    return;
  }
  person.problems.push({ pointer, code: 'wrong-type', message: `${pointer} must be a text` });
}

/** Numbers without a country code are read as those of the playbook's country. */
const regionOf = ({ locale }: Pick<Playbook, 'locale'>): string | undefined =>
  new Intl.Locale(locale.default).region;

const WORDS: { [type in Attribute['type']]: string } = {
  string: 'a text',
  enum: 'a text',
  phone: 'a phone number',
  email: 'a mail address',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  range: 'a number or a range such as "100-500"',
  date: 'a date such as 2026-03-01',
};

function fits(value: Json, type: Attribute['type']): boolean {
  if (value === null) return true;
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' || /^(true|false)$/i.test(textOf(value));
    case 'integer':
      return /^\s*-?\d{1,15}\s*$/.test(textOf(value));
    case 'number':
      return textOf(value).trim() !== '' && Number.isFinite(Number(textOf(value)));
    case 'date':
      return isDate(textOf(value));
    case 'range':
      return textOf(value) !== '' || isRange(value);
    default:
      return typeof value !== 'object' && textOf(value).length <= LONGEST.text;
  }
}

const textOf = (value: Json): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function isDate(text: string): boolean {
  const [, year] = /^(\d{4})-\d{2}-\d{2}(?:T.*)?$/.exec(text) ?? [];
  return !Number.isNaN(Date.parse(text)) && Number(year) >= 1900 && Number(year) <= 2200;
}

function isRange(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { min = null, max = null } = value;
  const bounds = [min, max].filter((bound) => bound !== null);
  return bounds.length > 0 && bounds.every((bound) => typeof bound === 'number');
}
