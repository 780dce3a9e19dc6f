import { randomUUID } from 'node:crypto';
import type { Clock } from '../../activities/ports.js';
import type { Control } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { notFound, ProblemException, unprocessable } from '../http/problem.js';
import { contentHash } from '../ingest/content-hash.js';
import { acceptOrTurnAway } from '../ingest/door.js';
import { forbiddenContent } from '../ingest/forbidden-content.js';
import type { Intake } from '../ingest/intake.js';
import { readPerson } from '../ingest/person.js';
import type { Given, GivenConsent } from '../ingest/submission.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { identityKeys } from './identity-key.js';
import { survivorsOf } from './survivors.js';

export interface LeadEditsParts {
  db: Db;
  clock: Clock;
  sealer: Sealer;
  intake: Intake;
  library: PlaybookLibrary;
}

/** Around an edit: whose it is, and what it expects. */
export interface EditContext {
  source: string;
  idempotencyKey?: string | undefined;
  /** Revision the editor saw, as `If-Match` has it. */
  ifMatch?: string | undefined;
}

/** Stored as an input; the lead's next turn makes it so. */
export interface Edited {
  leadId: string;
  messageId: string;
  n: number;
}

type What = Partial<Omit<Given, 'values'>> & { control?: Control };

const NO_LEAD = 'No lead has this id';

/**
 * What people change on a lead. Every change is an input like any other: nobody writes the lead's state but its own turns.
 * Consent and addresses take effect with the commit, since deliveries test them there.
 */
export class LeadEdits {
  constructor(private readonly parts: LeadEditsParts) {}

  /** `null` removes a value. Refused with 422 where a value does not fit. */
  async attributes(leadId: string, values: JsonObject, what: What, context: EditContext) {
    const lead = await this.find(leadId);
    checkMatch(lead, context.ifMatch);
    const playbook = this.parts.library.find(lead.playbook) ?? this.parts.library.default();
    const forbidden = forbiddenContent(values, '/attributes');
    if (forbidden) throw unprocessable([forbidden]);
    const person = readPerson(values, '/attributes', playbook);
    if (person.problems.length > 0) throw unprocessable(person.problems);
    const keys = identityKeys(this.parts.sealer, person.known);
    return this.store(lead.id, { ...what, values: person.values }, context, keys);
  }

  async tag(leadId: string, tags: NonNullable<Given['tags']>, context: EditContext) {
    const lead = await this.find(leadId);
    return this.store(lead.id, { tags, values: {} }, context);
  }

  async consent(leadId: string, consent: GivenConsent[], context: EditContext) {
    const lead = await this.find(leadId);
    return this.store(lead.id, { consent, values: {} }, context);
  }

  async control(leadId: string, control: Control, context: EditContext) {
    const lead = await this.find(leadId);
    checkMatch(lead, context.ifMatch);
    const version = this.parts.library.find(lead.playbook)?.version;
    const order = control.do === 'recompute' && version ? { ...control, version } : control;
    return this.store(lead.id, { control: order, values: {} }, context);
  }

  private async find(leadId: string) {
    const survivors = await survivorsOf(this.parts.db, [leadId]);
    const id = survivors.get(leadId);
    if (id === undefined) throw notFound(NO_LEAD);
    return this.parts.db
      .selectFrom('lead')
      .select(['id', 'revision', 'playbook'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  }

  private async store(
    leadId: string,
    { control, ...given }: Given & { control?: Control },
    { source, idempotencyKey }: EditContext,
    keys: ReturnType<typeof identityKeys> = [],
  ): Promise<Edited> {
    const body = control
      ? ({ kind: 'control', control } as const)
      : ({ kind: 'update', by: 'person' } as const);
    const bodyHash = contentHash(JSON.stringify({ leadId, given, control }));
    const messageId = idempotencyKey ?? randomUUID();
    const about = { source, messageId, bodyHash, occurredAt: this.parts.clock.now(), body };
    const submission = { ...about, who: { leadId, keys }, ...(control ? {} : { given }) };
    const [receipt] = await acceptOrTurnAway(this.parts.intake, [submission]);
    if (receipt?.leadId === undefined || receipt.n === undefined) throw notFound(NO_LEAD);
    return { leadId: receipt.leadId, messageId: receipt.messageId, n: receipt.n };
  }
}

/** An edit made from an old view is refused, so that two people do not undo each other unseen. */
function checkMatch({ revision }: { revision: number }, ifMatch: string | undefined): void {
  if (
    ifMatch === undefined ||
    ifMatch === '*' ||
    ifMatch.replaceAll(/^W\/|"/g, '') === String(revision)
  )
    return;
  throw new ProblemException({
    status: 412,
    code: 'changed-meanwhile',
    message: 'The lead has changed since it was read; read it again',
    headers: { etag: `"${revision}"` },
  });
}
