import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deriveValue } from '../../engine/attributes/read-value.js';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import { newLead } from '../../engine/new-lead.js';
import type { Attribute, Playbook } from '../../engine/playbook/playbook.js';
import { smallPlaybook } from '../support/engine/small-playbook.js';
import { CASES } from './arbitraries/settings.js';

const text: Attribute = { type: 'string', personal: false, identity: false };
const WORDS = ['x', 'y', 'z'];

const table = (from: string): fc.Arbitrary<Attribute> =>
  fc
    .record(
      {
        from: fc.constant(from),
        rows: fc.array(
          fc.record({
            match: fc.subarray(WORDS, { minLength: 1 }),
            is: fc.constantFrom(...WORDS),
          }),
          { maxLength: 3 },
        ),
        else: fc.constantFrom(...WORDS),
      },
      { requiredKeys: ['from', 'rows'] },
    )
    .map((derive) => ({ ...text, derive }));

/** Two sources, a chain from one of them and something else from the other; in either order of declaration. */
const tables = fc
  .tuple(table('source'), table('first'), table('second'), table('other'), fc.boolean())
  .map(([first, second, third, fourth, reversed]) => {
    const all = { source: text, other: text, first, second, third, fourth };
    return reversed ? Object.fromEntries(Object.entries(all).toReversed()) : all;
  });

interface Act {
  set: 'source' | 'other';
  to: string | null;
  /** Also: the next version is published before, or another lead is merged into this one, which has lived like it. */
  also: 'nothing' | 'publish' | 'merge';
}

const acts = fc.array(
  fc.record({
    set: fc.constantFrom<Act['set'][]>('source', 'other'),
    to: fc.constantFrom(...WORDS, null),
    also: fc.constantFrom<Act['also'][]>('nothing', 'nothing', 'publish', 'merge'),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('a derived attribute', () => {
  it('is what the version makes of its source, whatever versions the lead came through and whoever was merged into it', () => {
    fc.assert(
      fc.property(
        fc.array(tables, { minLength: 4, maxLength: 4 }),
        acts,
        acts,
        (all, ours, theirs) => {
          const versions = all.map((attributes, place) =>
            smallPlaybook({ version: place + 1, attributes }),
          );
          const loser = lived(versions, theirs, undefined);
          const { state, playbook } = lived(versions, ours, loser.state);
          for (const [name, { derive }] of Object.entries(playbook.attributes)) {
            if (derive === undefined) continue;
            const source = state.attributes[derive.from];
            const made = source === undefined ? undefined : deriveValue(derive, source);
            expect([name, state.attributes[name]]).toEqual([name, made]);
          }
        },
      ),
      CASES,
    );
  });
});

function lived(versions: Playbook[], given: Act[], loser: LeadState | undefined) {
  let [playbook = smallPlaybook()] = versions;
  let state = newLead('lead', playbook, 0);
  for (const [place, act] of given.entries()) {
    if (act.also === 'publish') playbook = versions[playbook.version] ?? playbook;
    const input = inputOf(act, place + 1, loser);
    const known = (version: number) => versions[version - 1];
    ({ state } = decide(state, [input], playbook, input.at, input.at, known));
  }
  return { state, playbook };
}

function inputOf({ set, to, also }: Act, n: number, loser: LeadState | undefined): Input {
  const facts = { attributes: { [set]: to } };
  const base = { n, id: `${n}`, at: n * 60_000, occurredAt: n * 60_000, facts };
  return also === 'merge' && loser !== undefined
    ? { ...base, body: { kind: 'merge', loserId: 'other', loser } }
    : { ...base, body: { kind: 'update', by: 'lead' } };
}
