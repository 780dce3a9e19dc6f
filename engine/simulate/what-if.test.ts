import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { restlessDocument } from '../../test/support/playbook/restless.js';
import { documentOf } from '../../test/support/playbook/small.js';
import type { InputBody } from '../input.js';
import type { JsonObject } from '../json.js';
import { compile } from '../playbook/compile.js';
import type { LeadHistory, PastInput, UntoldHistory } from './history.js';
import { LifeBook } from './life.js';
import { live } from './live.js';
import { whatIf, type Answer, type Question } from './what-if.js';

const yaml = readFileSync(
  new URL('../../playbooks/lead-to-conversion.yaml', import.meta.url),
  'utf8',
);
const asItIs = compile(documentOf(yaml), 1);
/** Tier A is within reach a day sooner: the price page is worth 8 points instead of 3. */
const eager = compile(
  documentOf(
    yaml.replace(
      'event: pricing_page_visited, points: 3',
      'event: pricing_page_visited, points: 8',
    ),
  ),
  2,
);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MONDAY = Date.parse('2026-11-30T10:00:00+08:00');

const event = (name: string, properties: JsonObject = {}): InputBody => ({
  kind: 'event',
  name,
  properties,
});

function at(time: number, body: InputBody): PastInput {
  return { id: `${time}`, at: time, occurredAt: time, body };
}

function captured(time: number, attributes: JsonObject): PastInput {
  const consent = ['email', 'sms'].map((channel) => ({
    channel,
    purpose: 'marketing',
    granted: true,
    by: 'lead' as const,
  }));
  const facts = { attributes, consent, reach: { email: 'ok', sms: 'ok' } as const };
  return { ...at(time, event('form_submitted', { form: 'whitepaper-2024' })), facts };
}

const director = { position: '市场总监', company: 'x' };

/** Ten points at once; the price on day 1, a webinar on day 2, an order on day 3. */
const buyer = (lead: string): LeadHistory => ({
  lead,
  inputs: [
    captured(MONDAY, director),
    at(MONDAY + DAY, event('pricing_page_visited')),
    at(MONDAY + DAY + MINUTE, event('whitepaper_downloaded', { title: 'trends' })),
    at(MONDAY + 2 * DAY, event('webinar_attended', { webinar: 'growth' })),
    at(MONDAY + 3 * DAY, event('order_placed', { orderId: 'O-1', amount: 1, currency: 'CNY' })),
  ],
});
const visitor = (lead: string): LeadHistory => ({
  lead,
  inputs: [captured(MONDAY, { position: '工程师' })],
});

async function* these(
  ...histories: (LeadHistory | UntoldHistory)[]
): AsyncGenerator<LeadHistory | UntoldHistory> {
  yield* histories;
}

const ask = (more: Partial<Question> & Pick<Question, 'histories'>) =>
  whatIf({ draft: eager, until: MONDAY + 10 * DAY, ...more });

describe('what if', () => {
  it('a rule gave more points: hand-overs come earlier, and the difference says by how much', async () => {
    const answer = await ask({
      baseline: asItIs,
      histories: these(buyer('a'), buyer('b'), visitor('c')),
    });
    expect(answer).toMatchObject({ leads: 3, events: 11, complete: true, against: 'baseline' });
    expect(answer.draft.handOvers.leads).toBe(2);
    expect(answer.difference?.handOvers).toMatchObject({ earlier: 2, later: 0, onlyDraft: 0 });
    const shift = answer.difference?.handOvers.medianShiftMs ?? 0;
    expect(shift / DAY).toBeCloseTo(-1, 1);
  });

  it('success is held against where the lead stood before it: tiers, precision and AUC', async () => {
    const { draft } = await ask({ histories: these(buyer('a'), visitor('b'), visitor('c')) });
    expect(draft.tiers).toEqual([
      { tier: 'A', leads: 1, converted: 1, rate: 1 },
      { tier: 'B', leads: 0, converted: 0, rate: null },
      { tier: 'C', leads: 2, converted: 0, rate: 0 },
    ]);
    expect(draft).toMatchObject({ precision: 1, auc: 1 });
  });

  it('another event may be what is hoped for, and a file may know it better than any event', async () => {
    const attended = await ask({
      histories: these(buyer('a'), visitor('b')),
      outcomes: ['webinar_attended'],
    });
    expect(attended.draft.tiers[0]).toMatchObject({ leads: 1, converted: 1 });
    const known = await ask({ histories: these({ ...visitor('a'), positive: true }) });
    expect(known.draft.tiers.at(-1)).toMatchObject({ tier: 'C', converted: 1 });
  });

  it('a click belongs to the own message of that template, and is dropped where there is none', async () => {
    const clicks = (template: string, id: string): PastInput =>
      at(
        MONDAY + 3 * 60 * MINUTE + id.length,
        event('message.clicked', { ref: 'm77', template, step: 'x', journey: 'y', link: 'demo' }),
      );
    const { draft, dropped } = await ask({
      histories: these({
        lead: 'a',
        inputs: [captured(MONDAY, director), clicks('case-study', 'a'), clicks('never-sent', 'bb')],
      }),
    });
    expect(draft.entered).toMatchObject({ demo: 1 });
    expect(dropped).toEqual({ engagement: 1 });
  });

  it('what sales said of a ticket is dropped where nobody was handed over', async () => {
    const said = at(
      MONDAY + DAY,
      event('ticket.feedback', { ticket: 't', queue: 'sales', result: 'won' }),
    );
    const { draft, dropped } = await ask({
      histories: these({ lead: 'a', inputs: [captured(MONDAY, { position: '工程师' }), said] }),
    });
    expect(dropped).toEqual({ ticket: 1 });
    expect(draft.tiers.at(-1)).toMatchObject({ tier: 'C', leads: 1, converted: 1 });
  });

  it('a benefit is given by this playbook, not by the past; and a move to another version is of no account', async () => {
    const shared = at(
      MONDAY + 4 * DAY,
      event('experience_share_confirmed', { shareId: 'S-1', channel: 'moments' }),
    );
    const told = at(
      MONDAY + 4 * DAY + MINUTE,
      event('benefit.refused', { ref: 'g1', benefit: 'service-pack-training-1' }),
    );
    const inside = { default: 'exit', journeys: {} } as const;
    const moved = at(MONDAY + 4 * DAY + 2 * MINUTE, {
      kind: 'control',
      control: { do: 'migrate', playbook: asItIs.name, to: 7, inside },
    });
    const { lead, inputs } = buyer('a');
    const { draft, dropped } = await ask({
      histories: these({ lead, inputs: [...inputs, shared, told, moved] }),
    });
    expect(draft.sent).toContainEqual({ template: 'service-pack', channel: 'email', messages: 1 });
    expect(dropped).toEqual({ benefit: 1, migrate: 1 });
  });

  it('against the record, a playbook that decided it all the same differs in nothing', async () => {
    const histories = ['a', 'b'].map((lead) => {
      const real: Required<LeadHistory>['real'] = [];
      live(asItIs, buyer(lead), MONDAY + 10 * DAY, {
        decided: ({ commands, trace }) => void (real as object[]).push({ commands, trace }),
      });
      return { ...buyer(lead), real };
    });
    const answer = await ask({ draft: asItIs, histories: these(...histories) });
    expect(answer.against).toBe('record');
    expect(answer.other).toEqual(answer.draft);
    expect(answer.difference).toMatchObject({
      handOvers: { same: 2, earlier: 0, later: 0, medianShiftMs: 0 },
      tiers: {},
      leadsWithMoreMessages: 0,
      leadsWithFewerMessages: 0,
    });
  });

  it('ends between two leads when told to, and says what it had by then', async () => {
    const before: Answer[] = [];
    const answer = await ask({
      histories: these(buyer('a'), buyer('b'), buyer('c')),
      goOn: ({ leads }, soFar) => {
        before.push(soFar());
        return leads < 2;
      },
    });
    expect(answer).toMatchObject({ leads: 2, complete: false, draft: { leads: 2 } });
    expect(before.map(({ draft, complete }) => [draft.leads, complete])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(before[1]).toEqual(answer);
  });

  it('leaves a lead out whose life does not end, whose past is too long or throws, and lives the others', async () => {
    const thrown = new Error('unreadable');
    const broken = {
      lead: 'broken',
      get inputs(): PastInput[] {
        throw thrown;
      },
    };
    const told: unknown[] = [];
    const answer = await ask({
      baseline: asItIs,
      histories: these(
        buyer('a'),
        { lead: 'long', refused: 'too-long' },
        broken,
        { lead: 'lost', refused: 'broken' },
        visitor('b'),
      ),
      onBroken: (...all) => told.push(...all),
    });
    expect(answer).toMatchObject({
      leads: 5,
      events: 6,
      complete: true,
      refused: { 'too-long': 1, broken: 2 },
      draft: { leads: 2 },
      other: { leads: 2 },
    });
    expect(told).toEqual(['broken', thrown]);
  });

  it('gives up on a life that wakes every minute, whichever playbook it is, and keeps no half of a pair', async () => {
    const restless = compile(restlessDocument(), 3);
    const asking = () => these({ lead: 'a', inputs: [at(MONDAY, event('asked'))] });
    const until = MONDAY + 365 * DAY;
    expect(await ask({ until, histories: asking(), draft: restless })).toMatchObject({
      leads: 1,
      events: 0,
      refused: { 'too-long': 1 },
      draft: { leads: 0 },
    });
    expect(await ask({ until, histories: asking(), baseline: restless })).toMatchObject({
      refused: { 'too-long': 1 },
      draft: { leads: 0 },
      against: 'nothing',
    });
  });

  it('keeps nothing of a lead but its sums: 20,000 events leave a report of the same size', async () => {
    async function* many(count: number): AsyncGenerator<LeadHistory> {
      for (let n = 0; n < count; n++) yield n % 2 === 0 ? buyer(`${n}`) : visitor(`${n}`);
    }
    const few = await ask({ histories: many(20) });
    const all = await ask({ histories: many(6_668) });
    expect(all.events).toBeGreaterThan(20_000);
    expect(JSON.stringify(all).length).toBeLessThan(JSON.stringify(few).length * 1.2);
  });
});

describe('a life', () => {
  it('counts why a message did not go', () => {
    const book = new LifeBook(asItIs);
    const mute = { ...captured(MONDAY, director), facts: { attributes: director } };
    live(asItIs, { lead: 'a', inputs: [mute] }, MONDAY + DAY, {
      decided: (decision) => book.decided(decision),
    });
    expect([...book.end().withheld.keys()]).toContain('unreachable');
  });
});
