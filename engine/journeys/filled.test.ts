import { describe, expect, it } from '@jest/globals';
import { assign, journey, on, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { JsonObject } from '../json.js';
import type { Step } from '../playbook/playbook.js';

const PLAN = 'plan:{{ entry.plan | default: free }}';
const attribute = { type: 'string', personal: false, identity: false } as const;

const taken = (step: Step) =>
  specification(
    smallPlaybook({
      attributes: { plan: attribute, name: { ...attribute, personal: true } },
      journeys: [journey('trial', on('registered'), [step], { reentry: { may: 'restart' } })],
    }),
  ).given({
    ...form('2026-11-23 10:00', { plan: 'basic' }),
    facts: { attributes: { plan: 'basic', name: true } },
  });
const registered = (properties: JsonObject) => event('2026-11-23 11:00', 'registered', properties);
const tagging = (add: string[], remove: string[] = []): Step => ({
  id: 'label',
  do: 'tag',
  add,
  remove,
  next: 'end',
});

const long = 'p'.repeat(100);

describe('a tag with a placeholder', () => {
  it.each<[string, string[], JsonObject, string[]]>([
    ['is filled from the event that began the run', [PLAN], { plan: 'pro' }, ['plan:pro']],
    ['is filled by its default', [PLAN], {}, ['plan:free']],
    ['is filled by its default in the place of nothing', [PLAN], { plan: '' }, ['plan:free']],
    ['may have a default in quotes', ["p:{{ entry.p | default: 'not said' }}"], {}, ['p:not said']],
    ['is left out where nothing fills it', ['plan:{{ entry.plan }}', 'trial'], {}, ['trial']],
    ['says nothing personal', ['of:{{ lead.plan }}', 'for:{{ lead.name }}'], {}, ['of:basic']],
    ['is no longer than others', [PLAN], { plan: long }, [`plan:${long}`.slice(0, 80)]],
  ])('%s', (_, add, properties, tags) => {
    taken(tagging(add))
      .when(registered(properties))
      .shows(({ state }) => expect(state.tags).toEqual(tags));
  });

  it('is taken away by the same words', () => {
    for (const plan of ['pro', long]) {
      const had = { facts: { tags: { add: [`plan:${plan}`] } } };
      taken(tagging(['trial'], [PLAN]))
        .when({ ...registered({ plan }), ...had })
        .shows(({ state }) => expect(state.tags).toEqual(['trial']));
    }
  });
});

describe('a value with a placeholder', () => {
  const set = (value: string): Step => ({
    id: 'know',
    do: 'set',
    attribute: 'plan',
    value,
    next: 'end',
  });

  it('is filled, and changes nothing where nothing fills it', () => {
    taken(set('{{ entry.plan }}'))
      .when(registered({ plan: 'pro' }))
      .shows(({ state }) => expect(state.attributes['plan']).toBe('pro'));
    taken(set('{{ entry.plan }}'))
      .when(registered({}))
      .shows(({ state }) => expect(state.attributes['plan']).toBe('basic'));
  });
});

describe('the reason of a ticket', () => {
  it('takes the default of a placeholder', () => {
    taken({
      ...assign('person', 'sales', 'end'),
      reason: 'Plan {{ entry.plan | default: free }}',
    } as Step)
      .when(registered({}))
      .shows(({ commands }) => expect(commands[0]).toMatchObject({ reason: 'Plan free' }));
  });
});
