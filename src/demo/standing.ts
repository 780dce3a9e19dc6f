import { sql } from 'kysely';

import type { Db } from '../database/database.js';

/** Where everything stands now: what the terminal shows above the news. */
export interface Standing {
  stages: { [stage: string]: number };
  tiers: { [tier: string]: number };
  mails: { sent: number; clicked: number; held: number };
  tickets: { assigned: number; toContact: number; talking: number };
  results: { [result: string]: number };
}

const OUT = sql`('sent', 'delivered', 'bounced', 'complained')`;

/** One round trip; a demo's record is small. */
export async function readStanding(db: Db): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select
      (select coalesce(jsonb_object_agg(stage, count), '{}') from
        (select stage, count(*) from lead where status = 'active' group by stage) s) as stages,
      (select coalesce(jsonb_object_agg(tier, count), '{}') from
        (select tier, count(*) from lead where status = 'active' group by tier) t) as tiers,
      (select jsonb_build_object(
        'sent', count(*) filter (where status in ${OUT}),
        'clicked', count(*) filter (where clicked_at is not null),
        'held', (select count(*) from lead l, jsonb_array_elements(l.state -> 'enrolments') e
                 where e #>> '{at,wait}' = 'held')) from message) as mails,
      (select jsonb_build_object(
        'assigned', count(*) filter (where assigned_at is not null),
        'toContact', count(*) filter (where status = 'open'),
        'talking', count(*) filter (where status = 'contacted')) from ticket) as tickets,
      (select coalesce(jsonb_object_agg(result, count), '{}') from
        (select result, count(*) from ticket where result is not null group by result) r) as results`.execute(
    db,
  );
  const [standing] = rows;
  if (!standing) throw new Error('a select without from has one row');
  return standing;
}
