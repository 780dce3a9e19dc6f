import { METADATA_ENCODING_KEY } from '@temporalio/common';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Sealer } from '../crypto/sealer.js';

const ENCODING = 'binary/leadloom-sealed';
const PLACE = 'temporal payload';

/** Payloads as Temporal stores them: sealed with AES-256-GCM under the master key, so its database tells nothing. */
export class SealedPayloads implements PayloadCodec {
  constructor(private readonly sealer: Sealer) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => ({
      metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING) },
      data: this.sealer.seal(
        Buffer.from(proto.temporal.api.common.v1.Payload.encode(payload).finish()),
        PLACE,
      ),
    }));
  }

  /** A payload that was never sealed is passed as it is: the server makes some itself. */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (isSealed(payload) ? this.open(payload) : payload));
  }

  private open(payload: Payload): Payload {
    const plain = this.sealer.open(Buffer.from(payload.data ?? []), PLACE);
    return proto.temporal.api.common.v1.Payload.decode(plain);
  }
}

const isSealed = ({ metadata }: Payload): boolean => {
  const encoding = metadata?.[METADATA_ENCODING_KEY];
  return encoding != null && Buffer.from(encoding).toString() === ENCODING;
};
