import { own, type JsonObject } from '../json.js';
import { fill } from './placeholders.js';
import type { Form, Playbook } from './playbook.js';
import { pointerOf, type Problem } from './problem.js';
import { hintFor } from './suggest.js';

/** What the visitor ticked, as it came in. */
export interface GivenConsent {
  granted?: boolean;
  purpose?: string;
  channels?: readonly string[];
}

const LONGEST_TAG = 100;

/**
 * What is wrong with a captured form, apart from the shape of its values: an unknown form, a required field that is
 * missing or blank, consent that is not ticked or given for another purpose. Pointers are into the capture as it was
 * sent (`/fields/phone`, `/consent/granted`); no value is ever repeated.
 */
export function formProblems(
  playbook: Pick<Playbook, 'forms'>,
  form: string,
  fields: JsonObject,
  consent: GivenConsent | undefined,
): Problem[] {
  const known = own(playbook.forms, form);
  if (known === undefined) return [unknownForm(form, Object.keys(playbook.forms))];
  return [
    ...known.required.filter((field) => blank(fields, field)).map(missing),
    ...consentProblems(known, consent),
  ];
}

/**
 * The tags a capture puts on its lead: `source:{{ source.channel }}` filled from the capture. A tag in which a
 * placeholder without default stays empty is left out; tags are at most 100 characters and each comes once.
 */
export function formTags(form: Pick<Form, 'tags'>, capture: JsonObject): string[] {
  const tags = form.tags.map((template) => {
    let complete = true;
    const tag = fill(template, capture, () => {
      complete = false;
      return '';
    });
    return complete ? tag.trim().slice(0, LONGEST_TAG) : '';
  });
  return [...new Set(tags)].filter((tag) => tag !== '');
}

function unknownForm(form: string, forms: string[]): Problem {
  const hint = hintFor(form, forms);
  const problem = {
    code: 'unknown-form',
    pointer: '/form',
    message: 'the playbook has no such form',
  };
  return hint === undefined ? problem : { ...problem, hint };
}

function blank(fields: JsonObject, field: string): boolean {
  const value = own(fields, field);
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function missing(field: string): Problem {
  return {
    code: 'required',
    pointer: pointerOf(['fields', field]),
    message: `"${field}" is required`,
  };
}

function consentProblems({ consent: asked }: Form, given: GivenConsent | undefined): Problem[] {
  if (!asked.required) return [];
  if (given?.granted !== true) {
    const message = `consent to the purpose "${asked.purpose}" must be ticked`;
    return [{ code: 'consent-required', pointer: '/consent/granted', message }];
  }
  if (given.purpose === undefined || given.purpose === asked.purpose) return [];
  const message = `this form asks for consent to the purpose "${asked.purpose}"`;
  return [{ code: 'consent-purpose', pointer: '/consent/purpose', message }];
}
