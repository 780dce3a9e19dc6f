import { describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { Sealer } from '../crypto/sealer.js';
import { SealedPayloads } from './sealed-payloads.js';

const codec = new SealedPayloads(new Sealer(Buffer.alloc(32, 7)));
const payload = defaultPayloadConverter.toPayload({ tier: 'A', did: 'form_submitted' });

describe('what Temporal stores', () => {
  test('comes back as it was', async () => {
    const [opened] = await codec.decode(await codec.encode([payload]));
    expect(defaultPayloadConverter.fromPayload(opened!)).toEqual({
      tier: 'A',
      did: 'form_submitted',
    });
  });

  test('tells nothing by itself, not even that two values are equal', async () => {
    const [first, second] = await codec.encode([payload, payload]);
    expect(Buffer.from(first!.data!).includes('form_submitted')).toBe(false);
    expect(Buffer.from(first!.data!)).not.toEqual(Buffer.from(second!.data!));
  });

  test('is passed on when it was never sealed', async () => {
    expect(await codec.decode([payload])).toEqual([payload]);
  });

  test('cannot be read with another key', async () => {
    const other = new SealedPayloads(new Sealer(Buffer.alloc(32, 8)));
    await expect(other.decode(await codec.encode([payload]))).rejects.toThrow('master key');
  });
});
