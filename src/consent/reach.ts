import type { Facts } from '../../engine/input.js';
import type { Sealer } from '../crypto/sealer.js';
import { addressIndex, addressOn } from '../delivery/address.js';
import type { Profile } from '../leads/profile.js';
import { readPhone } from '../leads/phone.js';

/** Channels that need an address of the lead. */
export const ADDRESSED = ['email', 'sms', 'wecom'] as const;
/** Channels that reach whoever is there; nothing can be wrong with them. */
const OPEN = ['desk', 'onsite'] as const;

export interface Address {
  channel: string;
  index: Buffer;
  /** `channel:index`, for sets. */
  id: string;
}

/** The addresses at which this person can be reached, as suppressions name them. */
export function addressesOf(sealer: Sealer, personal: Profile['personal']): Address[] {
  return ADDRESSED.flatMap((channel) => {
    const address = addressOn(channel, personal);
    if (address === undefined || (channel === 'sms' && isLandline(address))) return [];
    const index = addressIndex(sealer, channel, address);
    return [{ channel, index, id: `${channel}:${index.toString('hex')}` }];
  });
}

/**
 * Whether each channel can reach a lead: it has an address there, this installation can send there at all, and the
 * address is not suppressed. Travels to the engine as facts, which holds no addresses.
 *
 * @param reachable channels this installation can send on
 * @param suppressed ids of suppressed addresses
 */
export function reachOf(
  addresses: readonly Address[],
  reachable: ReadonlySet<string>,
  suppressed: ReadonlySet<string>,
): NonNullable<Facts['reach']> {
  const reach: NonNullable<Facts['reach']> = {};
  for (const channel of OPEN) reach[channel] = 'ok';
  for (const channel of ADDRESSED) reach[channel] = 'none';
  for (const { channel, id } of addresses) {
    if (reachable.has(channel)) reach[channel] = suppressed.has(id) ? 'suppressed' : 'ok';
  }
  return reach;
}

const isLandline = (phone: string): boolean => readPhone(phone)?.isLandline ?? false;
