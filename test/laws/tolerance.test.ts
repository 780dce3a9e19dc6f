import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { Facts, Input, InputBody } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import { totalScore } from '../../engine/scoring/total.js';
import { preset } from '../support/playbook/presets.js';
import { shanghai } from '../support/engine/china-2026.js';
import { anyJson } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { fresh } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';

const AT = shanghai('2026-10-08 10:00');
const preset1 = preset('lead-to-conversion');
const keys = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'constructor',
    '__proto__',
    'hasOwnProperty',
    'toString',
    'ref',
    'ticket',
    'link',
    'result',
  ),
);
const object = fc.dictionary(keys, anyJson, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;
const names = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'form_submitted',
    'video_watched',
    'order_placed',
    'message.clicked',
    'ticket.assigned',
    'ticket.contacted',
    'ticket.feedback',
    'constructor',
    '__proto__',
  ),
);

const numbered = (body: InputBody, n: number, facts?: Facts): Input => ({
  n,
  id: `${n}`,
  at: AT + n,
  occurredAt: AT + n,
  body,
  ...(facts === undefined ? {} : { facts }),
});

describe('law 11: unknown events, unknown attributes and any JSON', () => {
  it.each([
    ['random playbooks', anyPlaybook],
    ['the shipped playbook', fc.constant(preset1)],
  ])('never throw (%s)', (_, playbooks) => {
    const events = fc.array(fc.record({ name: names, properties: object, attributes: object }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(playbooks, events, (playbook, given) => {
        const inputs = given.map(({ name, properties, attributes }, place) =>
          numbered({ kind: 'event', name, properties }, place + 1, { attributes }),
        );
        const now = AT + 100;
        const { state } = decide(fresh(playbook), inputs, playbook, now, now);
        expect(state.consumed).toBe(inputs.length);
        expect(Number.isFinite(totalScore(state, playbook))).toBe(true);
        wakeUp(state, playbook);
      }),
      CASES,
    );
  });

  it('leave nothing in the state that no rule asks for', () => {
    fc.assert(
      fc.property(object, (attributes) => {
        const body: InputBody = { kind: 'event', name: 'unheard-of', properties: attributes };
        const given = numbered(body, 1, { attributes });
        const { state } = decide(fresh(preset1), [given], preset1, AT + 1, AT + 1);
        const declared = Object.keys(preset1.attributes);
        expect(Object.keys(state.attributes).filter((name) => !declared.includes(name))).toEqual(
          [],
        );
        expect(JSON.stringify(state).length).toBeLessThan(4_096);
      }),
      CASES,
    );
  });
});
