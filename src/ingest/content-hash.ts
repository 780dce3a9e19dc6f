import { crc32 } from 'node:zlib';

/**
 * Tells a repeat from another thing under the same message id. Only counted, never relied on: 32 bits are enough for that,
 * and every event pays for them.
 */
export function contentHash(json: string): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(crc32(json));
  return bytes;
}
