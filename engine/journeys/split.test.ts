import { describe, expect, it } from '@jest/globals';
import {
  cap,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes, outgoing } from '../../test/support/engine/story.js';
import { shanghai } from '../../test/support/engine/china-2026.js';
import type { Playbook, Step, StepOf } from '../playbook/playbook.js';
import { simulate, type Simulation } from '../simulate/simulate.js';

const DAY = 86_400_000;
const captured = form('2026-11-27 10:00', {});
const until = shanghai('2026-12-31 00:00');
const LEADS = Array.from({ length: 400 }, (_, place) => `lead-${place}`);

/** One journey that splits, with a mail on each way and one after both. */
function experiment(more: Partial<StepOf<'split'>> = {}, parts: Partial<Playbook> = {}) {
  const ways = [
    { weight: 1, to: 1 },
    { weight: 3, to: 2 },
  ];
  const steps = [
    { id: 'subject', do: 'split', ways, ...more } as const,
    send('short', 3),
    send('long', 3),
    wait('week', 7 * DAY, 4),
    send('after', 'end'),
  ];
  return smallPlaybook({ journeys: [journey('test', on('form_submitted'), steps)], ...parts });
}

const live = (playbook: Playbook, lead: string) => simulate(playbook, [captured], until, { lead });
const templates = (run: Simulation) =>
  outgoing(run).map((line) => line.split(' ').slice(2).join(' '));

describe('a split', () => {
  it('sends each lead one way, the shares as weighted', () => {
    const first = LEADS.map((lead) => templates(live(experiment(), lead))[0]);
    const short = first.filter((line) => line === 'email short').length;
    expect(short).toBeGreaterThan(70);
    expect(short).toBeLessThan(130);
  });

  it('says in the trace which way by lot', () => {
    const seen = live(experiment(), 'lead-1');
    expect(notes(seen, 'moved', { step: 'subject' })).toMatchObject([{ note: { edge: 'split' } }]);
  });

  it('draws anew in another journey or at another step', () => {
    const elsewhere = experiment({ id: 'other' });
    const ways = LEADS.map((lead) =>
      [experiment(), elsewhere].map((one) => templates(live(one, lead))[0]),
    );
    const same = ways.filter(([here, there]) => here === there).length;
    expect(same).toBeGreaterThan(200);
    expect(same).toBeLessThan(300);
  });
});

describe('a holdout', () => {
  const playbook = experiment({ holdout: 0.1 });
  const heldOut = LEADS.filter((lead) =>
    templates(live(playbook, lead))[0]?.startsWith('withheld'),
  );
  const [held = ''] = heldOut;

  it('has its share of the leads', () => {
    expect(heldOut.length).toBeGreaterThan(20);
    expect(heldOut.length).toBeLessThan(65);
  });

  it('has its messages made and withheld, at the same times, all along the journey', () => {
    const treated = experiment();
    const seen = live(playbook, held);
    expect(outgoing(seen)).toEqual(
      outgoing(live(treated, held)).map((line) => line.replace('email', 'withheld email')),
    );
    expect(seen.commands).toMatchObject([{ withhold: true }, { withhold: true }]);
    expect(notes(seen, 'policy')).toMatchObject([
      { note: { ref: 'm1', result: { verdict: 'withheld', channel: 'email' } } },
      { note: { ref: 'm2', result: { verdict: 'withheld', channel: 'email' } } },
    ]);
    expect(notes(seen, 'moved', { step: 'subject' })).toMatchObject([{ note: { holdout: true } }]);
    expect(seen.state.messages).toEqual([]);
  });

  it('takes no place under a cap, and keeps none of what serves the lead', () => {
    const steps: Step[] = [
      { id: 'all', do: 'split', ways: [{ weight: 1, to: 1 }], holdout: 0.999 },
      send('offer', 2),
      send('receipt', 'end', { category: 'operational' }),
    ];
    const other = journey('other', on('ping'), [send('news', 'end')]);
    const strict = smallPlaybook({
      journeys: [journey('test', on('form_submitted'), steps), other],
      policies: { caps: [cap(1)] },
    });
    const seen = simulate(strict, [captured, event('2026-11-27 11:00', 'ping')], until);
    expect(templates(seen)).toEqual(['withheld email offer', 'email receipt', 'email news']);
  });

  it('is held to consent like everybody: whom nothing could be sent has nothing withheld', () => {
    const refused = {
      ...captured,
      facts: { ...captured.facts, consent: [] },
    };
    expect(simulate(playbook, [refused], until, { lead: held }).commands).toEqual([]);
  });
});
