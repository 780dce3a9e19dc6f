import type { Surroundings } from '../../engine/playbook/lint/surroundings.js';
import { readYaml } from '../../engine/playbook/yaml-source.js';
import type { Db } from '../database/database.js';
import { eventsSeen } from './events-seen.js';

/** What the record tells the lint of a playbook: the time, and which of its events came in of late. */
export async function surroundingsOf(
  db: Db,
  now: number,
  playbook: { yaml?: string | undefined; document?: unknown },
): Promise<Surroundings> {
  const names = eventsIn(playbook);
  const seen = names.length === 0 ? undefined : await eventsSeen(db, names, now);
  return seen === undefined ? { now } : { now, eventsSeen: seen };
}

/** The events a playbook declares, before anything else is known of it; beyond 1,000 they are none of a person's. */
function eventsIn({ yaml, document }: { yaml?: string | undefined; document?: unknown }): string[] {
  const source = yaml === undefined ? undefined : readYaml(yaml);
  const value = source === undefined ? document : source.ok ? source.value : undefined;
  const events =
    typeof value === 'object' && value !== null && 'events' in value ? value.events : undefined;
  return typeof events === 'object' && events !== null ? Object.keys(events).slice(0, 1_000) : [];
}
