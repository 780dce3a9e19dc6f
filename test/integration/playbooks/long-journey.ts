import type { SendCommand } from '../../../engine/command.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { assignAtOnce, simulate } from '../../../engine/simulate/simulate.js';

const HOUR = 3_600_000;
/** Wed 2026-03-18 02:00 in Shanghai: what fell due in the evening is held until nine. */
export const NIGHT = Date.parse('2026-03-17T18:00:00Z');

const mail = (id: string): string =>
  `{ id: ${id}, send: { template: ${id}, channel: email, category: marketing, window: working } }`;
const wait = (id: string, time: string): string => `{ id: ${id}, wait: ${time} }`;
const ask = (id: string, time: string): string =>
  `{ id: ${id}, wait: { for: { event: answered }, timeout: ${time} } }`;
const person = (id: string): string =>
  `{ id: ${id}, assign: { queue: sales, reason: because, ifOpen: new } }`;

/** Twenty steps, and somebody can stand at each of them. */
export const OLD = [
  mail('mail-1'),
  wait('pause-1', '54h'),
  ask('ask-1', '3d'),
  mail('mail-2'),
  wait('pause-2', '1d'),
  person('person-1'),
  wait('pause-3', '54h'),
  mail('mail-3'),
  ask('ask-2', '2d'),
  wait('pause-4', '30h'),
  mail('mail-4'),
  wait('pause-5', '3d'),
  person('person-2'),
  ask('ask-3', '54h'),
  mail('mail-5'),
  wait('pause-6', '1d'),
  ask('ask-4', '30h'),
  mail('mail-6'),
  wait('pause-7', '102h'),
  mail('mail-7'),
];

/** Waits lengthened and shortened, steps removed, renamed, of another kind, and in another order. */
export const NEW = [
  mail('mail-1'),
  wait('pause-1', '6d'), // longer
  ask('ask-1', '1h'), // shorter
  mail('mail-2'),
  // pause-2 and person-1 are gone
  wait('pause-3', '1h'), // shorter
  // mail-3 and ask-2 are gone
  ask('pause-4', '2d'), // a wait for an event now
  mail('mail-5'), // before mail-4 now
  wait('pause-5', '5d'), // longer
  mail('mail-4'),
  // person-2 is gone
  wait('ask-3', '1d'), // a wait for time now
  wait('rest', '3d'), // stands for pause-6
  ask('ask-4', '9d'), // longer
  mail('mail-6'),
  // pause-7 is gone
  mail('mail-7'),
  mail('mail-8'),
];

export const yamlOf = (steps: readonly string[]): string => `
schema: 1
playbook: long
timeZone: Asia/Shanghai
events: { form_submitted: {}, answered: {} }
tiers: [{ id: A, from: 20 }, { id: B, from: 10 }, { id: C, from: 0 }]
calendars:
  working:
    week: { mon-sun: ['09:00-18:00'] }
    spread: 15m
sales: { queues: { sales: { strategy: round-robin } }, feedback: [won, lost] }
journeys:
  nurture:
    enter: { event: form_submitted }
    reentry: never
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`;

/** A lead that stands at a step, and what it was sent on the way there. */
export interface Placed {
  step: string;
  state: LeadState;
  sent: string[];
}

/** For each step a lead that stands there at `NIGHT`: the same journey, begun at the hour that leads there. */
export function placed(playbook: Playbook, ids: readonly string[]): Placed[] {
  return ids.map((step) => {
    for (let back = 1; back < 24 * 60; back++) {
      const found = begun(playbook, NIGHT - back * HOUR, step);
      if (found.state.enrolments.some(({ at }) => at.step === step)) return found;
    }
    throw new Error(`nobody comes to stand at ${step}`);
  });
}

function begun(playbook: Playbook, at: number, step: string): Placed {
  const assigned = assignAtOnce();
  const { state, commands } = simulate(playbook, [{ at, ...CAPTURED }], NIGHT, {
    reply: (command) =>
      'step' in command && command.step === step ? undefined : assigned(command),
  });
  const sent = commands.filter((one): one is SendCommand => one.kind === 'send');
  return { step, state, sent: sent.map(({ template }) => template) };
}

const CAPTURED = {
  facts: {
    consent: [{ channel: 'email', purpose: 'marketing', granted: true, by: 'lead' as const }],
    reach: { email: 'ok' as const },
  },
  body: { kind: 'event', name: 'form_submitted', properties: {} } as const,
};
