import { describe, expect, test } from '@jest/globals';
import { pickRep } from './pick-rep.js';

const rep = (id: string, openTickets = 0, lastAssignedAt?: number) => ({
  id,
  openTickets,
  lastAssignedAt,
});

describe('a ticket goes', () => {
  test('in turn: to who has waited longest, first of all to who never had one', () => {
    const reps = [rep('a', 0, 20), rep('b', 9, 10), rep('c', 9)];
    expect(pickRep(reps, 'round-robin', 'a')).toBe('c');
    expect(pickRep(reps.slice(0, 2), 'round-robin', 'a')).toBe('b');
  });

  test("to the lead's own person while that one is there", () => {
    const reps = [rep('a', 0, 10), rep('b', 5, 20)];
    expect(pickRep(reps, 'sticky-then-least-open', 'b')).toBe('b');
    expect(pickRep(reps, 'sticky', 'b')).toBe('b');
  });

  test('else to who has the fewest open, and in turn among equals', () => {
    const reps = [rep('a', 2, 1), rep('b', 1, 30), rep('c', 1, 20)];
    expect(pickRep(reps, 'sticky-then-least-open', 'gone')).toBe('c');
    expect(pickRep(reps, 'sticky', 'gone')).toBe('a');
  });

  test('to nobody when nobody is there', () => {
    expect(pickRep([], 'round-robin', undefined)).toBeUndefined();
  });

  test('by the same rule whatever the order of the list', () => {
    expect(pickRep([rep('b'), rep('a')], 'round-robin', undefined)).toBe('a');
  });
});
