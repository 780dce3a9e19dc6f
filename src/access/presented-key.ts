import type { FastifyRequest } from 'fastify';

/**
 * The key a request shows: `Bearer KEY`, or as Segment's clients do, Basic auth with the key as user name or `writeKey`
 * in the body.
 */
export function presentedKey({
  headers,
  body,
}: Pick<FastifyRequest, 'headers' | 'body'>): string | undefined {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value || undefined;
  if (scheme.toLowerCase() === 'basic') return userName(value);
  const inBody =
    typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : undefined;
  return typeof inBody === 'string' && inBody !== '' ? inBody : undefined;
}

function userName(encoded: string): string | undefined {
  return Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0] || undefined;
}
