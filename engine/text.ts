import { own, type JsonObject } from './json.js';

/** The value under a key where it is a text that is not empty. */
export function textOf(properties: JsonObject, key: string): string | undefined {
  const value = own(properties, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
