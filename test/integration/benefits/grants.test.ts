import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/database/database.js';
import { journey, on, send, smallPlaybook } from '../../support/engine/small-playbook.js';
import { Leads, MovableClock, openRecord } from '../lifecycle/lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let clock: MovableClock;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(() => {
  clock = new MovableClock();
});

/** Whoever shares gets a training, and thanks; who cannot have one gets an apology. */
function giving(name: string, stock?: number) {
  const gift = {
    id: 'gift',
    do: 'grant',
    benefit: 'training',
    key: 'shareId',
    edges: { granted: 1, refused: 2 },
  } as const;
  const playbook = smallPlaybook({
    name,
    ringing: ['shared'],
    benefits: { training: { title: {}, ...(stock === undefined ? {} : { stock }) } },
    journeys: [
      journey(
        'gift',
        on('shared'),
        [
          gift,
          send('thanks', 'end', { category: 'operational' }),
          send('sorry', 'end', { category: 'operational' }),
        ],
        { key: 'shareId' },
      ),
    ],
  });
  return new Leads(database.db, clock, { latest: () => playbook, get: async () => playbook });
}
type Given = ReturnType<typeof giving>;

const share = (leads: Given, lead: string, shareId: string) =>
  leads.arrive(lead, { kind: 'event', name: 'shared', properties: { shareId } });

/** The turns of a run: on at once while there is more. What the last one sent. */
async function turns(leads: Given, lead: string, expected?: number): Promise<string[]> {
  const sent: string[] = [];
  let known = expected;
  for (;;) {
    const answer = await leads.advance(lead, known);
    sent.push(...answer.commands.map(({ summary }) => summary));
    known = answer.revision;
    if (!answer.more) return sent;
  }
}
const grants = (playbook: string) =>
  database.db.selectFrom('benefit_grant').selectAll().where('playbook', '=', playbook).execute();

describe('a benefit', () => {
  test('is given in the transaction of the decision, and the answer taken by the next turn, which no ring asks for', async () => {
    const leads = giving('plain');
    const lead = await leads.create();
    await share(leads, lead, 'S-1');
    const asked = await leads.advance(lead);
    expect(asked).toMatchObject({ more: true, commands: [] });
    expect(await grants('plain')).toMatchObject([
      { lead_id: lead, benefit: 'training', once: 'S-1' },
    ]);
    expect((await leads.ring(lead))?.signalled_at).not.toBeNull();
    expect(await turns(leads, lead, asked.revision)).toEqual(['email thanks (gift/thanks)']);
    expect(await leads.ring(lead)).toBeUndefined();
    const given = (await leads.commands(lead)).find(({ kind }) => kind === 'grant');
    expect(given).toMatchObject({ outcome: 'judged' });
    expect(given?.done_at).not.toBeNull();
  });

  test('stays given, once, when the process dies between the commit and its report', async () => {
    const leads = giving('dies');
    const lead = await leads.create();
    await share(leads, lead, 'S-1');
    const lost = await leads.advance(lead);
    // The run never saw that answer: it asks again with what it knew before.
    const again = await leads.advance(lead, lost.revision - 1);
    expect(again).toMatchObject({ revision: lost.revision, more: true });
    expect(await turns(leads, lead, again.revision)).toEqual(['email thanks (gift/thanks)']);
    expect(await grants('dies')).toHaveLength(1);
  });

  test('is found by a new run when the old one is lost with the answer unread', async () => {
    const leads = giving('lost');
    const lead = await leads.create();
    await share(leads, lead, 'S-1');
    await leads.advance(lead);
    expect(await turns(leads, lead)).toEqual(['email thanks (gift/thanks)']);
    expect(await grants('lost')).toHaveLength(1);
  });

  test('for one key is given to the first who brings it, and refused to the next', async () => {
    const leads = giving('once');
    const [one, other] = [await leads.create(), await leads.create()];
    await share(leads, one, 'S-1');
    await share(leads, other, 'S-1');
    expect(await turns(leads, one)).toEqual(['email thanks (gift/thanks)']);
    expect(await turns(leads, other)).toEqual(['email sorry (gift/sorry)']);
    expect(await grants('once')).toHaveLength(1);
  });

  test('of which one is left is given to one of ten who ask at once, and a person is told', async () => {
    const leads = giving('scarce', 1);
    const all = await Promise.all(Array.from({ length: 10 }, () => leads.create()));
    await Promise.all(all.map((lead, place) => share(leads, lead, `S-${place}`)));
    const sent = (await Promise.all(all.map((lead) => turns(leads, lead)))).flat();
    expect(sent.filter((line) => line.includes('thanks'))).toHaveLength(1);
    expect(sent.filter((line) => line.includes('sorry'))).toHaveLength(9);
    expect(await grants('scarce')).toHaveLength(1);
    const alerts = await database.db
      .selectFrom('alert')
      .selectAll()
      .where('kind', '=', 'benefit-out-of-stock')
      .execute();
    expect(alerts).toMatchObject([
      { subject: 'scarce/training', what_to_do: expect.stringContaining('Raise the stock') },
    ]);
  });

  test('goes on being given when its stock is raised, which settles the alert', async () => {
    const leads = giving('scarce', 2);
    const lead = await leads.create();
    await share(leads, lead, 'S-raised');
    expect(await turns(leads, lead)).toEqual(['email thanks (gift/thanks)']);
    const { resolved_at } = await database.db
      .selectFrom('alert')
      .selectAll()
      .where('subject', '=', 'scarce/training')
      .executeTakeFirstOrThrow();
    expect(resolved_at).not.toBeNull();
  });

  test('asked for by a lead that is merged before the answer was read is answered in the life of the other', async () => {
    const leads = giving('merged');
    const [winner, loser] = [await leads.create(), await leads.create()];
    await share(leads, loser, 'S-1');
    await leads.advance(loser);
    await leads.arrive(winner, { kind: 'merge', loserId: loser });
    expect(await turns(leads, winner)).toEqual([]);
    expect(await turns(leads, winner, 1)).toEqual(['email thanks (gift/thanks)']);
    expect(await grants('merged')).toMatchObject([{ lead_id: winner }]);
  });
});
