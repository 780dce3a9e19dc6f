import { sql } from 'kysely';
import { bytesArray, textArray } from '../database/array-literal.js';
import type { Trx } from '../database/database.js';
import { publicationMark } from '../playbooks/publication-mark.js';
import type { IdentityKey } from '../leads/identity-key.js';

/** An id that was accepted before. */
export interface Repeat {
  source: string;
  messageId: string;
  leadId: string | null;
  n: number | null;
  /** Of what came first, in hex. */
  bodyHash: string;
  /** Came within the last minute. */
  isRecent: boolean;
}

export interface Looked {
  repeats: Repeat[];
  /** Key id -> lead. */
  leads: Map<string, string>;
  /** Tells whether the playbooks that this process knows are the present ones. */
  mark: number;
}

interface MessageKey {
  source: string;
  messageId: string;
}

/** What the record knows of these message ids and identity keys, in one round trip. */
export async function lookUp(
  trx: Trx,
  messages: readonly MessageKey[],
  keys: readonly IdentityKey[],
): Promise<Looked> {
  const { rows } = await sql<{
    repeats: Repeat[];
    owners: [id: string, lead: string][];
    mark: number;
  }>`/* prepared */
    select
      (select coalesce(jsonb_agg(jsonb_build_object('source', source, 'messageId', message_id, 'leadId', lead_id, 'n', n,
          'bodyHash', encode(body_hash, 'hex'), 'isRecent', accepted_at > now() - interval '60 s')), '[]')
        from accepted join unnest(
          ${messages.map(({ source }) => source)}::text[], ${messages.map(({ messageId }) => messageId)}::text[]
        ) as asked (source, message_id) using (source, message_id)) as repeats,
      ${owners(keys)} as owners,
      ${publicationMark} as mark`.execute(trx);
  const [found] = rows;
  if (!found) throw new Error('A select without from answers one row');
  return {
    repeats: found.repeats,
    leads: new Map(found.owners),
    mark: found.mark,
  };
}

/** Whose these keys are, by key id. */
export async function ownersOf(trx: Trx, keys: readonly IdentityKey[]) {
  const { rows } = await sql<{ owners: [string, string][] }>`/* prepared */
    select ${owners(keys)} as owners`.execute(trx);
  return new Map(rows[0]?.owners);
}

const owners = (keys: readonly IdentityKey[]) => sql`
  (select coalesce(jsonb_agg(jsonb_build_array(kind || ':' || encode(value_index, 'hex'), lead_id)), '[]')
    from identity join unnest(
      ${textArray(keys.map(({ kind }) => kind))}::text[], ${bytesArray(keys.map(({ index }) => index))}::bytea[]
    ) as asked (kind, value_index) using (kind, value_index))`;
