import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Assigner } from '../../../src/sales/assigner.js';
import { RepSeed } from '../../../src/sales/rep-seed.js';
import { TicketDesk } from '../../../src/sales/ticket-desk.js';
import { TicketList } from '../../../src/sales/ticket-list.js';
import { FRIDAY_TEN, playbook, Stage } from '../delivery/stage.js';

let stage: Stage;
let assigner: Assigner;
let desk: TicketDesk;
let list: TicketList;
beforeAll(async () => {
  stage = await Stage.open();
  const { db, clock, inbox, sealer } = stage;
  const playbooks = { get: async () => playbook };
  assigner = new Assigner({ db, clock, inbox, playbooks, seed: new RepSeed(sealer) });
  desk = new TicketDesk({ db, clock, inbox, playbooks });
  list = new TicketList(db, sealer);
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  await sql`truncate ticket, command`.execute(stage.db);
});

const handedOver = async () => {
  const lead = await stage.lead();
  const ticket = await stage.ticket(lead);
  await assigner.assign(ticket);
  return { lead, ticket };
};
const told = async (lead: string) =>
  (await stage.inputs(lead)).flatMap(({ body }) =>
    body.kind === 'event' ? [[body.name, body.properties['result']]] : [],
  );

describe('a report', () => {
  test('of a contact is told to the engine once, with its time', async () => {
    const { lead, ticket } = await handedOver();
    stage.now += 360_000;
    expect(await desk.contact(ticket)).toEqual({ taken: true, repeated: false });
    stage.now += 360_000;
    expect(await desk.contact(ticket)).toEqual({ taken: true, repeated: true });
    expect(await told(lead)).toEqual([
      ['ticket.assigned', undefined],
      ['ticket.contacted', undefined],
    ]);
    expect(await list.find(ticket)).toMatchObject({
      status: 'contacted',
      contactedAt: new Date(FRIDAY_TEN + 360_000).toISOString(),
      rep: { name: expect.stringContaining('sales') },
    });
  });

  test('of interest keeps the ticket open, of a deal closes it', async () => {
    const { lead, ticket } = await handedOver();
    expect(await desk.feedback(ticket, 'interested')).toEqual({ taken: true, repeated: false });
    expect(await list.find(ticket)).toMatchObject({ status: 'open', result: 'interested' });
    expect(await desk.feedback(ticket, 'interested')).toEqual({ taken: true, repeated: true });
    expect(await desk.feedback(ticket, 'won')).toEqual({ taken: true, repeated: false });
    expect(await list.find(ticket)).toMatchObject({ status: 'closed', result: 'won' });
    expect(await told(lead)).toEqual([
      ['ticket.assigned', undefined],
      ['ticket.feedback', 'interested'],
      ['ticket.feedback', 'won'],
    ]);
  });

  test('that cannot be is refused and changes nothing', async () => {
    const { lead, ticket } = await handedOver();
    const nobody = await stage.ticket(lead);
    await desk.feedback(ticket, 'lost');
    expect(await desk.feedback(ticket, 'won')).toEqual({ refused: 'closed', result: 'lost' });
    expect(await desk.contact(ticket)).toEqual({ refused: 'closed', result: 'lost' });
    expect(await desk.contact(nobody)).toEqual({ refused: 'unassigned' });
    expect(await desk.feedback(nobody, 'maybe')).toMatchObject({ refused: 'unknown-result' });
    const unknown = '0198c0de-0000-7000-8000-000000000000';
    expect(await desk.contact(unknown)).toEqual({ refused: 'unknown-ticket' });
    expect(await told(lead)).toHaveLength(2);
  });

  test('made by two people at once counts once', async () => {
    const { lead, ticket } = await handedOver();
    await Promise.all([1, 2, 3].map(async () => desk.contact(ticket)));
    expect(await told(lead)).toHaveLength(2);
  });
});

test('tickets are listed newest first, page by page, by what one looks for', async () => {
  const lead = await stage.lead();
  const tickets: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    stage.now += 1000;
    tickets.unshift(await stage.ticket(lead, i % 2 === 0 ? {} : { queue: 'service' }));
  }
  const first = await list.page({ lead, limit: 2 });
  const second = await list.page({ lead, limit: 2, after: first.next ?? '' });
  const third = await list.page({ lead, limit: 2, after: second.next ?? '' });
  const listed = [first, second, third].flatMap(({ data }) => data.map(({ id }) => id));
  expect(listed).toEqual(tickets);
  expect(third.next).toBeNull();
  const service = await list.page({ queue: 'service', status: 'waiting', limit: 50 });
  expect(service.data).toHaveLength(2);
});
