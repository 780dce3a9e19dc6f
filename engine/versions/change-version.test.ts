import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  assign,
  awaits,
  happens,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, outgoing } from '../../test/support/engine/story.js';
import { sentence } from '../explain/sentence.js';
import { explainJourney } from '../explain/journey.js';
import type { LeadState } from '../lead-state.js';
import type { Journey, Playbook, Step } from '../playbook/playbook.js';
import { simulate, type Scripted, type SimulationOptions } from '../simulate/simulate.js';
import type { Inside, JourneyInside } from './inside.js';

const captured = form('2026-11-27 10:00', {});

const version = (number: number, ...journeys: Journey[]): Playbook =>
  smallPlaybook({ version: number, journeys });
const nurture = (steps: Step[], more: Partial<Journey> = {}) =>
  journey('nurture', on('form_submitted'), steps, more);
const mailed = (state: LeadState) => state.enrolments.map(({ at }) => at);

/** The same lead before and after a publication at that time, and on until `until`. */
function published(
  old: Playbook,
  next: Playbook,
  choice: JourneyInside,
  { at, until = at, given = [captured], reply }: Case,
) {
  const moment = shanghai(at);
  const inside: Inside = { default: 'pin', journeys: { nurture: choice } };
  const body = {
    kind: 'control',
    control: { do: 'migrate', playbook: 'small', to: next.version, inside },
  } as const;
  const answers = reply === undefined ? {} : { reply };
  const before = simulate(old, given, moment - 1, answers);
  const options = { state: before.state, versions: () => old, ...answers };
  const seen = simulate(next, [{ at: moment, body }], shanghai(until), options);
  return { ...seen, before, out: outgoing(seen), body };
}

interface Case {
  at: string;
  until?: string;
  given?: Scripted[];
  reply?: NonNullable<SimulationOptions['reply']>;
}

const three = (ms: number) =>
  nurture([send('hello', 1), wait('pause', ms, 2), send('case', 'end')]);

describe('a published version', () => {
  it('leaves a run that is pinned on its version to the end', () => {
    const { out, state } = published(
      version(1, three(3 * DAY)),
      version(2, three(DAY)),
      { do: 'pin' },
      {
        at: '2026-11-29 10:00',
        until: '2026-12-02 00:00',
      },
    );
    expect(out).toEqual(['2026-11-30 10:00:00 email case']);
    expect(state.enrolments).toEqual([]);
  });

  it('ends a run that is to leave, and says so', () => {
    const { trace, state } = published(
      version(1, three(3 * DAY)),
      version(2, three(DAY)),
      { do: 'exit' },
      {
        at: '2026-11-29 10:00',
        until: '2026-12-02 00:00',
      },
    );
    expect(state.finished['nurture']).toMatchObject({ outcome: 'version' });
    expect(trace.map((note) => sentence(note, version(2), 'en'))).toEqual([
      'Input 2: a person stepped in (moved the lead to a new version).',
      '“nurture”, step “pause”, was on version 1: version 2 takes out who is inside.',
      'Leaves “nurture”: a new version of the playbook ends it.',
    ]);
  });

  it('ends the runs of a journey that it has no more', () => {
    const { state, commands } = published(
      version(1, three(3 * DAY)),
      version(2),
      { do: 'migrate' },
      {
        at: '2026-11-29 10:00',
        until: '2026-12-02 00:00',
      },
    );
    expect(commands).toEqual([]);
    expect(state.finished['nurture']).toMatchObject({ outcome: 'retired' });
  });
});

describe('a wait whose run comes along', () => {
  it('is over at once where the new one, counted from its beginning, is', () => {
    const { out } = published(
      version(1, three(3 * DAY)),
      version(2, three(DAY)),
      { do: 'migrate' },
      {
        at: '2026-11-29 10:00',
      },
    );
    expect(out).toEqual(['2026-11-29 10:00:00 email case']);
  });

  it('goes on where the new one is longer, from its beginning', () => {
    const { out, state, trace } = published(
      version(1, three(3 * DAY)),
      version(2, three(5 * DAY)),
      { do: 'migrate' },
      { at: '2026-11-29 10:00' },
    );
    expect(out).toEqual([]);
    expect(state.enrolments).toMatchObject([
      { version: 2, at: { step: 'pause', since: captured.at, due: captured.at + 5 * DAY } },
    ]);
    const words = trace.map((note) => sentence(note, version(2), 'en'));
    expect(words.slice(1)).toEqual([
      '“nurture” moved from version 1 step “pause” to version 2 step “pause”, because it is the same step; it was due Mon 2026-11-30 10:00.',
      '“nurture”, step “pause”, waits until Wed 2026-12-02 10:00.',
    ]);
    const [told] = explainJourney('nurture', state, trace, version(2), state.clock, 'zh-CN');
    expect(told?.summary).toContain(
      '“nurture”从版本 1 的步骤“pause”移至版本 2 的步骤“pause”，因为步骤相同',
    );
  });

  it('for an event becomes one for time with the same beginning', () => {
    const old = nurture([
      awaits('answer', happens('answered'), 'end', 9 * DAY, 1),
      send('case', 'end'),
    ]);
    const next = nurture([wait('answer', 2 * DAY, 1), send('case', 'end')]);
    const { out } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
        until: '2026-12-30 00:00',
      },
    );
    expect(out).toEqual(['2026-11-29 10:00:00 email case']);
  });

  it('still follows the late outcome of the message before it', () => {
    const old = nurture([
      send('hello', 1, {}, { failed: 2 }),
      wait('pause', 3 * DAY, 'end'),
      send('other', 'end'),
    ]);
    const { state, before } = published(
      version(1, old),
      version(2, old),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
      },
    );
    const failed = {
      at: shanghai('2026-11-28 11:00'),
      body: { kind: 'outcome', ref: 'm1', result: 'failed', at: shanghai('2026-11-28 11:00') },
    } as const;
    expect(before.state.enrolments).toMatchObject([{ at: { after: 'm1' } }]);
    const after = simulate(version(2, old), [failed], failed.at, { state });
    expect(outgoing(after)).toEqual(['2026-11-28 11:00:00 email other']);
  });
});

describe('a step that is removed', () => {
  const old = nurture([
    send('hello', 1),
    wait('first', 3 * DAY, 2),
    send('case', 3),
    wait('second', 3 * DAY, 4),
    send('video', 'end'),
  ]);

  it('hands its run to the next step of the old version that is still there', () => {
    const next = nurture([send('hello', 1), wait('second', 2 * DAY, 2), send('video', 'end')]);
    const { out, trace } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
        until: '2026-12-30 00:00',
      },
    );
    // Its wait begins with the move: the run has not stood in it before.
    expect(out).toEqual(['2026-11-30 10:00:00 email video']);
    expect(trace[1]).toMatchObject({
      did: 'moved',
      why: 'removed',
      step: 'first',
      target: 'second',
    });
  });

  it('hands it to the step that the publication names', () => {
    const next = nurture([wait('rest', 5 * DAY, 1), send('video', 'end')]);
    const { out } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate', steps: { first: 'rest' } },
      { at: '2026-11-28 10:00', until: '2026-12-30 00:00' },
    );
    expect(out).toEqual(['2026-12-02 10:00:00 email video']);
  });

  it('ends the run as done where nothing that followed is left', () => {
    const next = nurture([send('hello', 'end')]);
    const { out, state } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
      },
    );
    expect(out).toEqual([]);
    expect(state.finished['nurture']).toMatchObject({ outcome: 'done' });
  });
});

describe('a message', () => {
  const old = nurture([
    send('hello', 1),
    wait('first', 3 * DAY, 2),
    send('case', 3),
    wait('second', 3 * DAY, 'end'),
  ]);

  it('that was handed over is not sent again where the new version has it further on', () => {
    const next = nurture([
      wait('second', 4 * DAY, 1),
      send('case', 2),
      send('hello', 3),
      send('more', 'end'),
    ]);
    const { out, trace } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-12-01 10:00',
        until: '2026-12-30 00:00',
      },
    );
    expect(out).toEqual(['2026-12-04 10:00:00 email more']);
    expect(trace.filter(({ note }) => note === 'policy')).toMatchObject([
      { result: { verdict: 'skipped', why: 'had' } },
      { result: { verdict: 'skipped', why: 'had' } },
      { result: { verdict: 'sent' } },
    ]);
  });

  it('nor under another name of its step', () => {
    const next = nurture([
      wait('second', 4 * DAY, 1),
      send('again', 2, { template: 'case' }),
      send('more', 'end'),
    ]);
    const { out } = published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-12-01 10:00',
        until: '2026-12-30 00:00',
      },
    );
    expect(out).toEqual(['2026-12-04 10:00:00 email more']);
  });

  it('that goes round in a circle goes on going round', () => {
    const circle = (ms: number) =>
      nurture([send('weekly', 1), wait('week', ms, 0)], { maxAge: 20 * DAY });
    const { out } = published(
      version(1, circle(7 * DAY)),
      version(2, circle(8 * DAY)),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
        until: '2026-12-30 00:00',
      },
    );
    expect(out).toEqual(['2026-12-05 10:00:00 email weekly', '2026-12-13 10:00:00 email weekly']);
  });

  it('that is held back is tested again by the rules of the new version', () => {
    const late = form('2026-11-27 20:00', {});
    const hello = (window: string) => nurture([send('hello', 'end', { window })]);
    const { out, before } = published(
      version(1, hello('working')),
      version(2, hello('anytime')),
      { do: 'migrate' },
      {
        at: '2026-11-28 10:00',
        given: [late],
      },
    );
    expect(before.state.enrolments).toMatchObject([{ at: { wait: 'held', why: 'window' } }]);
    expect(out).toEqual(['2026-11-28 10:00:00 email hello']);
  });
});

describe('an assignment in flight', () => {
  const old = nurture([assign('person', 'sales', 1), wait('pause', DAY, 2), send('case', 'end')]);
  const assigned = event('2026-11-27 12:00', 'ticket.assigned', {
    ref: 't1',
    ticket: 'T',
    queue: 'sales',
  });
  const moved = (next: Journey) =>
    published(
      version(1, old),
      version(2, next),
      { do: 'migrate' },
      {
        at: '2026-11-27 11:00',
        reply: () => undefined,
      },
    );

  it('is waited for where the step is still there', () => {
    const { state, commands } = moved(old);
    expect(commands).toEqual([]);
    expect(state.enrolments).toMatchObject([
      { version: 2, at: { step: 'person', wait: 'assigned' } },
    ]);
    const after = simulate(version(2, old), [assigned], shanghai('2026-12-01 00:00'), { state });
    expect(outgoing(after)).toEqual(['2026-11-28 12:00:00 email case']);
  });

  it('is waited for where it is not, and the run goes on at what follows', () => {
    const next = nurture([send('case', 'end')]);
    const { state, commands } = moved(next);
    expect(commands).toEqual([]);
    const after = simulate(version(2, next), [assigned], shanghai('2026-12-01 00:00'), { state });
    expect(outgoing(after)).toEqual(['2026-11-27 12:00:00 email case']);
    expect(after.state.tickets).toMatchObject([{ ticket: 'T' }]);
  });
});

describe('the bounds of a run', () => {
  it('are those of the new version, from when it began', () => {
    const bounded = (maxAge: number) => nurture([wait('pause', 30 * DAY, 'end')], { maxAge });
    const long = version(1, bounded(20 * DAY));
    const shorter = published(
      long,
      version(2, bounded(5 * DAY)),
      { do: 'migrate' },
      { at: '2026-11-28 10:00' },
    );
    expect(shorter.state.enrolments.map(({ endsAt = 0 }) => inShanghai(endsAt))).toEqual([
      '2026-12-02 10:00:00',
    ]);
    const over = published(
      long,
      version(2, bounded(5 * DAY)),
      { do: 'migrate' },
      { at: '2026-12-08 10:00' },
    );
    expect(over.state.finished['nurture']).toMatchObject({ outcome: 'age' });
  });
});

describe('a publication that is told twice', () => {
  it('changes nothing the second time', () => {
    const next = version(2, three(5 * DAY));
    const once = published(
      version(1, three(3 * DAY)),
      next,
      { do: 'migrate' },
      { at: '2026-11-29 10:00' },
    );
    const again = { at: shanghai('2026-11-29 11:00'), body: once.body };
    const twice = simulate(next, [again], again.at, { state: once.state });
    expect(twice.commands).toEqual([]);
    expect(mailed(twice.state)).toEqual(mailed(once.state));
    expect(twice.trace).toMatchObject([{ note: 'input' }]);
  });

  it('says nothing to a lead of another playbook', () => {
    const next = version(2, three(5 * DAY));
    const { before, body } = published(
      version(1, three(3 * DAY)),
      next,
      { do: 'migrate' },
      { at: '2026-11-29 10:00' },
    );
    const other = { ...body, control: { ...body.control, playbook: 'other' } };
    const input = { at: shanghai('2026-11-29 10:00'), body: other };
    const { state } = simulate(next, [input], input.at, {
      ...before,
      versions: () => version(1, three(3 * DAY)),
    });
    expect(state.enrolments).toEqual(before.state.enrolments);
  });
});
