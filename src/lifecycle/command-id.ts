import { createHash } from 'node:crypto';

/**
 * Id of a command, the same whenever the same decision is written again. The epoch rises when the record was restored
 * behind Temporal's history, so that a revision decided a second time, from other inputs, never reuses the idempotency
 * key of a message that went out the first time.
 */
export function commandId(lead: string, epoch: number, revision: number, index: number): string {
  return nameUuid(lead, `${epoch}/${revision}/${index}`);
}

/** UUID version 5 (RFC 9562): the same id for the same name within the same name space, itself a UUID. */
export function nameUuid(space: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
