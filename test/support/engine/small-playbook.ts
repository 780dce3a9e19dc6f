import type { Condition, EventPattern } from '../../../engine/playbook/condition.js';
import type {
  Cap,
  Edge,
  Journey,
  Playbook,
  Policies,
  ScoringRule,
  Send,
  Step,
  Trigger,
} from '../../../engine/playbook/playbook.js';
import { anytime, working } from './china-2026.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Parts = Partial<Omit<Playbook, 'scoring' | 'policies'>> & {
  rules?: ScoringRule[];
  floor?: number | null;
  bounds?: Playbook['scoring']['bounds'] | undefined;
  policies?: Partial<Policies>;
};

/** A compiled playbook with sound defaults: tiers A 20, B 10, C; no caps, no spacing; working hours of 2026 in Shanghai. */
export function smallPlaybook({
  rules = [],
  floor = 0,
  bounds,
  policies = {},
  ...parts
}: Parts = {}): Playbook {
  return {
    name: 'small',
    version: 1,
    hash: 'small',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    locale: { default: 'en', fallback: 'en' },
    forms: {},
    attributes: {},
    events: {},
    links: {},
    scoring: {
      floor,
      dimensions: ['behaviour', 'attribute'],
      ...(bounds === undefined ? {} : { bounds }),
      rules,
      ...indexed(rules),
    },
    tiers: [tier('A', 20), tier('B', 10), tier('C', 0)],
    marks: {},
    stages: STAGES,
    calendars: { working, anytime },
    policies: { ...POLICIES, ...policies },
    derived: [],
    pools: {},
    journeys: [],
    counters: {},
    sales: SALES,
    coupons: {},
    benefits: {},
    ringing: [],
    ...parts,
  };
}

export const always: Condition = { is: 'always' };
export const on = (event: string, where: EventPattern['where'] = []): Trigger => ({
  on: 'event',
  pattern: { event, where },
});
export const happens = (event: string): Condition => ({
  is: 'event',
  pattern: { event, where: [] },
});

export function journey(
  id: string,
  enter: Trigger,
  steps: Step[],
  more: Partial<Journey> = {},
): Journey {
  return { id, priority: 50, enter: [enter], reentry: { may: 'never' }, steps, ...more };
}

export function rule(
  id: string,
  event: string,
  points: number,
  more: Partial<ScoringRule> = {},
): ScoringRule {
  const times = { limit: 'each' } as const;
  return { id, dimension: 'behaviour', points, on: { event, where: [] }, times, ...more };
}

export function heldRule(id: string, when: Condition, points: number): ScoringRule {
  return { id, dimension: 'attribute', points, when, times: { limit: 'each' } };
}

type SendEdges = Extract<Step, { do: 'send' }>['edges'];

/** A marketing mail at any hour that lives for three days, unless said otherwise. */
export function send(
  id: string,
  next: Edge,
  more: Partial<Send> = {},
  edges: Partial<SendEdges> = {},
): Step {
  const what = 'pool' in more ? {} : { template: id };
  const expires = { length: 3 * DAY, unit: 'ms', counts: 'wall' } as const;
  return {
    id,
    do: 'send',
    send: {
      ...what,
      channels: ['email'],
      category: 'marketing',
      window: 'anytime',
      expires,
      exempt: [],
      ...more,
    },
    edges: { sent: next, skipped: next, failed: next, ...edges },
  };
}

export const wait = (id: string, ms: number, next: Edge): Step => ({ id, do: 'wait', ms, next });

export function awaits(
  id: string,
  condition: Condition,
  edge: Edge,
  timeout?: number,
  onTimeout: Edge = 'end',
): Step {
  const limit = timeout === undefined ? {} : { timeout };
  return { id, do: 'await', for: [{ condition, edge }], onTimeout, ...limit };
}

export const assign = (
  id: string,
  queue: string,
  next: Edge,
  ifOpen: 'keep' | 'new' = 'keep',
): Step => ({
  id,
  do: 'assign',
  queue,
  reason: `because {{ entry.why }}`,
  ifOpen,
  next,
});

export function cap(max: number, more: Partial<Cap> = {}): Cap {
  const whenCapped = { then: 'skip' } as const;
  return {
    id: 'week',
    channel: 'email',
    category: 'marketing',
    max,
    per: 7 * DAY,
    whenCapped,
    ...more,
  };
}

const tier = (id: string, from: number) => ({ id, from, title: {} });
const feedbackIs = (result: string): Condition => ({
  is: 'event',
  pattern: {
    event: 'ticket.feedback',
    where: [{ property: 'result', test: { op: 'eq', value: result } }],
  },
});
const STAGES: Playbook['stages'] = [
  { id: 'lead', when: 'captured' },
  { id: 'mql', when: { is: 'tier', in: ['A'] } },
  { id: 'sal', when: happens('ticket.contacted') },
  { id: 'sql', when: feedbackIs('interested') },
  { id: 'closed', when: feedbackIs('invalid') },
  { id: 'customer', when: { is: 'any', of: [happens('order_placed'), feedbackIs('won')] } },
];
const POLICIES: Policies = {
  consent: { marketing: 'required', operational: 'notNeeded' },
  window: { marketing: 'working', operational: 'anytime' },
  caps: [],
  spacing: { marketing: 0, operational: 0 },
  expires: { length: 3, unit: 'workdays', counts: 'open' },
  freshness: DAY,
};
const SALES: Playbook['sales'] = {
  queues: { sales: { strategy: 'round-robin' }, service: { strategy: 'sticky' } },
  sla: {
    contact: { within: { length: 10 * MINUTE, unit: 'ms', counts: 'open' }, calendar: 'working' },
    feedback: { within: { length: 2, unit: 'workdays', counts: 'open' }, calendar: 'working' },
  },
  feedback: ['invalid', 'interested', 'won', 'lost'],
};

function indexed(rules: ScoringRule[]): Pick<Playbook['scoring'], 'byEvent' | 'byAttribute'> {
  const byEvent: { [event: string]: number[] } = {};
  for (const [place, { on: pattern, streak }] of rules.entries()) {
    const patterns = [...(pattern === undefined ? [] : [pattern]), ...(streak?.brokenBy ?? [])];
    for (const name of new Set(patterns.map((one) => one.event)))
      byEvent[name] = [...(byEvent[name] ?? []), place];
  }
  const byAttribute = rules.flatMap(({ when }, place) => (when === undefined ? [] : [place]));
  return { byEvent, byAttribute };
}
