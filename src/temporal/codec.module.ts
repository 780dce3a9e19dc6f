import { Module } from '@nestjs/common';
import { Sealer } from '../crypto/sealer.js';
import { CodecController } from './codec.controller.js';
import { SealedPayloads } from './sealed-payloads.js';

/** For the API, in development only. */
@Module({
  controllers: [CodecController],
  providers: [
    {
      provide: SealedPayloads,
      useFactory: (sealer: Sealer) => new SealedPayloads(sealer),
      inject: [Sealer],
    },
  ],
})
export class CodecModule {}
