import { own, type Json, type JsonObject } from './json.js';

const PLACE =
  /\{\{\s*(lead|entry|event)\.([\w-]+)\s*(?:\|\s*default:\s*(?:'([^'{}|]*)'|"([^"{}|]*)"|([^{}|]*?))\s*)?\}\}/gu;

/**
 * Fills `{{ lead.x }}`, `{{ entry.x }}` and `{{ event.x }}` in a short text, such as a tag or the reason of a ticket. What is
 * missing takes its default (`{{ entry.plan | default: free }}`), else what `otherwise` says: nothing.
 */
export function fill(
  text: string,
  from: { lead: JsonObject; entry: JsonObject; event?: JsonObject },
  otherwise: () => string = () => '',
): string {
  return text.replaceAll(
    PLACE,
    (_, root: keyof typeof from, name: string, ...defaults: (string | undefined)[]) => {
      const value = words(own(from[root] ?? {}, name) ?? null);
      if (value !== '') return value;
      return defaults.slice(0, 3).find((one) => one !== undefined) ?? otherwise();
    },
  );
}

/** The value under a key where it is a text that is not empty. */
export function textOf(properties: JsonObject, key: string): string | undefined {
  const value = own(properties, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
