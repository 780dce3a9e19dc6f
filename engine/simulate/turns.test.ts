import { describe, expect, it } from '@jest/globals';
import { restlessDocument } from '../../test/support/playbook/restless.js';
import type { InputBody } from '../input.js';
import { compile } from '../playbook/compile.js';
import { live } from './live.js';
import { simulate } from './simulate.js';

const restless = compile(restlessDocument(), 1);
const MONDAY = Date.parse('2026-11-30T10:00:00+08:00');
const body: InputBody = { kind: 'event', name: 'asked', properties: {} };
const MINUTE = 60_000;

describe('a life in virtual time', () => {
  const inputs = [{ id: 'a', at: MONDAY, occurredAt: MONDAY, body }];
  const lived = (turns: number) =>
    live(restless, { lead: 'a', inputs }, MONDAY + 9 * MINUTE, { decided: () => undefined }, turns);

  it('has so many turns and none more: its input, and nine minutes that wake it', () => {
    expect(lived(9)).toBe('too-long');
    expect(lived(10)).toMatchObject({ lead: 'a', consumed: 1 });
  });

  it('by a script is given up there as well, and told as far as it went', () => {
    const run = (turns: number) =>
      simulate(restless, [{ at: MONDAY, body }], MONDAY + 9 * MINUTE, { turns });
    const whole = run(10);
    expect(whole.tooLong).toBeUndefined();
    const begun = run(9);
    expect(begun.tooLong).toBe(true);
    expect(begun.trace).toEqual(whole.trace.slice(0, begun.trace.length));
  });
});
