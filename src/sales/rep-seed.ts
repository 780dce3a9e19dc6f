import { sql } from 'kysely';
import type { Sealer } from '../crypto/sealer.js';
import type { Trx } from '../database/database.js';
import { nameUuid } from '../lifecycle/command-id.js';

/** Name space of the ids of made-up people. */
const SPACE = 'c4a7e9b2-51f0-4d6a-9d3e-2f8b7c0a1e55';
const PEOPLE = [
  { name: '李明 (Li Ming)', mail: 'li.ming' },
  { name: '陈静 (Chen Jing)', mail: 'chen.jing' },
] as const;

/** Where a rep's sealed values stand. */
export const repPlace = (id: string, column: 'name' | 'email'): string => `rep/${id}/${column}`;

/** Two made-up people for every queue that never had any, so that a first start can hand leads over. */
export class RepSeed {
  constructor(private readonly sealer: Sealer) {}

  /** Does nothing for a queue that has or had somebody, or when another process has done it. */
  async fill(trx: Trx, queue: string): Promise<void> {
    const known = await sql`select from rep_queue where queue = ${queue} limit 1`.execute(trx);
    if (known.rows.length > 0) return;
    for (const { name, mail } of PEOPLE) {
      const id = nameUuid(SPACE, `${queue}/${mail}`);
      const sealedName = this.sealer.seal(`${name}, ${queue}`, repPlace(id, 'name'));
      const sealedMail = this.sealer.seal(`${mail}.${queue}@example.com`, repPlace(id, 'email'));
      await sql`
        with person as (
          insert into rep (id, name_sealed, email_sealed) values (${id}, ${sealedName}, ${sealedMail})
          on conflict do nothing
        )
        insert into rep_queue (rep_id, queue) values (${id}, ${queue}) on conflict do nothing`.execute(
        trx,
      );
    }
  }
}
