import type { Json, JsonObject } from '../../engine/json.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db, Trx } from '../database/database.js';

/** Names, addresses and every other attribute that a playbook calls personal, or that no playbook declares. */
export interface Personal {
  [attribute: string]: Json;
}

export interface Profile {
  /** `name`, `email`, `phone` (E.164), `wecomId` are texts where present. */
  personal: Personal & { name?: string; email?: string; phone?: string; wecomId?: string };
  /** What rules and templates may read: declared attributes that are not personal, as last given. */
  attributes: JsonObject;
  locale?: string;
  timeZone?: string;
  /** Where the lead came from, oldest first. */
  sources: Json[];
}

const EMPTY: Profile = { personal: {}, attributes: {}, sources: [] };

/** The profiles of leads; the personal part is one sealed value a lead, bound to the lead's id. */
export class Profiles {
  constructor(private readonly sealer: Sealer) {}

  /** An empty profile for a lead that has none. */
  async read(db: Db | Trx, leadId: string): Promise<Profile> {
    const profiles = await this.readAll(db, [leadId]);
    return profiles.get(leadId) ?? EMPTY;
  }

  /** Of many leads at once; leads without a profile are left out. */
  async readAll(db: Db | Trx, leadIds: readonly string[]): Promise<Map<string, Profile>> {
    if (leadIds.length === 0) return new Map();
    const rows = await db
      .selectFrom('profile')
      .selectAll()
      .where((row) => row.eb('lead_id', '=', row.fn.any(row.val(leadIds as string[]))))
      .execute();
    return new Map(
      rows.map((row) => [
        row.lead_id,
        {
          personal: row.personal_sealed ? this.open(row.lead_id, row.personal_sealed) : {},
          attributes: row.attributes,
          sources: row.sources,
          ...(row.locale === null ? {} : { locale: row.locale }),
          ...(row.time_zone === null ? {} : { timeZone: row.time_zone }),
        },
      ]),
    );
  }

  seal(leadId: string, personal: Personal): Buffer {
    return this.sealer.sealJson(personal, placeOf(leadId));
  }

  open(leadId: string, sealed: Buffer): Profile['personal'] {
    return this.sealer.openJson(sealed, placeOf(leadId));
  }
}

const placeOf = (leadId: string): string => `profile/${leadId}`;
