import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { decide } from '../decide.js';
import type { Input, InputBody } from '../input.js';
import { newLead } from '../new-lead.js';
import type { Counter } from '../playbook/playbook.js';
import { countPast, namesToCount } from './count-past.js';

const counter = (event: string): Counter => ({ id: `${event}#1`, event, where: [] });
const counted = ['read', 'message.clicked', 'consent.given', 'consent.withdrawn'].map(counter);
const playbook = smallPlaybook({
  counters: Object.fromEntries(counted.map((one) => [one.id, one])),
  links: { paper: { emits: { event: 'read', properties: {} } } },
});
const ids = Object.keys(playbook.counters);

const AT = shanghai('2026-11-27 10:00');
const input = (n: number, body: InputBody, more: Partial<Input> = {}): Input => {
  const at = AT + n * 60_000;
  return { n, id: `i${n}`, at, occurredAt: at, body, ...more };
};
const click = (n: number, machine: boolean): Input =>
  input(n, {
    kind: 'event',
    name: 'message.clicked',
    properties: { ref: 'm1', link: 'paper', ...(machine ? { machine } : {}) },
  });
const word = (n: number, granted: boolean): Input => {
  const change = { channel: 'email', purpose: 'marketing', granted, by: 'lead' } as const;
  return input(n, { kind: 'update', by: 'lead' }, { facts: { consent: [change] } });
};

describe('the past of a lead, told to counters that are new', () => {
  const past = [{ id: 'p1', name: 'read', properties: {}, occurredAt: AT }];
  const lived = [
    input(1, { kind: 'event', name: 'form_submitted', properties: {} }, { past }),
    word(2, true),
    word(3, true),
    click(4, true),
    click(5, false),
    word(6, false),
    word(7, true),
  ];

  it('comes to what they would show had they counted it as it happened', () => {
    const until = AT + 3_600_000;
    const live = decide(newLead('lead', playbook, 0), lived, playbook, until, until).state.counters;
    expect(countPast(playbook, ids, lived)).toEqual(live);
    expect(live).toEqual({
      'read#1': 2,
      'message.clicked#1': 1,
      'consent.given#1': 2,
      'consent.withdrawn#1': 1,
    });
  });

  it('is looked for where words on consent are, if these count', () => {
    expect(namesToCount(playbook, ids)).toContain('update');
    expect(namesToCount(playbook, ['message.clicked#1'])).toEqual([
      'message.clicked',
      'form_submitted',
    ]);
  });
});
