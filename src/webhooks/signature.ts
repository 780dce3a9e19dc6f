import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** As Standard Webhooks asks for: 24 to 64 bytes. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

export const isSecret = (text: string): boolean => SECRET.test(text);

export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/**
 * The headers of Standard Webhooks: the receiver knows a repetition by `webhook-id`, an old request by its time, and a
 * forged one by the signature over id, time and body.
 *
 * @param at seconds since 1970, real time
 */
export function signedHeaders(
  secret: string,
  id: string,
  at: number,
  body: string,
): { [header: string]: string } {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${signature}`,
  };
}
