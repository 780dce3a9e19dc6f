import { describe, expect, it } from '@jest/globals';
import {
  DAY,
  HOUR,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Edge, Step } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const asked = event('2026-11-27 11:00', 'ping', { product: 'A' });
const call = (sent: Edge, failed: Edge): Step => ({
  id: 'call',
  do: 'webhook',
  endpoint: 'desk',
  body: { text: '{{ lead.name }} asks for {{ entry.product }}' },
  expires: 2 * HOUR,
  edges: { sent, failed },
});
const failed = (time: string, ref = 'w1') => ({
  at: shanghai(time),
  body: { kind: 'outcome', ref, result: 'failed', at: shanghai(time), reason: 'HTTP 500' } as const,
});
const about = (...steps: Step[]) =>
  specification(smallPlaybook({ journeys: [journey('hot', on('ping'), steps)] }));

describe('a webhook', () => {
  it('is asked for by the name of its endpoint, with its placeholders left for the call', () => {
    about(call(1, 1), send('mail', 'end'))
      .given(captured)
      .when(asked)
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-27 11:00:00 webhook desk',
          '2026-11-27 11:00:00 email mail',
        ]);
        expect(seen.commands[0]).toMatchObject({
          ref: 'w1',
          body: { text: '{{ lead.name }} asks for {{ entry.product }}' },
          expiresAt: shanghai('2026-11-27 13:00'),
          entry: { product: 'A' },
          lead: { tier: 'C', score: 0 },
        });
        expect(notes(seen, 'webhook')).toMatchObject([{ note: { ref: 'w1', endpoint: 'desk' } }]);
      });
  });

  it('that came to nothing takes its edge from the wait after it', () => {
    about(call(1, 2), wait('day', DAY, 'end'), send('instead', 'end'))
      .given(captured, asked)
      .when(failed('2026-11-27 13:00'))
      .shows((seen) => {
        expect(seen.out).toEqual(['2026-11-27 13:00:00 email instead']);
        expect(notes(seen, 'message')).toMatchObject([
          { note: { ref: 'w1', what: 'failed', reason: 'HTTP 500' } },
        ]);
      });
  });

  it('takes none where failing leads where calling does, from later on, or for another one', () => {
    about(call(1, 1), wait('day', DAY, 'end'))
      .given(captured, asked)
      .when(failed('2026-11-27 13:00'))
      .shows(({ wakes }) => expect(wakes?.at).toBe('2026-11-28 11:00:00'));
    about(call(1, 2), wait('hour', HOUR, 'end'), send('instead', 'end'))
      .given(captured, asked)
      .when([event('2026-11-27 12:30', 'pong'), failed('2026-11-27 13:00')])
      .sends([]);
    about(call(1, 2), wait('day', DAY, 'end'), send('instead', 'end'))
      .given(captured, asked)
      .when(failed('2026-11-27 13:00', 'w9'))
      .sends([]);
  });
});
