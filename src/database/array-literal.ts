/*
 * Arrays for `unnest` as PostgreSQL writes them. The driver can do it too, but looks at every value anew and escapes what
 * needs none; on the paths that store every event this is felt.
 */

/** Numbers, booleans, uuids and whatever else has no quotes, commas, braces or blanks in it; the text `null` is NULL. */
export const plainArray = (values: readonly (string | number | boolean)[]): string =>
  `{${values.join(',')}}`;

export const bytesArray = (values: readonly Buffer[]): string =>
  values.length === 0
    ? '{}'
    : `{"\\\\x${values.map((value) => value.toString('hex')).join('","\\\\x')}"}`;

const SPECIAL = /["\\]/;

/** Any text. */
export const textArray = (values: readonly string[]): string =>
  values.length === 0 ? '{}' : `{"${values.map(escaped).join('","')}"}`;

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replaceAll(/["\\]/g, String.raw`\$&`) : text;
