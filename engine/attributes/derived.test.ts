import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { heldRule, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form } from '../../test/support/engine/story.js';
import type { Json } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Attribute, Playbook } from '../playbook/playbook.js';
import { simulate, type Scripted } from '../simulate/simulate.js';

type Table = NonNullable<Attribute['derive']>;
const text: Attribute = { type: 'string', personal: false, identity: false };
const table = (
  from: string,
  rows: { [value: string]: string[] },
  otherwise?: string,
): Attribute => ({
  ...text,
  derive: {
    from,
    rows: Object.entries(rows).map(([is, match]): Table['rows'][number] => ({ match, is })),
    ...(otherwise === undefined ? {} : { else: otherwise }),
  },
});

/** The level is derived of the position, and what one gets of the level; bosses are worth an A. */
function by(version: number, bosses: string[], otherwise?: string): Playbook {
  const attributes = {
    gift: table('level', { wine: ['boss'], pen: ['staff'] }),
    level: table('position', { boss: bosses }, otherwise),
    position: text,
  };
  const worth = heldRule(
    'worth',
    { is: 'attr', attr: 'level', test: { op: 'eq', value: 'boss' } },
    25,
  );
  return smallPlaybook({ version, attributes, rules: [worth] });
}

const first = by(1, ['CEO'], 'staff');
const second = by(2, ['CEO', 'Owner'], 'staff');
const captured = (attributes: { [name: string]: Json }, time = '2026-11-23 10:00') =>
  form(time, attributes);
const edited = (attributes: { [name: string]: Json }): Scripted => ({
  at: shanghai('2026-11-23 10:30'),
  facts: { attributes },
  body: { kind: 'update', by: 'person' },
});
const lived = (playbook: Playbook, ...inputs: Scripted[]): LeadState =>
  simulate(playbook, inputs, shanghai('2026-11-23 11:00')).state;
const next = (
  state: LeadState,
  playbook: Playbook,
  input: Scripted = event('2026-11-23 12:00', 'looked'),
) => simulate(playbook, [input], input.at, { state, versions: () => first });
const known = ({ attributes: { position, level, gift } }: LeadState) => [position, level, gift];

describe('a derived attribute', () => {
  it('follows its source, and what is derived of it follows in turn', () => {
    const state = lived(first, captured({ position: 'CEO' }));
    expect(known(state)).toEqual(['CEO', 'boss', 'wine']);
    expect(known(next(state, first, edited({ position: 'Clerk' })).state)).toEqual([
      'Clerk',
      'staff',
      'pen',
    ]);
    expect(known(next(state, first, edited({ position: null })).state)).toEqual([]);
  });

  it('is what the tables of a new version make of it, from the first decision under that', () => {
    const state = lived(first, captured({ position: 'Owner' }));
    expect([...known(state), state.tier]).toEqual(['Owner', 'staff', 'pen', 'C']);
    const seen = next(state, second);
    expect([...known(seen.state), seen.state.tier]).toEqual(['Owner', 'boss', 'wine', 'A']);
    expect(seen.trace).toContainEqual(
      expect.objectContaining({
        note: 'attribute',
        name: 'level',
        at: shanghai('2026-11-23 12:00'),
      }),
    );
    const again = captured({ position: 'Owner' }, '2026-11-23 12:00');
    expect(known(next(state, second, again).state)).toEqual(['Owner', 'boss', 'wine']);
  });

  it('that was given for itself stands, until its source says something else', () => {
    const state = lived(first, captured({ position: 'Owner' }), edited({ level: 'director' }));
    expect(known(state)).toEqual(['Owner', 'director', undefined]);
    const same = captured({ position: 'Owner' }, '2026-11-23 12:00');
    const { state: later } = next(state, second, same);
    expect(known(later)).toEqual(['Owner', 'director', undefined]);
    const other = captured({ position: 'CEO' }, '2026-11-23 12:00');
    expect(known(next(later, second, other).state)).toEqual(['CEO', 'boss', 'wine']);
  });

  it('of one that is derived of it ends where the circle does', () => {
    const attributes = {
      a: table('b', { x: ['y'] }, 'z'),
      b: table('a', { y: ['x', 'z'] }),
      c: text,
    };
    const circle = smallPlaybook({ attributes });
    const state = lived(circle, captured({ a: 'x' }));
    expect(state.attributes).toMatchObject({ a: 'x', b: 'y' });
    const turned = smallPlaybook({
      version: 2,
      attributes: { ...attributes, c: table('c', {}, 'c') },
    });
    expect(next(state, turned).state.attributes).toMatchObject({ a: 'x', b: 'y' });
  });
});

describe('of two leads that are one', () => {
  const strict = by(1, ['CEO']);
  const merged = (winner: LeadState, loser: LeadState) =>
    next(winner, strict, {
      at: shanghai('2026-11-23 12:00'),
      body: { kind: 'merge', loserId: 'other', loser },
    }).state;
  const boss = lived(strict, captured({ position: 'CEO' }));

  it('nothing is derived of the position that went with the loser', () => {
    const state = merged(lived(strict, captured({ position: 'intern' })), boss);
    expect([...known(state), state.tier]).toEqual(['intern', undefined, undefined, 'C']);
  });

  it('the position that only one had says what is derived of it', () => {
    const state = merged(lived(strict, captured({})), boss);
    expect([...known(state), state.tier]).toEqual(['CEO', 'boss', 'wine', 'A']);
  });

  it('what was given for itself fills a gap', () => {
    const given = lived(strict, captured({}), edited({ level: 'boss' }));
    expect(known(merged(lived(strict, captured({})), given))).toEqual([undefined, 'boss', 'wine']);
  });
});
