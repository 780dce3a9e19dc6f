/** Bounds of the Segment specification, in bytes of JSON and in events. */
export const LIMITS = {
  event: 32 * 1024,
  batch: 2_500,
  messageId: 100,
  id: 255,
  eventName: 200,
} as const;
