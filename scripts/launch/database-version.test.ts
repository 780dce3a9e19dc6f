import { describe, expect, test } from '@jest/globals';

import { serverVersionProblem } from './database-version.js';

describe('the version of a given database', () => {
  test('any release of 18 will do', () => {
    expect(serverVersionProblem(180_000)).toBeUndefined();
    expect(serverVersionProblem(180_004)).toBeUndefined();
  });

  test.each([
    [170_006, 'PostgreSQL 17, which is too old'],
    [190_000, 'PostgreSQL 19, which is too new'],
  ])('%i is refused with what to do about it', (version, said) => {
    expect(serverVersionProblem(version)).toContain(said);
    expect(serverVersionProblem(version)).toMatch(/Leadloom needs PostgreSQL 18; upgrade .*unset/);
  });
});
