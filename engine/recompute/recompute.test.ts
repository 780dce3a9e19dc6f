import { describe, expect, it } from '@jest/globals';
import { retoldBy } from '../../test/support/engine/retold.js';
import {
  HOUR,
  journey,
  on,
  rule,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { decide } from '../decide.js';
import type { Decision } from '../decision.js';
import { explainJourney } from '../explain/journey.js';
import { sentence } from '../explain/sentence.js';
import type { Control, Input, InputBody } from '../input.js';
import type { LeadState } from '../lead-state.js';
import { newLead } from '../new-lead.js';
import type { Playbook, Step } from '../playbook/playbook.js';
import { totalScore } from '../scoring/total.js';

const AT = Date.parse('2026-11-23T02:00:00Z');

/** A mail at score 10, a ticket in tier A, points by a step of the journey that every visit begins. */
const steps = (template: string): Step[] => [
  {
    id: 'mail',
    do: 'send',
    send: {
      template,
      channels: ['email'],
      category: 'operational',
      window: 'anytime',
      expires: { length: 3, unit: 'workdays', counts: 'open' },
      exempt: [],
    },
    edges: { sent: 'end', skipped: 'end', failed: 'end' },
  },
];
const toPerson: Step[] = [
  { id: 'ask', do: 'assign', queue: 'sales', reason: 'A', ifOpen: 'keep', next: 'end' },
];
const gift: Step[] = [
  { id: 'points', do: 'score', points: 2, dimension: 'behaviour', next: 'end' },
];
const playbook = (version: number, points: number, more: Partial<Playbook> = {}) => ({
  ...smallPlaybook({
    rules: [rule('visit', 'visit', points)],
    journeys: [
      journey('case', { on: 'scoreReached', score: 10 }, steps('case'), {
        where: { is: 'tier', in: ['B'] },
      }),
      journey('hand-over', { on: 'tierEntered', tier: 'A' }, toPerson),
      journey('welcome', on('visit'), gift),
    ],
  }),
  version,
  ...more,
});

const OLD = playbook(1, 1);

class Told {
  readonly calls: { inputs: Input[]; decision: Decision }[] = [];
  state: LeadState = newLead('lead', OLD, AT);
  private at = AT;

  take(body: InputBody, by: Playbook = OLD): Decision {
    this.at += HOUR;
    const n = this.state.consumed + 1;
    const input: Input = { n, id: `i${n}`, at: this.at, occurredAt: this.at, body };
    const reach = { facts: { reach: { email: 'ok' as const } } };
    const decision = decide(this.state, [{ ...input, ...reach }], by, this.at, this.at);
    this.calls.push({ inputs: [input], decision });
    this.state = decision.state;
    return decision;
  }

  visit(times = 1, by: Playbook = OLD): Decision {
    const body = { kind: 'event', name: 'visit', properties: {} } as const;
    for (let visit = 1; visit < times; visit++) this.take(body, by);
    return this.take(body, by);
  }

  control(control: Control, by: Playbook): Decision {
    return this.take({ kind: 'control', control }, by);
  }

  recompute(by: Playbook, id = 'job'): Decision {
    const retold = retoldBy(by, this.calls, this.at);
    return this.control({ do: 'recompute', id, retold }, by);
  }
}

const held = ({ held: waiting }: LeadState) => Object.keys(waiting ?? {});

describe('a recompute', () => {
  it('derives the score from the whole history by the present rules, and keeps the points of steps', () => {
    const lead = new Told();
    lead.visit(3);
    expect(totalScore(lead.state, OLD)).toBe(5);
    const { ledger } = lead.recompute(playbook(2, 4));
    expect(ledger).toMatchObject([{ rule: 'visit', points: 9, cause: 'recompute', n: 4 }]);
    expect(totalScore(lead.state, OLD)).toBe(14);
    expect(lead.state.score['step:welcome/points']?.points).toBe(2);
    expect(lead.state.tier).toBe('B');
  });

  it('takes back what no rule gives any more', () => {
    const lead = new Told();
    lead.visit(3);
    const without = { ...playbook(2, 0), ...smallPlaybook({}), version: 2 };
    expect(lead.recompute(without).ledger).toMatchObject([{ rule: 'visit', points: -3 }]);
  });

  it('sends nothing and asks for nobody: what it reached waits for a word', () => {
    const lead = new Told();
    lead.visit(3);
    const { commands } = lead.recompute(playbook(2, 7));
    expect(commands).toEqual([]);
    expect(lead.state.tier).toBe('A');
    expect(held(lead.state)).toEqual(['tier:A', 'score:10']);
    expect(lead.state.held?.['tier:A']?.by).toBe('job');
    const now = playbook(2, 7);
    expect(lead.visit(1, now).commands).toEqual([]);
  });

  it('confirmed, lets it happen now, with guards tested now', () => {
    const lead = new Told();
    lead.visit(3);
    const now = playbook(2, 7);
    lead.recompute(now);
    const { commands, trace } = lead.control({ do: 'confirm', recompute: 'job' }, now);
    expect(commands.map(({ kind }) => kind)).toEqual(['assign']);
    expect(trace).toContainEqual(
      expect.objectContaining({ note: 'passed-over', journey: 'case', why: 'guard' }),
    );
    expect(lead.state.held).toBeUndefined();
    expect(lead.control({ do: 'confirm' }, now).commands).toEqual([]);
  });

  it('confirmed for one trigger, leaves the others waiting; dismissed, uses them up', () => {
    const lead = new Told();
    lead.visit(3);
    const now = playbook(2, 7);
    lead.recompute(now);
    lead.control({ do: 'confirm', triggers: ['score:10'] }, now);
    expect(held(lead.state)).toEqual(['tier:A']);
    lead.control({ do: 'confirm', recompute: 'another' }, now);
    expect(held(lead.state)).toEqual(['tier:A']);
    expect(lead.control({ do: 'dismiss' }, now).commands).toEqual([]);
    expect(held(lead.state)).toEqual([]);
    expect(lead.visit(1, now).commands).toEqual([]);
  });

  it('that is taken back by the next one gives the first time back', () => {
    const lead = new Told();
    lead.visit(3);
    lead.recompute(playbook(2, 4));
    expect(held(lead.state)).toEqual(['score:10']);
    const low = playbook(3, 1);
    lead.recompute(low);
    expect(held(lead.state)).toEqual([]);
    expect(lead.state.tier).toBe('C');
    const reached = lead.visit(5, low);
    expect(totalScore(lead.state, low)).toBe(10);
    expect(reached.commands).toMatchObject([{ kind: 'send', template: 'case' }]);
  });

  it('whose reason is gone when it is confirmed does not happen', () => {
    const lead = new Told();
    lead.visit(3);
    lead.recompute(playbook(2, 4));
    const low = { ...playbook(3, 1), tiers: [{ id: 'C', from: 0, title: {} }] };
    lead.state = { ...lead.state, score: {} };
    const { commands, trace } = lead.control({ do: 'confirm' }, low);
    expect(commands).toEqual([]);
    expect(trace).toContainEqual(expect.objectContaining({ note: 'held-back', what: 'over' }));
  });

  it('without the whole history changes nothing, and says why', () => {
    const lead = new Told();
    lead.visit(3);
    const before = lead.state.score;
    const { ledger, trace } = lead.control(
      { do: 'recompute', retold: { refused: 'incomplete' } },
      playbook(2, 7),
    );
    expect(ledger).toEqual([]);
    expect(lead.state.score).toEqual(before);
    const note = trace.find((one) => one.note === 'recomputed');
    expect(note && sentence(note, OLD, 'en')).toBe(
      'The score was not derived anew: the record does not hold all of its history.',
    );
  });

  it('says of a journey that it waits for a word', () => {
    const lead = new Told();
    lead.visit(3);
    const now = playbook(2, 4);
    const { trace } = lead.recompute(now);
    const [why] = explainJourney('case', lead.state, trace, now, AT, 'en');
    expect(why?.summary).toContain(
      'are reached: a recompute caused it, so it waits for confirmation and starts nothing yet.',
    );
    const [other] = explainJourney('hand-over', lead.state, trace, now, AT, 'en');
    expect(other?.summary).not.toContain('recompute');
  });

  it('is told in words', () => {
    const lead = new Told();
    lead.visit(3);
    const { trace } = lead.recompute(playbook(2, 4));
    const words = (language: 'en' | 'zh-CN') =>
      trace
        .filter(({ note }) => note === 'recomputed' || note === 'held-back')
        .map((note) => sentence(note, OLD, language));
    expect(words('en')).toEqual([
      'The score was derived anew from the whole history: 1 rule changed.',
      '10 points are reached: a recompute caused it, so it waits for confirmation and starts nothing yet.',
    ]);
    expect(words('zh-CN')).toEqual([
      '已按全部历史重新计算分数：1 条规则有变化。',
      '分数达到 10：由重新计算引起，待确认，暂不触发。',
    ]);
  });
});
