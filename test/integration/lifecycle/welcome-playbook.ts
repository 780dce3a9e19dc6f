import { decide, newLead, totalScore, wakeUp } from '../../../engine/index.js';
import { compile } from '../../../engine/playbook/compile.js';
import type { Engine } from '../../../src/lifecycle/turn.js';
import { documentOf } from '../../support/playbook/small.js';

/** A mail at once and one three days later: the least that has a command and a wait. */
export const playbook = compile(
  documentOf(`
schema: 1
playbook: welcome
timeZone: Asia/Shanghai
tiers: [{ id: A, from: 20 }, { id: B, from: 10 }, { id: C, from: 0 }]
events: { form_submitted: {}, pricing_page_visited: {} }
scoring:
  dimensions: { behaviour: {} }
  rules: [{ id: pricing, dimension: behaviour, event: pricing_page_visited, points: 3, times: each }]
journeys:
  welcome:
    enter: { event: form_submitted }
    reentry: never
    steps:
      - id: hello
        send: { template: hello, channel: email, category: operational, window: anytime }
      - id: days
        wait: 3d
      - id: case
        send: { template: case, channel: email, category: operational, window: anytime }
calendars: { anytime: { always: true } }
`),
  1,
);

/** The real engine with one bug: it falls over an event called `poison`. */
export const brittleEngine: Engine = {
  newLead,
  wakeUp,
  totalScore,
  decide: (state, inputs, ...rest) => {
    for (const { body } of inputs)
      if (body.kind === 'event' && body.name === 'poison')
        throw new TypeError(`Cannot read ${JSON.stringify(body.properties['secret'])}`);
    return decide(state, inputs, ...rest);
  },
};
