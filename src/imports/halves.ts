import { createHash } from 'node:crypto';

/** Halves of a file by id: stable, whatever the order of its rows, and the same in any language with SHA-256. */
export type Half = 'even' | 'odd';

/** Parity of the first byte of SHA-256 over the id's UTF-8 bytes. */
export function halfOf(externalId: string): Half {
  const [first = 0] = createHash('sha256').update(externalId, 'utf8').digest();
  return first % 2 === 0 ? 'even' : 'odd';
}
