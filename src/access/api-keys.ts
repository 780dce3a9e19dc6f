import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../database/database.js';
import { ApiKey } from '../database/entities.js';
import type { Caller, Role } from './roles.js';

export interface KnownKey extends Caller {
  /** Web origins that may use it; `*` for any. */
  origins: readonly string[];
}

interface Remembered {
  key: KnownKey | undefined;
  until: number;
}

/** A key that was revoked stops working within this time, ms. */
const REMEMBERED = 10_000;
const MOST_REMEMBERED = 5_000;

/** API keys. The record holds only their SHA-256: keys are long and random, so there is nothing to guess from it. */
export class ApiKeys {
  readonly #remembered = new Map<string, Remembered>();

  constructor(private readonly database: Database) {}

  async find(key: string): Promise<KnownKey | undefined> {
    const hash = hashOf(key);
    const name = hash.toString('base64');
    const known = this.#remembered.get(name);
    if (known && known.until > Date.now()) return known.key;
    const found = await this.#read(hash);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(name, { key: found, until: Date.now() + REMEMBERED });
    return found;
  }

  /** Makes a key known under that name; keys that had the name before stop working. */
  async install(key: string, role: Role, name: string): Promise<void> {
    const keyHash = hashOf(key);
    await this.database.entities().transactional(async (em) => {
      const before = await em.find(ApiKey, { name, revokedAt: null, keyHash: { $ne: keyHash } });
      for (const old of before) old.revokedAt = new Date();
      const given = {
        id: randomUUID(),
        keyHash,
        role,
        name,
        origins: ['*'],
        createdAt: new Date(),
        revokedAt: null,
      };
      await em.upsert(ApiKey, given, {
        onConflictFields: ['keyHash'],
        onConflictExcludeFields: ['id', 'createdAt', 'origins'],
      });
    });
    this.forget();
  }

  /** Keys are read anew from now on. */
  forget(): void {
    this.#remembered.clear();
  }

  async #read(keyHash: Buffer): Promise<KnownKey | undefined> {
    const found = await this.database.entities().findOne(ApiKey, { keyHash, revokedAt: null });
    return found ? { role: found.role, source: found.name, origins: found.origins } : undefined;
  }
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
