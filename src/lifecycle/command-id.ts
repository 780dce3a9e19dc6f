import { createHash } from 'node:crypto';

/**
 * Id of a command, the same whenever the same decision is written again: UUID version 5 (RFC 9562) with the lead's id as
 * name space. The epoch rises when the record was restored behind Temporal's history, so that a revision decided a second
 * time, from other inputs, never reuses the idempotency key of a message that went out the first time.
 */
export function commandId(lead: string, epoch: number, revision: number, index: number): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(lead.replaceAll('-', ''), 'hex'))
    .update(`${epoch}/${revision}/${index}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
