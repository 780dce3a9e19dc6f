import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { identify, recordCommands } from '../../../src/lifecycle/commands.js';
import { lockLeads } from '../../../src/lifecycle/lead-row.js';
import { Assigner } from '../../../src/sales/assigner.js';
import { RepSeed } from '../../../src/sales/rep-seed.js';
import { Reps } from '../../../src/sales/reps.js';
import { TicketRecorder } from '../../../src/sales/tickets.js';
import { playbook as whole } from '../lifecycle/welcome-playbook.js';
import { FRIDAY_TEN, playbook, Stage } from '../delivery/stage.js';

let stage: Stage;
let assigner: Assigner;
let reps: Reps;
beforeAll(async () => {
  stage = await Stage.open();
  const { db, clock, inbox } = stage;
  assigner = new Assigner({ db, clock, inbox, playbooks: { get: async () => playbook } });
  reps = new Reps(db, stage.sealer, assigner.assign);
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  await sql`truncate rep, rep_queue, ticket, command, alert`.execute(stage.db);
});

const team = async (...names: string[]) =>
  Promise.all(
    names.map(async (name) => {
      const { id } = await reps.add({ name, email: `${name}@example.com`, queues: ['sales'] });
      return id;
    }),
  );
const ownerOf = async (ticket: string) => {
  const { rep_id } = await stage.db
    .selectFrom('ticket')
    .select('rep_id')
    .where('id', '=', ticket)
    .executeTakeFirstOrThrow();
  return rep_id;
};

describe('a ticket', () => {
  test('gets an owner, and the engine is told, in one go', async () => {
    const [rep] = await team('li');
    const lead = await stage.lead();
    const ticket = await stage.ticket(lead);
    expect(await assigner.assign(ticket)).toEqual({ news: true, outcome: 'assigned' });
    const [input] = await stage.inputs(lead);
    expect(input?.body).toEqual({
      kind: 'event',
      name: 'ticket.assigned',
      properties: { ref: `t${ticket.slice(0, 8)}`, ticket, queue: 'sales', rep },
    });
    expect((await stage.commandRow(ticket)).done_at).not.toBeNull();
  });

  test('asked for again, or by two workers at once, has one owner and one input', async () => {
    await team('li', 'chen');
    const lead = await stage.lead();
    const ticket = await stage.ticket(lead);
    await Promise.all([1, 2, 3].map(async () => assigner.assign(ticket)));
    expect(await assigner.assign(ticket)).toMatchObject({ outcome: 'assigned' });
    expect(await stage.inputs(lead)).toHaveLength(1);
  });

  test('goes round: many at once are shared out evenly', async () => {
    const people = await team('li', 'chen', 'zhao');
    const leads = await Promise.all(Array.from({ length: 12 }, async () => stage.lead()));
    const tickets = await Promise.all(leads.map(async (lead) => stage.ticket(lead)));
    for (const ticket of tickets) {
      stage.now += 1000;
      await assigner.assign(ticket);
    }
    const owners = await Promise.all(tickets.map(ownerOf));
    for (const person of people) expect(owners.filter((owner) => owner === person)).toHaveLength(4);
  });

  test("stays with the lead's own person where the queue is sticky", async () => {
    const [li] = await team('li', 'chen');
    await sql`insert into rep_queue (rep_id, queue) select rep_id, 'service' from rep_queue`.execute(
      stage.db,
    );
    const lead = await stage.lead();
    const first = await stage.ticket(lead, { queue: 'service' });
    await sql`update ticket set rep_id = ${li}, assigned_at = now(), status = 'closed' where id = ${first}`.execute(
      stage.db,
    );
    const second = await stage.ticket(lead, { queue: 'service' });
    await assigner.assign(second);
    expect(await ownerOf(second)).toBe(li);
  });

  test('never goes to somebody absent or gone', async () => {
    const [li, chen, zhao] = await team('li', 'chen', 'zhao');
    await reps.change(li ?? '', { active: false });
    await reps.change(chen ?? '', { absentUntil: new Date(Date.now() + 3600_000).toISOString() });
    for (const lead of [await stage.lead(), await stage.lead()]) {
      const ticket = await stage.ticket(lead);
      await assigner.assign(ticket);
      expect(await ownerOf(ticket)).toBe(zhao);
    }
  });

  test('waits with an alert while nobody is there, and is given to whoever comes', async () => {
    const lead = await stage.lead();
    const ticket = await stage.ticket(lead);
    await expect(assigner.assign(ticket)).rejects.toMatchObject({ name: 'TryAgain' });
    expect(await stage.alerts()).toEqual(['ticket-unowned']);
    expect(await stage.inputs(lead)).toEqual([]);
    const { id } = await reps.add({ name: 'li', queues: ['sales'] });
    expect(await ownerOf(ticket)).toBe(id);
    expect(await stage.alerts()).toEqual([]);
    expect(await stage.inputs(lead)).toHaveLength(1);
  });

  test('that nobody had taken ends with the word that takes it back, and so does its alert', async () => {
    const { db } = stage;
    const lead = await stage.lead();
    const ticket = await stage.ticket(lead);
    const other = await stage.ticket(await stage.lead());
    for (const one of [ticket, other])
      await expect(assigner.assign(one)).rejects.toMatchObject({ name: 'TryAgain' });
    const { ref } = await stage.commandRow(ticket);
    const cancel = {
      kind: 'cancel',
      ref: 'x1',
      target: ref,
      reason: 'goal',
      at: stage.now,
    } as const;
    await db.transaction().execute(async (trx) => {
      const row = (await lockLeads(trx, [lead])).get(lead)!;
      const commands = identify([cancel], row, 2);
      const recorders = {
        messages: { record: async () => {} },
        tickets: new TicketRecorder(),
        grants: { judge: async () => {} },
      };
      await recordCommands(trx, recorders, {
        lead: row,
        revision: 2,
        playbook: whole,
        commands,
        tickets: [],
      });
    });
    const rows = await db
      .selectFrom('ticket')
      .select(['id', 'status', 'result', 'closed_at'])
      .execute();
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: ticket, status: 'closed', result: 'withdrawn', closed_at: new Date(stage.now) },
        { id: other, status: 'waiting', result: null, closed_at: null },
      ]),
    );
    expect(await stage.alerts()).toEqual(['ticket-unowned']);
    await team('li');
    expect([await ownerOf(ticket), await stage.alerts()]).toEqual([null, []]);
  });

  test('waits on when the only newcomer is for another queue', async () => {
    const ticket = await stage.ticket(await stage.lead());
    await reps.add({ name: 'li', queues: ['service'] });
    expect(await ownerOf(ticket)).toBeNull();
  });

  test('in development goes to one of two made-up people, the same at every start', async () => {
    const { db, clock, inbox, sealer } = stage;
    const seeded = new Assigner({
      db,
      clock,
      inbox,
      playbooks: { get: async () => playbook },
      seed: new RepSeed(sealer),
    });
    for (const lead of [await stage.lead(), await stage.lead(), await stage.lead()]) {
      await seeded.assign(await stage.ticket(lead));
    }
    const people = await reps.list();
    expect(people.map(({ queues, openTickets }) => ({ queues, openTickets }))).toEqual(
      expect.arrayContaining([
        { queues: ['sales'], openTickets: 2 },
        { queues: ['sales'], openTickets: 1 },
      ]),
    );
  });
});

describe('the people who take tickets', () => {
  test('are kept sealed and shown to who may see them', async () => {
    await team('li');
    const { rows } = await sql<{ text: string }>`select r::text as text from rep r`.execute(
      stage.db,
    );
    expect(rows[0]?.text).not.toContain('example.com');
    expect(await reps.list()).toMatchObject([
      { name: 'li', email: 'li@example.com', active: true },
    ]);
  });

  test('change queues, and an unknown one is nobody', async () => {
    const [li = ''] = await team('li');
    expect(await reps.change(li, { queues: ['service'] })).toMatchObject({ queues: ['service'] });
    expect(await reps.change('0198c0de-0000-7000-8000-000000000000', {})).toBeUndefined();
  });
});

describe('a decision', () => {
  test('closes tickets once and keeps what a person said', async () => {
    const recorder = new TicketRecorder();
    const lead = await stage.lead();
    const [open, told] = [await stage.ticket(lead), await stage.ticket(lead)];
    await sql`update ticket set status = 'closed', result = 'lost' where id = ${told}`.execute(
      stage.db,
    );
    const closing = [open, told].map((ticket) => ({
      leadId: lead,
      command: { kind: 'closeTicket', ref: 'c', ticket, result: 'won', at: stage.now } as const,
    }));
    await stage.db.transaction().execute(async (trx) => recorder.close(trx, closing));
    const rows = await stage.db.selectFrom('ticket').select(['id', 'result', 'status']).execute();
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: open, result: 'won', status: 'closed' },
        { id: told, result: 'lost', status: 'closed' },
      ]),
    );
  });

  test('puts its deadlines where lists and reminders look', async () => {
    const ticket = await stage.ticket(await stage.lead());
    await stage.db
      .transaction()
      .execute(async (trx) =>
        new TicketRecorder().follow(trx, [
          { ticket, queue: 'sales', assignedAt: stage.now, contactDue: stage.now + 600_000 },
        ]),
      );
    const row = await stage.db.selectFrom('ticket').selectAll().executeTakeFirstOrThrow();
    expect(row.contact_due).toEqual(new Date(stage.now + 600_000));
    expect(row.feedback_due).toBeNull();
  });
});
