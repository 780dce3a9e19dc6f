import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../engine/decide.js';
import type { Facts, Input, InputBody } from '../../engine/input.js';
import type { Json, JsonObject } from '../../engine/json.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { shanghai } from '../support/engine/china-2026.js';
import { form } from '../support/engine/story.js';
import { preset, presetNames } from '../support/playbook/presets.js';
import { fresh } from './arbitraries/runs.js';
import { CASES, LONG_CASES } from './arbitraries/settings.js';

const AT = shanghai('2026-10-08 10:00');
const HOUR = 3_600_000;
/** The goal of the design. */
const GOAL = 8_192;
/** What a state may come to for a lead that nobody has: a new order, paper and product with every event. */
const WORST = 32_768;

/** One thing a lead does again and again: which event of the playbook's, and what tells one from another. */
interface Kind {
  event: number;
  value: number;
  text: string;
  hours: number;
}

const kinds = fc.array(
  fc.record({
    event: fc.nat(1_000),
    value: fc.nat(7),
    text: fc.string(),
    hours: fc.nat(12),
  }),
  { minLength: 50, maxLength: 50 },
);

describe.each(presetNames())('law 10: the state stays bounded with the playbook %s', (name) => {
  const playbook = preset(name);

  it('under 8 KB however long a lead lives with eight of everything: orders, papers, products', () => {
    fc.assert(
      fc.property(kinds, (given) => {
        expect(sizeOf(lived(playbook, given, 150, ({ value }) => String(value)))).toBeLessThan(
          GOAL,
        );
      }),
      CASES,
    );
  });

  it('under 8 KB after 10,000 events', () => {
    fc.assert(
      fc.property(kinds, (given) => {
        const state = lived(playbook, given, 10_000, ({ value }) => String(value));
        expect(sizeOf(state)).toBeLessThan(GOAL);
      }),
      LONG_CASES,
    );
  });

  it('under 32 KB whatever the values are', () => {
    fc.assert(
      fc.property(kinds, (given) => {
        const state = lived(playbook, given, 150, ({ text }, place) => `${text}${place}`);
        expect(sizeOf(state)).toBeLessThan(WORST);
      }),
      CASES,
    );
  });
});

const sizeOf = (state: LeadState) => JSON.stringify(state).length;

function lived(
  playbook: Playbook,
  given: Kind[],
  count: number,
  valueOf: (kind: Kind, place: number) => string,
): LeadState {
  const events = [...Object.keys(playbook.events), ...SYSTEM];
  const { at: _, ...captured } = form('2026-10-08 10:00', { position: '经理', companySize: 300 });
  const inputs: Input[] = [{ ...captured, n: 1, id: '1', at: AT, occurredAt: AT }];
  let at = AT;
  for (let n = 2; n <= count; n++) {
    const kind = given[n % given.length];
    if (kind === undefined) continue;
    at += kind.hours * HOUR;
    const event = events[kind.event % events.length] ?? 'x';
    inputs.push({ n, id: `${n}`, at, occurredAt: at, ...said(event, valueOf(kind, n), kind) });
  }
  return decide(fresh(playbook), inputs, playbook, at, at).state;
}

const SYSTEM = [
  'message.clicked',
  'message.opened',
  'message.replied',
  'ticket.feedback',
  'consent',
];

function said(name: string, value: string, kind: Kind): { body: InputBody; facts?: Facts } {
  if (name === 'consent') {
    const granted = kind.value % 2 === 0;
    const change = { channel: 'email', purpose: 'marketing', granted, by: 'lead' } as const;
    return { body: { kind: 'update', by: 'lead' }, facts: { consent: [change] } };
  }
  const properties: JsonObject = Object.fromEntries(
    VALUED.map((property): [string, Json] => [property, value]),
  );
  const numbers = { amount: 100, currency: 'CNY', seconds: 60, completed: true, full: true };
  const ref = { ref: `m${kind.value}`, link: 'demo', result: 'interested' };
  return { body: { kind: 'event', name, properties: { ...properties, ...numbers, ...ref } } };
}

const VALUED = ['orderId', 'title', 'webinar', 'product', 'video', 'industry', 'shareId'] as const;
