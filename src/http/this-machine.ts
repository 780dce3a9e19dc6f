import type { FastifyRequest } from 'fastify';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

const isLocal = (url: string): boolean => URL.canParse(url) && LOCAL.has(new URL(url).hostname);

/**
 * Whether a request comes from this machine's own user: the peer, the name it called us by (against rebinding of names)
 * and the page it comes from are all this machine. For what development shows without a key.
 */
export function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  const { host = '', origin } = headers;
  const peer = socket.remoteAddress ?? '';
  const near = peer === '::1' || peer.replace('::ffff:', '').startsWith('127.');
  const ours = origin === undefined || isLocal(origin);
  return near && isLocal(`http://${host}`) && ours;
}
