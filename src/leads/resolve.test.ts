import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../crypto/sealer.js';
import { identityKeys, type KnownBy } from './identity-key.js';
import { type KnownLead, resolve } from './resolve.js';

const sealer = new Sealer(randomBytes(32));

interface Person extends KnownBy {
  name?: string;
}

/** Leads A, B, ... from oldest to youngest, each known by what is given. */
function world(people: { [id: string]: Person }) {
  const byKey = new Map<string, KnownLead>();
  Object.entries(people).forEach(([id, { name, ...known }], createdAt) => {
    const keys = identityKeys(sealer, known);
    const kinds = new Set<string>(keys.map(({ kind }) => kind));
    const lead = { id, createdAt, kinds, ...(name === undefined ? {} : { name }) };
    for (const key of keys) byKey.set(key.id, lead);
  });
  return (given: Person) => {
    const keys = identityKeys(sealer, given);
    const resolution = resolve({
      keys,
      leadOf: (key) => byKey.get(key.id),
      ...(given.name === undefined ? {} : { name: given.name }),
    });
    return { ...resolution, claim: resolution.claim.map(({ kind }) => kind) };
  };
}

const mobile = { e164: '+8613800138000', isLandline: false };
const line = { e164: '+861065551234', isLandline: true };

describe('a lead is found', () => {
  const about = world({
    A: { email: 'a@example.cn', phone: mobile, externalIds: { crm: '7' }, userId: 'u1' },
  });

  it.each<[string, Person]>([
    ['mail address, in any case', { email: ' A@Example.CN ' }],
    ['mobile number', { phone: mobile }],
    ['external id', { externalIds: { crm: '7' } }],
    ['user id', { userId: 'u1' }],
  ])('by its %s', (_key, given) => {
    expect(about(given)).toMatchObject({ leadId: 'A', merge: [], duplicates: [] });
  });

  it('and gains the keys nobody had', () => {
    expect(about({ email: 'a@example.cn', wecomId: 'w', anonymousId: 'x' }).claim).toEqual([
      'wecomId',
      'anonymousId',
    ]);
  });

  it('by nothing that is not its own: an id of another system with the same text is another id', () => {
    expect(about({ externalIds: { erp: '7' } }).leadId).toBeUndefined();
  });
});

describe('two known leads', () => {
  it('become the older one when a form shows that they are the same', () => {
    const about = world({ A: { phone: mobile, name: '王明' }, B: { email: 'b@x.cn' } });
    expect(about({ email: 'b@x.cn', phone: mobile, name: '王明' })).toMatchObject({
      leadId: 'A',
      merge: ['B'],
      duplicates: [],
    });
  });

  it('never merge by themselves when they have two different user ids', () => {
    const about = world({
      A: { userId: 'u1', email: 'a@x.cn' },
      B: { userId: 'u2', phone: mobile },
    });
    expect(about({ email: 'a@x.cn', phone: mobile })).toMatchObject({
      leadId: 'A',
      merge: [],
      duplicates: [{ otherId: 'B', reason: 'user-ids-differ' }],
    });
  });

  it('stay two for a person to judge when mail and phone have different names', () => {
    const about = world({
      A: { email: 'a@x.cn', name: '王明' },
      B: { phone: mobile, name: '李雷' },
    });
    expect(about({ email: 'a@x.cn', phone: mobile, name: '王明' })).toMatchObject({
      leadId: 'A',
      merge: [],
      duplicates: [{ otherId: 'B', reason: 'names-differ' }],
    });
  });

  it('are one when the names differ only in spaces and case', () => {
    const about = world({
      A: { email: 'a@x.cn', name: 'Wang Ming' },
      B: { phone: mobile, name: 'WANG  MING' },
    });
    expect(about({ email: 'a@x.cn', phone: mobile })).toMatchObject({ leadId: 'A', merge: ['B'] });
  });
});

describe('another user id', () => {
  it('is another lead although the mail address is known, and a person is asked', () => {
    const about = world({ A: { userId: 'u1', email: 'a@x.cn' } });
    expect(about({ userId: 'u2', email: 'a@x.cn' })).toEqual({
      merge: [],
      duplicates: [{ otherId: 'A', reason: 'user-ids-differ' }],
      claim: ['userId'],
    });
  });

  it('is the first one of a lead that had none', () => {
    const about = world({ A: { email: 'a@x.cn' } });
    expect(about({ userId: 'u1', email: 'a@x.cn' })).toMatchObject({
      leadId: 'A',
      claim: ['userId'],
    });
  });
});

describe('a landline', () => {
  it('joins nobody and is shown to a person', () => {
    const about = world({ A: { email: 'a@x.cn', phone: line } });
    expect(about({ email: 'b@x.cn', phone: line })).toEqual({
      merge: [],
      duplicates: [{ otherId: 'A', reason: 'landline' }],
      claim: ['email'],
    });
  });
});

describe('a browser', () => {
  const about = world({ A: { email: 'a@x.cn', name: '王明', anonymousId: 'x' } });

  it('stands for whom it was last known as', () => {
    expect(about({ anonymousId: 'x' })).toMatchObject({ leadId: 'A', claim: [] });
    expect(about({ anonymousId: 'x', userId: 'u1' })).toMatchObject({
      leadId: 'A',
      claim: ['userId'],
    });
    expect(about({ anonymousId: 'x', email: 'second@x.cn', name: '王明' })).toMatchObject({
      leadId: 'A',
    });
  });

  it('follows the next person who uses it and takes nothing of the one before along', () => {
    expect(about({ anonymousId: 'x', email: 'b@x.cn', name: '李雷' })).toEqual({
      merge: [],
      duplicates: [],
      claim: ['email', 'anonymousId'],
    });
    expect(about({ anonymousId: 'x', email: 'b@x.cn' })).toMatchObject({
      merge: [],
      claim: ['email', 'anonymousId'],
    });
  });

  it('never merges two leads', () => {
    const two = world({ A: { email: 'a@x.cn', anonymousId: 'x' }, B: { email: 'b@x.cn' } });
    expect(two({ anonymousId: 'x', email: 'b@x.cn' })).toEqual({
      leadId: 'B',
      merge: [],
      duplicates: [],
      claim: ['anonymousId'],
    });
  });
});
