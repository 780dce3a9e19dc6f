import { randomUUID } from 'node:crypto';

/** Events as a website's tracker sends them. About 330 bytes each as JSON, of which properties are a third. */

export interface TrackCall {
  type: 'track';
  messageId: string;
  userId: string;
  event: string;
  properties: { [name: string]: string | number | boolean };
  timestamp: string;
}

/** One in four may score, so it rings; the others are stored, numbered and silent. */
const VISITS = [
  'pricing_page_visited',
  'product_page_viewed',
  'product_page_viewed',
  'article_read',
];

/** An event that may score and, after the first, never does: the cheapest turn that is still a whole one. */
export const RINGING = 'pricing_page_visited';

export const userOf = (number: number): string => `bench-user-${number}`;

export function track(userId: string, event: string): TrackCall {
  return {
    type: 'track',
    messageId: randomUUID(),
    userId,
    event,
    properties: {
      product: 'analytics',
      path: '/products/analytics/overview',
      title: 'Analytics for teams that ship',
      referrer: 'https://www.example.com/search',
      seconds: 42,
    },
    timestamp: new Date().toISOString(),
  };
}

/** `count` visits, spread evenly over the first `leads` users. */
export const visits = (count: number, leads: number): TrackCall[] =>
  Array.from({ length: count }, (_, i) =>
    track(userOf(i % leads), VISITS[i % VISITS.length] ?? RINGING),
  );

/** A user who becomes a lead with this call, known by id and e-mail address; without consent, so in no journey. */
export const identify = (userId: string) => ({
  type: 'identify',
  messageId: randomUUID(),
  userId,
  traits: { email: `${userId}@example.com`, company: 'Example Works', companySize: '200' },
});

/** The body of `POST /v1/batch`. */
export const batchOf = (calls: readonly object[]): Buffer =>
  Buffer.from(JSON.stringify({ batch: calls, sentAt: new Date().toISOString() }));

export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
}
