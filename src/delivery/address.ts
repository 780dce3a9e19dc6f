import type { Sealer } from '../crypto/sealer.js';
import type { Profile } from '../leads/profile.js';

/** The identity that a channel reaches; also the kind of its blind index, so that suppressions meet identities. */
const IDENTITY_OF: Record<string, 'email' | 'phone' | 'wecomId'> = {
  email: 'email',
  sms: 'phone',
  wecom: 'wecomId',
};

/** Where a channel reaches this person; nothing when it cannot. */
export function addressOn(channel: string, personal: Profile['personal']): string | undefined {
  const identity = IDENTITY_OF[channel];
  return identity && personal[identity];
}

/** The blind index under which a suppression of this address is kept. */
export function addressIndex(sealer: Sealer, channel: string, address: string): Buffer {
  const normal = channel === 'email' ? address.trim().toLowerCase() : address.trim();
  return sealer.index(IDENTITY_OF[channel] ?? channel, normal);
}
