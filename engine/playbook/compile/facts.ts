import type { AttributeDocument, Document } from '../document.js';
import type { Attribute, Form, Playbook } from '../playbook.js';

type Localised = string | { [locale: string]: string };

/** A text in each locale it was written in; a bare one is in the playbook's own. */
export function localised(
  text: Localised | undefined,
  document: Document,
): { [locale: string]: string } {
  if (text === undefined) return {};
  return typeof text === 'string' ? { [localeOf(document).default]: text } : text;
}

export function localeOf({ locale }: Document): Playbook['locale'] {
  return locale ?? { default: 'en', fallback: 'en' };
}

export function compileForms(document: Document): { [form: string]: Form } {
  return mapped(document.forms ?? {}, ({ required = [], optional = [], consent, tags = [] }) => ({
    required,
    optional,
    consent: consent
      ? { ...consent, text: localised(consent.text, document) }
      : { required: true, purpose: 'marketing', channels: ['email'], text: {} },
    tags,
  }));
}

/** What holds an address or a number is personal unless it says otherwise. */
export function compileAttributes({ attributes = {} }: Document): { [name: string]: Attribute } {
  return mapped(attributes, ({ personal, identity = false, derive, ...attribute }) => ({
    ...attribute,
    personal: personal ?? (attribute.type === 'phone' || attribute.type === 'email'),
    identity,
    ...(derive ? { derive: derivation(derive) } : {}),
  }));
}

function derivation(
  derive: NonNullable<AttributeDocument['derive']>,
): NonNullable<Attribute['derive']> {
  const { from, rows, else: otherwise } = derive;
  return {
    from,
    rows: rows.map(({ match, is }) => ({ match, is: String(is) })),
    ...(otherwise === undefined ? {} : { else: String(otherwise) }),
  };
}

export function compileLinks({ links = {} }: Document): Playbook['links'] {
  return mapped(links, ({ emits }) =>
    emits ? { emits: { event: emits.event, properties: emits.properties ?? {} } } : {},
  );
}

function mapped<T, U>(section: { [id: string]: T }, compile: (value: T) => U): { [id: string]: U } {
  return Object.fromEntries(Object.entries(section).map(([id, value]) => [id, compile(value)]));
}
