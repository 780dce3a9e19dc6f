import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that are nobody's on the internet: whoever may name an address must not reach ours through this server. */
const INNER: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 32, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
const inner = new BlockList();
for (const [network, bits, family] of INNER) inner.addSubnet(network, bits, family);
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether webhooks may go to this machine: in development alone. */
export interface Reach {
  loopback: boolean;
}

/** What is wrong with an address for webhooks, in words for who typed it; nothing where it may be used. */
export function refusalOf(address: string, reach: Reach): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return 'is no address; write it in full, such as https://example.com/hook';
  if (url.username !== '' || url.password !== '') return 'must not carry a name or a password';
  const host = hostOf(url);
  const here = reach.loopback && isThisMachine(host);
  if (url.protocol !== 'https:' && !(here && url.protocol === 'http:'))
    return 'must begin with https://';
  if (here) return undefined;
  if (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isInner(host)))
    return 'lies in a private network, which webhooks must not reach';
  return undefined;
}

/**
 * Looks a name up for a connection and refuses what lies in a private network. The connection goes to the very address
 * that was judged here, so a name cannot point elsewhere in between.
 */
export const lookupOutside =
  (reach: Reach): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const allowed = found.filter(({ address }) => mayReach(address, reach));
      const [first] = allowed;
      if (first === undefined)
        return done(new Error('its address lies in a private network'), '', 0);
      if (options.all === true) return done(null, allowed);
      done(null, first.address, first.family);
    });
  };

/** Without the brackets around an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/gu, '');

function mayReach(address: string, reach: Reach): boolean {
  if (reach.loopback && isLoopback(address)) return true;
  return !isInner(address);
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isInner = (address: string): boolean => inner.check(address, familyOf(address));
const isLoopback = (address: string): boolean => loopback.check(address, familyOf(address));
const isThisMachine = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && isLoopback(host));
