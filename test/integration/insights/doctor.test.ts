import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { raiseAlert, resolveAlert } from '../../../src/alerts/alert.js';
import { runChecks } from '../../../src/cli/doctor/check.js';
import { recordChecks } from '../../../src/cli/doctor/record-checks.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { openDatabase } from '../../../src/database/database.js';
import { Profiles } from '../../../src/leads/profile.js';
import { LeadRecord } from './record.js';

let record: LeadRecord;
beforeAll(async () => void (record = await LeadRecord.open()));
afterAll(() => record.close());

async function look(sealer: Sealer): Promise<string[]> {
  const lines: string[] = [];
  await runChecks(recordChecks(record.db, sealer), (line) => lines.push(line));
  return lines;
}

it('an empty installation is well but for its playbooks', async () => {
  const lines = await look(record.sealer);
  expect(lines.filter((line) => line.startsWith('✗'))).toEqual(['✗ Playbooks: none is live']);
  expect(lines).toContain('✓ PostgreSQL: 18');
});

it('what a person must look at is named with what to do: a wrong key, a parked lead, late rings, alerts', async () => {
  const lead = await record.lead();
  const personal_sealed = new Profiles(record.sealer).seal(lead, { name: 'x' });
  await record.db.insertInto('profile').values({ lead_id: lead, personal_sealed }).execute();
  await record.arrives(lead, 'x');
  await record.arrives(await record.lead(), 'x');
  const asked_at = new Date(Date.now() - 120_000);
  await record.db.updateTable('ring').set({ asked_at }).execute();
  await record.db
    .updateTable('lead')
    .set({ parked_reason: 'input 1' })
    .where('id', '=', lead)
    .execute();
  const alert = { kind: 'ticket-unowned', detail: 'no rep', whatToDo: 'Add one.' } as const;
  await raiseAlert(record.db, { ...alert, subject: 'sales' });
  await raiseAlert(record.db, { ...alert, subject: 'service', detail: 'nobody' });
  await raiseAlert(record.db, { ...alert, kind: 'job-waits', subject: 'x', whatToDo: 'Hurry.' });
  await resolveAlert(record.db, 'job-waits', 'x');

  const lines = await look(new Sealer(Buffer.alloc(32, 9)));
  expect(lines).toEqual(
    expect.arrayContaining([
      '✗ Master key: does not open what is stored',
      '✗ Rings: 1 owed for over a minute',
      `✗ Parked leads: ${lead} (input 1)`,
      '✗ Alerts: 2 ticket-unowned, newest: nobody',
      '    Add one.',
    ]),
  );
  expect(await look(record.sealer)).toContain('✓ Master key: opens what is stored');
});

it('a database that is away is told as such', async () => {
  const away = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 1 });
  const lines: string[] = [];
  const [server] = recordChecks(away.db, record.sealer);
  if (server) await runChecks([server], (line) => lines.push(line));
  expect(lines[0]).toBe('✗ PostgreSQL: does not answer');
  await away.close();
});
