/** Bounds of the Segment specification, in bytes of JSON and in events. */
export const LIMITS = {
  event: 32 * 1024,
  batch: 2_500,
  messageId: 100,
  id: 255,
  eventName: 200,
} as const;

/** Ids come as texts and as numbers. */
export const isId = (value: unknown): boolean =>
  typeof value === 'string' ? value.length <= LIMITS.id : typeof value === 'number';

/** An id as it is kept; undefined for a blank one, which clients send for somebody who is not logged in. */
export function idText(id: string | number | null | undefined): string | undefined {
  const text = id === null || id === undefined ? '' : String(id).trim();
  return text === '' ? undefined : text;
}
