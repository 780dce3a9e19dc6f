import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound } from '../http/problem.js';
import { type LeadProfile, LeadProfiles } from '../insights/lead-profile.js';
import { survivorOf } from '../insights/survivor.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { type IdentityKey, identityKeys } from './identity-key.js';
import { type LookupBody, lookupBody } from './lead-edit-bodies.js';
import { readPhone } from './phone.js';

/** Finds a lead by what it is known by. */
@ApiTags('leads')
@Controller('v1/leads/lookup')
export class LookupController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(LeadProfiles) private readonly profiles: LeadProfiles,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Everything about the lead known by a mail address, a phone number or an id',
  })
  @ApiBody({ schema: jsonSchema(lookupBody) })
  async find(@Body() body: unknown): Promise<LeadProfile> {
    const [key] = this.keys(requireBody(lookupBody, body));
    const found = key && (await this.owner(key));
    const lead = found && (await survivorOf(this.database.db, found.lead_id));
    if (!lead) throw notFound('No lead is known by this');
    return this.profiles.read(lead);
  }

  private keys({ externalId, phone, ...known }: LookupBody): IdentityKey[] {
    const region = new Intl.Locale(this.library.default().locale.default).region;
    const read = phone === undefined ? undefined : readPhone(phone, region);
    return identityKeys(this.sealer, {
      ...(externalId ? { externalIds: { [externalId.type]: externalId.id } } : {}),
      ...(read ? { phone: read } : {}),
      ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    });
  }

  private owner({ kind, index }: IdentityKey) {
    return this.database.db
      .selectFrom('identity')
      .select('lead_id')
      .where('kind', '=', kind)
      .where('value_index', '=', index)
      .executeTakeFirst();
  }
}
