import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  always,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import { decide } from '../decide.js';
import type { Condition } from '../playbook/condition.js';
import type { Counter, Journey, Playbook, Step } from '../playbook/playbook.js';
import { simulate } from '../simulate/simulate.js';

const captured = form('2026-11-27 10:00', {});
const edit = (time: string, add: string[], remove: string[] = []) => ({
  at: shanghai(time),
  facts: { tags: { add, remove } },
  body: { kind: 'update', by: 'person' } as const,
});

describe('a journey entered on a tag', () => {
  const vip = journey('vip', { on: 'tag', tag: 'vip' }, [send('thanks', 'end')], {
    reentry: { may: 'restart' },
  });
  const tagging = (then: Step[]): Journey => journey('tagging', on('ping'), then);
  const { given } = specification(
    smallPlaybook({
      journeys: [
        vip,
        tagging([
          wait('day', DAY, 1),
          { id: 'tag', do: 'tag', add: ['vip'], remove: [], next: 'end' },
        ]),
      ],
    }),
  );

  it('begins when a person gives the lead that tag, and not with another one', () => {
    given(captured)
      .when(edit('2026-11-27 11:00', ['vip']))
      .sends(['2026-11-27 11:00:00 email thanks']);
    given(captured)
      .when(edit('2026-11-27 11:00', ['other']))
      .sends([]);
  });

  it('begins with the form that brings the tag', () => {
    const tagged = { ...captured, facts: { ...captured.facts, tags: { add: ['vip'] } } };
    given().when(tagged).sends(['2026-11-27 10:00:00 email thanks']);
  });

  it('begins by a step of another journey, also at a deadline', () => {
    given(captured, event('2026-11-27 11:00', 'ping'))
      .when('2026-11-28 11:00')
      .sends(['2026-11-28 11:00:00 email thanks']);
  });

  it('begins again only when the tag is new again', () => {
    given(captured, edit('2026-11-27 11:00', ['vip']))
      .when(edit('2026-11-27 12:00', ['vip']))
      .sends([]);
    given(captured, edit('2026-11-27 11:00', ['vip']), edit('2026-11-27 12:00', [], ['vip']))
      .when(edit('2026-11-27 13:00', ['vip']))
      .sends(['2026-11-27 13:00:00 email thanks']);
  });

  it('says so', () => {
    given(captured)
      .when(edit('2026-11-27 11:00', ['vip']))
      .shows((seen) => {
        expect(notes(seen, 'entered')).toMatchObject([{ note: { because: 'tag:vip' } }]);
      });
  });
});

describe('a journey entered when a condition becomes true', () => {
  const visits: Counter = { id: 'visits', event: 'visit', where: [], within: 7 * DAY };
  const becoming = (condition: Condition, more: Partial<Playbook> = {}) =>
    smallPlaybook({
      counters: { visits },
      journeys: [
        journey('quiet', { on: 'becomesTrue', condition }, [send('mail', 'end')], {
          reentry: { may: 'restart' },
        }),
      ],
      ...more,
    });
  const count = (op: 'gte' | 'lt', value: number): Condition => ({
    is: 'count',
    counter: 'visits',
    test: { op, value },
  });

  it('begins with the event that makes it true, each time', () => {
    const { given } = specification(becoming(count('gte', 2)));
    given(captured, event('2026-11-27 11:00', 'visit'))
      .when([
        event('2026-11-27 12:00', 'visit'),
        event('2026-11-27 13:00', 'visit'),
        event('2026-12-08 13:00', 'visit'),
        event('2026-12-08 14:00', 'visit'),
      ])
      .sends(['2026-11-27 12:00:00 email mail', '2026-12-08 14:00:00 email mail']);
  });

  it('never begins because a window emptied, also not with the next event of any kind', () => {
    const { given } = specification(becoming(count('lt', 1)));
    given(captured, event('2026-11-27 11:00', 'visit'))
      .when([event('2026-12-08 13:00', 'ping'), event('2026-12-08 14:00', 'visit')])
      .sends([]);
  });

  it('never begins because a new version finds it true already', () => {
    const old = smallPlaybook({ counters: { visits } });
    const { state } = simulate(
      old,
      [captured, event('2026-11-27 11:00', 'visit')],
      shanghai('2026-11-27 12:00'),
    );
    const next = { ...becoming(count('gte', 1)), version: 2 };
    specification(next, { state, versions: () => old })
      .given()
      .when(event('2026-11-27 13:00', 'ping'))
      .sends([]);
  });

  it('begins with what a step of another journey does, at a deadline too', () => {
    const tagging = journey('tagging', on('ping'), [
      wait('day', DAY, 1),
      { id: 'tag', do: 'tag', add: ['vip'], remove: [], next: 'end' },
    ]);
    const both = becoming({ is: 'tag', tag: 'vip' });
    specification({ ...both, journeys: [...both.journeys, tagging] })
      .given(captured, event('2026-11-27 11:00', 'ping'))
      .when('2026-11-28 11:00')
      .sends(['2026-11-28 11:00:00 email mail']);
  });

  it('begins with the first input of a lead of which it is true', () => {
    specification(becoming(always))
      .given()
      .when(captured)
      .sends(['2026-11-27 10:00:00 email mail']);
  });

  it('does not begin again because two of whom it was true turn out to be one', () => {
    const playbook = becoming({ is: 'tag', tag: 'vip' });
    const at = shanghai('2026-11-27 12:00');
    const lived = (id: string, ...tags: string[]) =>
      simulate(playbook, [captured, edit('2026-11-27 11:00', tags)], at, { lead: id }).state;
    const loser = lived('loser', 'vip');
    const body = { kind: 'merge', loserId: 'loser', loser } as const;
    const merge = { n: 3, id: 'merge', at, occurredAt: at, body };
    expect(decide(lived('winner'), [merge], playbook, at, at).commands).toEqual([]);
  });
});
