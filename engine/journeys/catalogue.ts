import type { Condition } from '../playbook/condition.js';
import type { Journey, Playbook, Step, Trigger } from '../playbook/playbook.js';
import { thresholdsOf } from '../scoring/thresholds.js';

/** A journey with what `decide` looks up in it. */
export interface JourneyIndex {
  journey: Journey;
  playbook: Playbook;
  /** Place in the order of priority, then declaration. */
  order: number;
  steps: Map<string, number>;
}

/** A way into a journey. */
export interface Entrance {
  index: JourneyIndex;
  trigger: Trigger;
}

export interface BecomingTrue {
  entrance: Entrance;
  condition: Condition;
  /** Name of this trigger in the state: `journey#index`. */
  name: string;
}

/** A journey that begins when a lead has done nothing for so long, ms. */
export interface Silence {
  index: JourneyIndex;
  ms: number;
}

/** Look-ups over one compiled playbook, made once for it. */
export interface Catalogue {
  journeys: Map<string, JourneyIndex>;
  /** By `event:NAME`, `tier:ID`, `score:N`, `mark:ID`, `tag:NAME`, `inactive:JOURNEY`. */
  entrances: Map<string, Entrance[]>;
  becoming: BecomingTrue[];
  silences: Silence[];
  /** Scores that a journey starts at, ascending. */
  scores: number[];
  /** Whole scores under which something changes by itself, ascending: see `thresholds.ts`. */
  thresholds: number[];
}

const catalogues = new WeakMap<Playbook, Catalogue>();

export function catalogueOf(playbook: Playbook): Catalogue {
  let catalogue = catalogues.get(playbook);
  if (catalogue === undefined) catalogues.set(playbook, (catalogue = compose(playbook)));
  return catalogue;
}

/** The step an index edge leads to; its id names it in the state, so that versions may move it. */
export function stepAt(index: JourneyIndex, id: string): Step | undefined {
  const place = index.steps.get(id);
  return place === undefined ? undefined : index.journey.steps[place];
}

function compose(playbook: Playbook): Catalogue {
  const catalogue: Catalogue = {
    journeys: new Map(),
    entrances: new Map(),
    becoming: [],
    silences: [],
    scores: [],
    thresholds: thresholdsOf(playbook),
  };
  for (const [order, journey] of playbook.journeys.entries()) {
    const steps = new Map(journey.steps.map((step, place) => [step.id, place]));
    const index: JourneyIndex = { journey, playbook, order, steps };
    catalogue.journeys.set(journey.id, index);
    for (const [place, trigger] of journey.enter.entries())
      addTrigger(catalogue, { index, trigger }, place);
  }
  catalogue.scores = scoresOf(playbook);
  return catalogue;
}

function addTrigger(catalogue: Catalogue, entrance: Entrance, place: number): void {
  const { trigger, index } = entrance;
  if (trigger.on === 'becomesTrue') {
    const name = `${index.journey.id}#${place}`;
    catalogue.becoming.push({ entrance, condition: trigger.condition, name });
    return;
  }
  if (trigger.on === 'inactive') catalogue.silences.push({ index, ms: trigger.ms });
  const key = triggerKey(trigger, index.journey.id);
  if (key === undefined) return;
  const others = catalogue.entrances.get(key);
  if (others === undefined) catalogue.entrances.set(key, [entrance]);
  else others.push(entrance);
}

function triggerKey(
  trigger: Exclude<Trigger, { on: 'becomesTrue' }>,
  journey: string,
): string | undefined {
  switch (trigger.on) {
    case 'event':
      return `event:${trigger.pattern.event}`;
    case 'tierEntered':
      return `tier:${trigger.tier}`;
    case 'scoreReached':
      return `score:${trigger.score}`;
    case 'mark':
      return `mark:${trigger.mark}`;
    case 'tag':
      return `tag:${trigger.tag}`;
    case 'inactive':
      return `inactive:${journey}`;
    case 'manual':
      return undefined;
  }
}

function scoresOf(playbook: Playbook): number[] {
  const scores = playbook.journeys
    .flatMap(({ enter }) => enter)
    .flatMap((trigger) => (trigger.on === 'scoreReached' ? [trigger.score] : []));
  return [...new Set(scores)].toSorted((a, b) => a - b);
}
