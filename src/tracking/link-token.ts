import { timingSafeEqual } from 'node:crypto';

/** What a tracked address carries. The whole of it is signed, so no part can be changed or made up outside. */
export type TrackedLink =
  | { kind: 'click'; messageId: string; link: string; url: string }
  | { kind: 'open'; messageId: string }
  | { kind: 'unsubscribe'; messageId: string };

/** A keyed hash, separated by `kind`: the sealer's blind index is one. */
export type Mac = (kind: string, value: string) => Buffer;

const LONGEST_TOKEN = 4096;
/** 128 bits: half of SHA-256's output, the least that RFC 2104 (section 5) advises. */
const TAG_BYTES = 16;

/**
 * Signs and reads the tokens of `/t/c`, `/t/o` and `/u`: `base64url(payload).base64url(tag)`. The payload of a click
 * holds its target, so a redirect needs no look-up, and the tag makes an open redirect impossible. Tokens do not
 * expire: an unsubscribe link must work for as long as the mail is kept (CASL asks 60 days, China's measures 30).
 */
export class LinkTokens {
  constructor(private readonly mac: Mac) {}

  /** Throws when the target of a click is no absolute http(s) address: that is a broken template. */
  sign(token: TrackedLink): string {
    if (token.kind === 'click' && !isWebAddress(token.url)) {
      throw new Error(`link ${token.link} does not lead to an http(s) address`);
    }
    const payload = encode(token).toString('base64url');
    return `${payload}.${this.tag(payload).toString('base64url')}`;
  }

  /** The content of a token; nothing when it was not made here. The caller looks at its kind. */
  read(token: string): TrackedLink | undefined {
    if (token.length > LONGEST_TOKEN) return undefined;
    const [payload, tag, ...rest] = token.split('.');
    if (!payload || !tag || rest.length > 0) return undefined;
    const given = Buffer.from(tag, 'base64url');
    const expected = this.tag(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return decode(Buffer.from(payload, 'base64url'));
  }

  private tag(payload: string): Buffer {
    return this.mac('link', payload).subarray(0, TAG_BYTES);
  }
}

export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

const KINDS = ['click', 'open', 'unsubscribe'] as const;

function encode(token: TrackedLink): Buffer {
  const head = Buffer.concat([
    Buffer.of(KINDS.indexOf(token.kind)),
    Buffer.from(token.messageId.replaceAll('-', ''), 'hex'),
  ]);
  if (token.kind !== 'click') return head;
  return Buffer.concat([head, Buffer.from(`${token.link}\n${token.url}`)]);
}

/** Only ever given what `encode` made: the tag has been checked. */
function decode(payload: Buffer): TrackedLink {
  const kind = KINDS[payload[0] ?? 0] ?? 'open';
  const messageId = uuidOf(payload.subarray(1, 17));
  if (kind !== 'click') return { kind, messageId };
  const text = payload.subarray(17).toString();
  const end = text.indexOf('\n');
  return { kind, messageId, link: text.slice(0, end), url: text.slice(end + 1) };
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
