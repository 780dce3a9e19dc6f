import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';

import { root } from '../scripts/bootstrap/install.mjs';
import { workflowIdOf } from '../workflows/contract.js';
import { built } from './built.js';
import { type Cost, costOf } from './history-cost.js';
import type { Product } from './stand.js';

const PLAYBOOK = join(root, 'bench', 'reference-playbook.yaml');
/** A day takes two seconds: timers of Temporal have a resolution of one. */
export const TIME_SCALE = 43_200;

/** Makes the reference journey the only playbook there is. */
export async function publishReference(databaseUrl: string): Promise<void> {
  const { openDatabase } = await built.database();
  const { publishFile } = await built.playbooks();
  const database = await openDatabase({ url: databaseUrl });
  try {
    await database.migrate();
    await publishFile(database.db, PLAYBOOK, 'bench');
  } finally {
    await database.close();
  }
}

export interface Journey {
  timeout: Cost;
  click: Cost;
}

/** What a lead costs that goes through the reference journey, with and without a click, from its own history. */
export async function measureJourney(product: Product): Promise<Journey> {
  const [timeout, click] = [await capture(product, 'silent'), await capture(product, 'clicks')];
  await product.record.until(
    'the first mail is out',
    async () => (await mailsOf(product, click)).length === 1,
  );
  await clickIn(product, (await mailsOf(product, click))[0] ?? '');
  for (const lead of [click, timeout]) {
    await product.record.until(
      'the second mail is out',
      async () => (await mailsOf(product, lead)).length === 2,
    );
  }
  const connection = await Connection.connect({ address: product.temporalAddress });
  try {
    const client = new Client({ connection });
    return { timeout: await costAtRest(client, timeout), click: await costAtRest(client, click) };
  } finally {
    await connection.close();
  }
}

async function capture({ door }: Product, name: string): Promise<string> {
  const form = {
    form: 'whitepaper-2024',
    fields: { name, email: `${name}@example.com`, company: 'Example Works' },
    consent: {
      granted: true,
      purpose: 'marketing',
      text: 'Your data is used for product advice only',
      channels: ['email'],
    },
    source: { channel: 'website' },
  };
  const { body } = await door.post('/v1/leads', Buffer.from(JSON.stringify(form)));
  return (JSON.parse(body) as { leadId: string }).leadId;
}

/** Ids of the mails whose sending is on record as done, oldest first. */
async function mailsOf({ record }: Product, leadId: string): Promise<string[]> {
  const rows = await record.rows<{ id: string }>(
    `select m.id from message m join command c on c.id = m.id
     where m.lead_id = $1 and m.status = 'sent' and c.done_at is not null order by m.created_at`,
    [leadId],
  );
  return rows.map(({ id }) => id);
}

async function clickIn({ home }: Product, mailId: string): Promise<void> {
  const mail = await readFile(join(home, 'outbox', `${mailId}.json`), 'utf8');
  const [link] = /https?:[^\s"'<>\\]+\/t\/c\/[\w.-]+/.exec(mail) ?? [];
  if (!link) throw new Error('the mail has no tracked link');
  const { status } = await fetch(link, { redirect: 'manual' });
  if (status !== 302) throw new Error(`the tracked link answered ${status}`);
}

/** The history once the last activity's result has been taken in and nothing more is under way. */
async function costAtRest(client: Client, leadId: string): Promise<Cost> {
  const handle = client.workflow.getHandle(workflowIdOf(leadId));
  for (;;) {
    const events = (await handle.fetchHistory()).events ?? [];
    if (events.at(-1)?.workflowTaskCompletedEventAttributes) return costOf(events);
  }
}
