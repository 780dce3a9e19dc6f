import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Note } from '../../../engine/trace.js';
import { openInput } from '../../../src/ingest/inbox.js';
import { fileVisitorEvents, openVisit } from '../../../src/ingest/visitors.js';
import { identityKey } from '../../../src/leads/identity-key.js';
import { survivorOf } from '../../../src/insights/survivor.js';
import { readTimeline, type TimelinePage } from '../../../src/insights/timeline.js';
import type { Narrator, TimelineEntry } from '../../../src/insights/timeline-entry.js';
import { HOUR, inputNotes, LeadRecord, send } from './record.js';

let record: LeadRecord;
let narrator: Narrator;
beforeAll(async () => {
  record = await LeadRecord.open();
  narrator = {
    say: (note) => note.note,
    open: (row) => openInput(record.sealer, { ...row, at: row.arrived_at.getTime() }),
    openVisit: (row) => openVisit(record.sealer, row.event_sealed),
  };
});
afterAll(() => record.close());

async function timeline(leadId: string, page: Partial<TimelinePage> = {}) {
  const lead = await survivorOf(record.db, leadId);
  if (lead === undefined) throw new Error('no such lead');
  return readTimeline(record.db, lead, { limit: 200, direction: 'asc', ...page }, narrator);
}

/** An entry in a word: `input form_submitted`, `decision 2`, `message m1`. */
function word(entry: TimelineEntry): string {
  if (entry.type === 'input') return `input ${entry.input.name}`;
  if (entry.type === 'visit') return `visit ${entry.visit.name}`;
  if (entry.type === 'decision') return `decision ${entry.decision.revision}`;
  return `${entry.type} ${entry.type === 'message' ? entry.message.ref : entry.ticket.ref}`;
}
async function everyPage(leadId: string, page: Partial<TimelinePage>): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { data, next } = await timeline(leadId, { ...page, after });
    seen.push(...data.map(word));
    after = next ?? undefined;
  } while (after !== undefined);
  return seen;
}
const words = async (leadId: string, page: Partial<TimelinePage> = {}): Promise<string[]> =>
  (await timeline(leadId, page)).data.map(word);

const policy = (ref: string, at: number): Note => ({
  at,
  note: 'policy',
  journey: 'nurture',
  step: 'case',
  template: 'case-study',
  ref,
  result: { verdict: 'sent', channel: 'email' },
});

async function walk(): Promise<string> {
  const lead = await record.lead();
  await record.arrives(lead, 'form_submitted');
  await record.arrives(lead, 'whitepaper_downloaded');
  await record.decides(lead, {
    trace: (inputs) => [
      ...inputNotes(inputs),
      {
        at: record.now,
        note: 'scored',
        rule: 'wp',
        dimension: 'b',
        points: 2,
        total: 2,
        cause: 'x',
      },
    ],
  });
  record.now += HOUR;
  const assign = { kind: 'assign', ref: 't2', journey: 'hand-over', step: 'ticket' } as const;
  await record.decides(lead, {
    trace: () => [
      { at: record.now, note: 'moved', journey: 'nurture', step: 'hour', edge: 'next', to: 'case' },
      policy('m1', record.now),
      {
        at: record.now,
        note: 'assign',
        journey: 'hand-over',
        step: 'ticket',
        ref: 't2',
        queue: 'sales',
      },
    ],
    commands: [
      send('m1', record.now),
      { ...assign, queue: 'sales', reason: 'A', ifOpen: 'keep', at: record.now },
    ],
  });
  record.now += HOUR;
  await record.arrives(lead, 'page');
  return lead;
}

const WALK = [
  'input form_submitted',
  'input whitepaper_downloaded',
  'decision 1',
  'decision 2',
  'message m1',
  'ticket t2',
  'input page',
];

describe('the timeline of a lead', () => {
  it('tells inputs, decisions, messages and tickets in the order of cause', async () => {
    expect(await words(await walk())).toEqual(WALK);
  });

  it('gives every entry its why', async () => {
    const { data } = await timeline(await walk());
    const why = data.map((entry) => entry.why.map(({ text }) => text));
    expect(why).toEqual([
      [],
      ['scored'],
      ['input', 'input', 'scored'],
      ['moved', 'policy', 'assign'],
      ['moved', 'policy'],
      ['assign'],
      [],
    ]);
  });

  it('opens what an input carried, and says which decision took it', async () => {
    const { data } = await timeline(await walk());
    expect(data[0]).toMatchObject({
      type: 'input',
      input: { n: 1, revision: 1, rings: true, body: { properties: { page: '/x' } } },
    });
    expect(data.at(-1)).toMatchObject({ type: 'input', input: { n: 3, revision: null } });
  });

  it.each([1, 2, 3, 5, 7])(
    'is the same whole, page by page of %i, in both directions',
    async (limit) => {
      const lead = await walk();
      expect(await everyPage(lead, { limit, direction: 'asc' })).toEqual(WALK);
      expect(await everyPage(lead, { limit, direction: 'desc' })).toEqual(WALK.toReversed());
    },
  );
});

describe('what browsers of the lead did that no rule uses', () => {
  it('stands between the decisions by time', async () => {
    const key = identityKey(record.sealer, 'anonymousId', `browser-${record.now}`);
    const visit = (name: string) =>
      record.db.transaction().execute((trx) => {
        const times = { occurredAt: record.now, arrivedAt: record.now };
        const event = { key, messageId: name, source: 'web', name, properties: { page: name } };
        return fileVisitorEvents(trx, record.sealer, [{ ...event, ...times }]);
      });
    for (const name of ['$traits', 'before', 'also before']) await visit(name);
    record.now += HOUR;
    const lead = await record.lead();
    const [value_index, value_sealed] = [key.index, Buffer.of(1)];
    await record.db
      .insertInto('identity')
      .values({ kind: key.kind, value_index, value_sealed, lead_id: lead })
      .execute();
    await record.arrives(lead, 'form_submitted');
    await record.decides(lead, {});
    await visit('same moment');
    record.now += HOUR;
    await visit('after');
    await record.arrives(lead, 'waiting');
    const all = [
      'visit before',
      'visit also before',
      'visit same moment',
      'input form_submitted',
      'decision 1',
      'visit after',
      'input waiting',
    ];
    for (const limit of [1, 2, 7]) {
      expect(await everyPage(lead, { limit, direction: 'asc' })).toEqual(all);
      expect(await everyPage(lead, { limit, direction: 'desc' })).toEqual(all.toReversed());
    }
  });
});

describe('a lead that was merged', () => {
  it('shows both histories by time under the lead that lives on, messages with the turn that asked for them', async () => {
    const [winner, loser] = [await record.lead(), await record.lead()];
    await record.arrives(loser, 'early');
    await record.decides(loser, {
      trace: (inputs) => [...inputNotes(inputs), policy('m1', record.now)],
      commands: [send('m1', record.now)],
    });
    record.now += HOUR;
    await record.arrives(winner, 'late');
    await record.decides(winner, {});
    await record.db
      .updateTable('lead')
      .set({ status: 'merged', merged_into: winner })
      .where('id', '=', loser)
      .execute();
    const taken = { lead_id: winner, ref: 'm1~loser' };
    await record.db.updateTable('message').set(taken).where('lead_id', '=', loser).execute();

    expect(await survivorOf(record.db, loser)).toEqual({ id: winner, mergedFrom: [loser] });
    const { data } = await timeline(loser);
    expect(data.map(word)).toEqual([
      'input early',
      'decision 1',
      'message m1~loser',
      'input late',
      'decision 1',
    ]);
    expect(data[2]?.why.map(({ text }) => text)).toEqual(['input', 'policy']);
    expect(data.map((entry) => entry.lead)).toEqual([loser, loser, loser, winner, winner]);
  });

  it('is nobody once it is erased', async () => {
    const lead = await record.lead();
    await record.db.updateTable('lead').set({ status: 'erased' }).where('id', '=', lead).execute();
    expect(await survivorOf(record.db, lead)).toBeUndefined();
  });
});
