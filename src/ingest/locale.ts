/** A BCP 47 tag in its canonical form; undefined for what is none. Languages are wishes, never a reason to refuse. */
export function readLocale(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

const known = new Map<string, boolean>();
const MOST_KNOWN = 1_000;

/** An IANA time zone; undefined for what is none. */
export function readTimeZone(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  if (known.size > MOST_KNOWN) known.clear();
  if (!known.has(text)) known.set(text, exists(text));
  return known.get(text) ? text : undefined;
}

function exists(timeZone: string): boolean {
  try {
    return /^[A-Za-z]/.test(new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone);
  } catch {
    return false;
  }
}
