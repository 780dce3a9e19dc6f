import { Module } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { LinkTokens } from './link-token.js';
import { TrackedAddresses } from './tracked-addresses.js';

/** For every process that writes or reads tracked addresses. */
@Module({
  providers: [
    {
      provide: LinkTokens,
      useFactory: (sealer: Sealer) => new LinkTokens((kind, value) => sealer.index(kind, value)),
      inject: [Sealer],
    },
    {
      provide: TrackedAddresses,
      useFactory: ({ publicUrl }: Settings, tokens: LinkTokens) =>
        new TrackedAddresses(publicUrl, tokens),
      inject: [SETTINGS, LinkTokens],
    },
  ],
  exports: [LinkTokens, TrackedAddresses],
})
export class TrackedAddressesModule {}
