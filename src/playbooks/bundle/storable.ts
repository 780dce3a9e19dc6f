/** What JSON writes for a NUL character and for half a surrogate pair, which no column takes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** Whether the record can keep every text in a value. What is nested too deep to be written is no playbook either. */
export function isStorable(value: unknown): boolean {
  try {
    return !UNSTORABLE.test(JSON.stringify(value ?? null));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
