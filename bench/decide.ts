import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Input, InputBody, LeadState, Playbook } from '../engine/index.js';
import { root } from '../scripts/bootstrap/install.mjs';
import { built } from './built.js';
import { type Pair, alternate, timed } from './statistics.js';

const ROUNDS = 7;
const TIMES = 300;
const MINUTE = 60_000;
const FORM = Date.parse('2026-11-30T10:00:00+08:00');

/** Microseconds: a decision over one input, and a clone of the state through JSON. */
export async function measureDecide(): Promise<Pair> {
  const { decide } = await built.engine();
  const playbook = await preset();
  const state = await leadInNurture(playbook);
  const inputs = BODIES.map((body) => inputOf(state, body));
  const perInput = (ms: number): number => (ms * 1000) / (TIMES * inputs.length);
  return alternate(
    ROUNDS,
    async () =>
      perInput(await repeat(inputs, () => JSON.parse(JSON.stringify(state)) as LeadState)),
    async () =>
      perInput(
        await repeat(inputs, (input) => decide(state, [input], playbook, input.at, input.at)),
      ),
  );
}

async function preset(): Promise<Playbook> {
  const { parsePlaybook } = await built.parse();
  const { compile } = await built.compile();
  const file = join(root, 'playbooks', 'lead-to-conversion.yaml');
  const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
  return compile(parsed.document, 1);
}

const event = (name: string, properties = {}): InputBody => ({ kind: 'event', name, properties });

/** Events of every kind the preset knows: scored, a repeat, silent, unknown, one that ends a wait, one that promotes. */
const BODIES: InputBody[] = [
  event('pricing_page_visited'),
  event('whitepaper_downloaded', { title: '2024行业趋势白皮书' }),
  event('webinar_attended', { webinar: 'growth-2026' }),
  event('product_page_viewed', { product: 'analytics' }),
  event('article_read', { path: '/blog/1', seconds: 42 }),
  event('message.clicked', {
    ref: 'm2',
    template: 'case-study',
    step: 'case',
    journey: 'nurture',
    link: 'case',
  }),
  event('video_watched', { video: 'product-3min', seconds: 180, completed: true }),
  event('order_placed', { orderId: 'O-1', amount: 100_000, currency: 'CNY' }),
];

/** Ten days old, in tier B: nurtured, read to, and with scores behind it. */
async function leadInNurture(playbook: Playbook): Promise<LeadState> {
  const { simulate } = await built.engine();
  const attributes = { position: '市场总监', companySize: '200', industry: '零售', company: 'x' };
  const consent = ['email', 'sms', 'wecom'].map((channel) => ({
    channel,
    purpose: 'marketing',
    granted: true,
    by: 'lead' as const,
  }));
  const reach = { email: 'ok', sms: 'ok', wecom: 'none' } as const;
  const captured = {
    at: FORM,
    facts: { attributes, consent, reach, tags: { add: ['source:website'] } },
    body: event('form_submitted', { form: 'whitepaper-2024' }),
  };
  const visits = [1, 2, 3, 4, 5].map((hour) => ({
    at: FORM + hour * 60 * MINUTE,
    body: event('product_page_viewed', { product: 'analytics' }),
  }));
  const { state } = simulate(playbook, [captured, ...visits], FORM + 10 * 24 * 60 * MINUTE);
  return state;
}

function inputOf(state: LeadState, body: InputBody): Input {
  const at = state.clock + MINUTE;
  return { n: state.consumed + 1, id: 'bench', at, occurredAt: at, body };
}

const repeat = (inputs: readonly Input[], work: (input: Input) => unknown): Promise<number> =>
  timed(async () => {
    for (let time = 0; time < TIMES; time += 1) inputs.forEach(work);
  });
