import { expect, it } from '@jest/globals';

import { bad, good, runChecks } from './check.js';

it('every check is told, also after one has failed or could not be made', async () => {
  const lines: string[] = [];
  const checks = [
    { name: 'database', look: () => Promise.resolve(bad('away', 'Start it.')) },
    { name: 'keys', look: () => Promise.reject(new Error('no connection')) },
    { name: 'node', look: () => Promise.resolve(good('24')) },
  ];
  expect(await runChecks(checks, (line) => lines.push(line))).toBe(false);
  expect(lines).toEqual([
    '✗ database: away',
    '    Start it.',
    '✗ keys: cannot be looked at: no connection',
    '    Put right what is said above first.',
    '✓ node: 24',
  ]);
  expect(await runChecks(checks.slice(2), () => undefined)).toBe(true);
});
