import type { InputBody, JsonObject, Json, PastInput, Playbook } from '../engine/index.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** A Tuesday morning at work. */
export const BEGINNING = Date.parse('2026-09-01T10:00:00+08:00');

/** The same numbers in every run: a linear congruential generator. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return state / 0x80_00_00_00;
  };
}

/** Events that a playbook speaks of, with values its rules look for and others: most of them score, count or end waits. */
export class PresetTraffic {
  readonly #playbook: Playbook;
  readonly #next: () => number;
  readonly #events: [name: string, types: { [property: string]: string }][];
  /** Different values a text property takes. */
  readonly #values: number;

  constructor(playbook: Playbook, seed: number, values = 5) {
    this.#playbook = playbook;
    this.#next = dice(seed);
    this.#events = Object.entries(playbook.events).filter(([name]) => name !== 'form_submitted');
    this.#values = values;
  }

  /** A form of somebody who may be written to everywhere. */
  capture(at: number): PastInput {
    const [form = 'form'] = Object.keys(this.#playbook.forms);
    const channels = ['email', 'sms', 'wecom'];
    return {
      id: 'capture',
      at,
      occurredAt: at,
      facts: {
        attributes: this.#attributes(),
        consent: channels.map((channel) => {
          return { channel, purpose: 'marketing', granted: true, by: 'lead' };
        }),
        reach: { email: 'ok', sms: 'ok', wecom: 'ok' },
      },
      body: { kind: 'event', name: 'form_submitted', properties: { form } },
    };
  }

  event(at: number, id: string): PastInput {
    return { id, at, occurredAt: at, body: this.#body() };
  }

  /** A lead's life of so many inputs over some two months, in bursts as people browse. */
  life(inputs: number, from = BEGINNING + Math.floor(this.#next() * 30 * DAY)): PastInput[] {
    const made = [this.capture(from)];
    let at = from;
    while (made.length < inputs) {
      const pause = this.#next() < 0.7 ? 20 * MINUTE : 5 * DAY;
      at += Math.floor(this.#next() * pause);
      made.push(this.event(at, `event-${made.length}`));
    }
    return made;
  }

  /** One in ten is a click on a mail; whose it is, the lead's own life tells. */
  #body(): InputBody {
    if (this.#next() < 0.1) return this.#click();
    const [name, types] = this.#kind();
    const rules = (this.#playbook.scoring.byEvent[name] ?? []).flatMap(
      (place) => this.#playbook.scoring.rules[place]?.on ?? [],
    );
    const properties: JsonObject = {};
    for (const [property, type] of Object.entries(types)) properties[property] = this.#value(type);
    for (const { property, test } of this.#pick(rules)?.where ?? []) {
      if (test.op === 'eq' && this.#next() < 0.5) properties[property] = test.value;
    }
    return { kind: 'event', name, properties };
  }

  /** People look a hundred times before they pay. */
  #kind(): [name: string, types: { [property: string]: string }] {
    const paid = this.#events.filter(([, types]) => 'orderId' in types);
    const seen = this.#events.filter(([, types]) => !('orderId' in types));
    return this.#pick(this.#next() < 0.01 ? paid : seen) ?? ['unknown', {}];
  }

  #click(): InputBody {
    const sends = this.#playbook.journeys
      .flatMap(({ steps }) => steps)
      .flatMap((step) => (step.do === 'send' ? (step.send.template ?? []) : []));
    const template = this.#pick(sends) ?? 'none';
    // A mail has a few links of its own.
    const links = Object.keys(this.#playbook.links);
    const first = template.length % Math.max(links.length, 1);
    const link = this.#pick(links.slice(first, first + 3)) ?? 'link';
    return { kind: 'event', name: 'message.clicked', properties: { template, ref: 'past', link } };
  }

  #attributes(): JsonObject {
    const given: JsonObject = {};
    for (const [name, attribute] of Object.entries(this.#playbook.attributes)) {
      const { type, values, synonyms, derive } = attribute;
      if (derive !== undefined)
        given[derive.from] = this.#pick(derive.rows.flatMap(({ match }) => match)) ?? 'x';
      else if (type === 'range') given[name] = this.#pick(['1-49', '100-499', '500+']) ?? '';
      else if (type === 'enum')
        given[name] = this.#pick(values ?? Object.keys(synonyms ?? {})) ?? 'other';
      else given[name] ??= this.#value(type);
    }
    return given;
  }

  #value(type: string): Json {
    if (/^(integer|number|money)/u.test(type)) return Math.floor(this.#next() * 1_000);
    if (type.startsWith('boolean')) return this.#next() < 0.7;
    return `value-${Math.floor(this.#next() * this.#values)}`;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#next() * from.length)];
  }
}
