import { sql } from 'kysely';

/**
 * A number that rises with every publication and with every version that is retired: versions are never deleted, and none
 * comes to life again. Whoever knows it knows whether the playbooks he has are the present ones.
 */
export const publicationMark = sql<number>`
  (select count(*) + count(*) filter (where status = 'retired') from playbook_version)`;
