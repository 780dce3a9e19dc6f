import { describe, expect, test } from '@jest/globals';
import { parseSource } from './git-source.js';

describe('where a playbook comes from', () => {
  test.each([
    ['https://example.com/m/p.git@4f2a9c1', 'https://example.com/m/p.git'],
    ['https://token:xyz@example.com/r.git@4f2a9c1', 'https://example.com/r.git'],
    ['https://ghp_abc@example.com/r.git@4f2a9c1', 'https://example.com/r.git'],
    ['https://me@corp.com:p@ss@example.com/r.git@4f2a9c1', 'https://example.com/r.git'],
    ['https://example.com/r.git?private_token=xyz@4f2a9c1', 'https://example.com/r.git'],
    ['git@github.com:org/r.git@4f2a9c1', 'git@github.com:org/r.git'],
    ['ssh://git@example.com:22/org/r.git@4f2a9c1', 'ssh://git@example.com:22/org/r.git'],
    ['ssh://git:xyz@example.com/org/r.git@4f2a9c1', 'ssh://example.com/org/r.git'],
    ['token:xyz@example.com/org/r.git@4f2a9c1', 'example.com/org/r.git'],
    ['https://example.com/@scope/r.git@4f2a9c1', 'https://example.com/@scope/r.git'],
    ['../playbooks@4f2a9c1', '../playbooks'],
  ])('%s', (text, repo) => {
    expect(parseSource(text)).toEqual({ repo, commit: '4f2a9c1' });
  });

  test('names a commit by 7 to 64 hex digits, in small letters', () => {
    expect(parseSource(`r@${'4F2A'.repeat(16)}`)?.commit).toBe('4f2a'.repeat(16));
    const wrong = ['r', 'r@', '@4f2a9c1', 'r@main', 'r@4f2a9c', `r@${'4f2a'.repeat(17)}`];
    for (const text of [...wrong, 'git@github.com:org/r.git', `${'r'.repeat(301)}@4f2a9c1`])
      expect({ text, source: parseSource(text) }).toEqual({ text, source: undefined });
  });
});
