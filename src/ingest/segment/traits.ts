import type { JsonObject } from '../../../engine/json.js';

/**
 * Segment's reserved traits in our words: `firstName` and `lastName` make a name where none is given, `company` may be an
 * object, `title` is a position.
 */
export function traitsOf(traits: JsonObject): JsonObject {
  const { firstName, lastName, company, title, ...rest } = traits;
  const values: JsonObject = { ...rest };
  const parts = [firstName, lastName].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
  if (parts.length > 0) values['name'] ??= parts.join(' ');
  if (title !== undefined) values['position'] ??= title;
  if (typeof company === 'object' && company !== null && !Array.isArray(company)) {
    const { name, employees, industry } = company;
    if (name !== undefined) values['company'] = name;
    if (employees !== undefined) values['companySize'] ??= employees;
    if (industry !== undefined) values['industry'] ??= industry;
  } else if (company !== undefined) {
    values['company'] = company;
  }
  return values;
}
