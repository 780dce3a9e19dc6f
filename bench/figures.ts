import { BATCH_SIZE, type Intake } from './intake.js';
import type { Cost } from './history-cost.js';
import type { Journey } from './journey.js';
import type { Latency } from './latency.js';
import type { Loop } from './loop.js';
import type { Playbooks } from './playbooks.js';
import { compared, type Figure } from './report.js';
import { median, type Pair } from './statistics.js';
import type { WhatIf } from './what-if.js';

export interface Measured {
  intake: Intake;
  latency: Latency;
  loop: Loop;
  journey: Journey;
  decide: Pair & { preset: string };
  playbooks: Playbooks;
  whatIf: WhatIf;
}

const KB = 1024;

const actionsOf = ({ actions }: Cost): string =>
  Object.entries(actions)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');

function costFigures(
  branch: string,
  cost: Cost,
  most?: { actions: number; events: number },
): Figure[] {
  const what = `journey, ${branch}`;
  return [
    {
      what,
      unit: 'actions',
      ours: cost.total,
      ...(most && { goal: { atMost: most.actions } }),
      note: actionsOf(cost),
    },
    { what, unit: 'events', ours: cost.events, ...(most && { goal: { atMost: most.events } }) },
  ];
}

function playbookFigures({ compile, states }: Playbooks): Figure[] {
  return [
    {
      what: 'compiling a playbook',
      unit: 'ms',
      ours: median(compile.ms),
      goal: { atMost: 20 },
      note: compile.preset,
    },
    ...states.map(({ preset, bytes }): Figure => {
      return {
        what: 'state after 10,000 events',
        unit: 'KB',
        ours: bytes / KB,
        goal: { atMost: 8 },
        note: preset,
      };
    }),
  ];
}

function whatIfFigures({ preset, events, seconds, cpu, peak }: WhatIf): Figure[] {
  const note = `${events} events in ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU; ${preset}`;
  return [
    {
      what: 'simulated, an event',
      unit: 'µs',
      ours: (seconds * 1e6) / events,
      goal: { atMost: 30 },
      note,
    },
    { what: 'simulated, peak memory', unit: 'MB', ours: peak / KB / KB, note: 'whole process' },
  ];
}

/** The table: what was measured, against what, and the goals. */
export function figuresOf({
  intake,
  latency,
  loop,
  journey,
  decide,
  playbooks,
  whatIf,
}: Measured): Figure[] {
  const memory = loop.memory;
  return [
    compared(`intake, batches of ${BATCH_SIZE}`, 'events/s', intake.batch, {
      atLeast: 0.5,
      of: 'raw',
    }),
    compared('intake, one by one', 'events/s', intake.single),
    compared('loop, advances', '/s', loop.advance, { atLeast: 0.8, of: 'raw' }),
    compared('loop, first advances', '/s', loop.first, { atLeast: 0.8, of: 'raw' }),
    {
      what: 'memory of a cached workflow',
      unit: 'KB',
      ours: memory.ours / KB,
      raw: memory.raw / KB,
      note: 'used heap, collected',
    },
    { what: 'accepted to decided, median', unit: 'ms', ours: latency.median, goal: { atMost: 60 } },
    { what: 'accepted to decided, p99', unit: 'ms', ours: latency.p99, goal: { atMost: 250 } },
    ...costFigures('no click', journey.timeout, { actions: 8, events: 32 }),
    ...costFigures('click', journey.click),
    {
      what: 'decide, one input',
      unit: 'µs',
      ours: median(decide.ours),
      raw: median(decide.raw),
      goal: { atMost: 50 },
      note: `raw: a clone of the state; ${decide.preset}`,
    },
    ...playbookFigures(playbooks),
    ...whatIfFigures(whatIf),
  ];
}
