import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const FORMAT = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** Keys are held as objects of the crypto library: made of bytes at each use they cost several times the work itself. */
interface Key {
  id: Buffer;
  seal: KeyObject;
}

/**
 * Encryption of personal values at rest (AES-256-GCM) and blind indexes for look-up by value (HMAC-SHA256). Both keys
 * are derived from the master key by HKDF, so that an index never helps against a sealed value.
 *
 * A sealed value is `format (1) | key id (4) | nonce (12) | tag (16) | ciphertext`; the key id lets old values be
 * opened after the master key has been replaced. `aad` binds a value to its place: it must be the same on opening.
 */
export class Sealer {
  readonly #current: Key;
  readonly #byId = new Map<string, Key>();
  readonly #indexKey: KeyObject;
  #nonces = Buffer.alloc(0);

  /**
   * @param masterKey 32 random bytes.
   * @param retired earlier master keys, newest first, for opening only. The index key stays the oldest one's, since
   *   indexes cannot be recomputed without opening every value.
   */
  constructor(masterKey: Buffer, retired: readonly Buffer[] = []) {
    for (const master of [...retired, masterKey]) this.#addKey(master);
    this.#current = deriveKey(masterKey);
    this.#indexKey = derive(retired.at(-1) ?? masterKey, 'leadloom blind index v1');
  }

  seal(plain: string | Buffer, aad?: string): Buffer {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv('aes-256-gcm', this.#current.seal, nonce);
    if (aad !== undefined) cipher.setAAD(Buffer.from(aad));
    const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
    cipher.final();
    return Buffer.concat([FORMAT_BYTE, this.#current.id, nonce, cipher.getAuthTag(), body]);
  }

  /** Throws when the value was altered, belongs to another place (`aad`), or was sealed with an unknown key. */
  open(sealed: Buffer, aad?: string): Buffer {
    if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT) throw new Error('Not a sealed value');
    const nonceAt = 1 + KEY_ID_BYTES;
    const tagAt = nonceAt + NONCE_BYTES;
    const key = this.#byId.get(sealed.toString('hex', 1, nonceAt));
    if (!key) throw new Error('Sealed with a master key that is not configured here');
    const decipher = createDecipheriv('aes-256-gcm', key.seal, sealed.subarray(nonceAt, tagAt), {
      authTagLength: TAG_BYTES,
    });
    if (aad !== undefined) decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(sealed.subarray(tagAt, HEAD_BYTES));
    const body = decipher.update(sealed.subarray(HEAD_BYTES));
    decipher.final();
    return body;
  }

  sealJson(value: unknown, aad?: string): Buffer {
    return this.seal(JSON.stringify(value), aad);
  }

  /** The type is the caller's word for what was sealed there. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a cast in one place instead of in each caller
  openJson<T>(sealed: Buffer, aad?: string): T {
    return JSON.parse(this.open(sealed, aad).toString('utf8')) as T;
  }

  /** 32 bytes; equal values of one kind have equal indexes. Normalise the value first (`leads/identity-key.ts`). */
  index(kind: string, value: string): Buffer {
    return createHmac('sha256', this.#indexKey).update(`${kind}\0${value}`).digest();
  }

  #addKey(master: Buffer): void {
    const key = deriveKey(master);
    this.#byId.set(key.id.toString('hex'), key);
  }

  /** Random bytes are taken from the system in blocks: one call a value costs as much as the encryption itself. */
  #nextNonce(): Buffer {
    if (this.#nonces.length < NONCE_BYTES) this.#nonces = randomBytes(NONCE_BYTES * 512);
    const nonce = this.#nonces.subarray(0, NONCE_BYTES);
    this.#nonces = this.#nonces.subarray(NONCE_BYTES);
    return nonce;
  }
}

const FORMAT_BYTE = Buffer.from([FORMAT]);

function deriveKey(master: Buffer): Key {
  if (master.length !== 32) throw new Error('The master key must be 32 bytes');
  const id = createHash('sha256').update('leadloom key id v1').update(master).digest();
  return { id: id.subarray(0, KEY_ID_BYTES), seal: derive(master, 'leadloom seal v1') };
}

function derive(master: Buffer, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', master, Buffer.alloc(0), purpose, 32);
  return createSecretKey(Buffer.from(bytes));
}
