import { describe, expect, test } from '@jest/globals';
import { effectText, heldText } from './effect-text.js';

describe('a preview in the terminal', () => {
  test('says who changes tier, what would be held and what cannot be told, the most first', () => {
    const effect = {
      leads: 1_200,
      tiers: { 'C -> B': 40, 'B -> A': 41 },
      newlyTop: 41,
      held: { 'tier:A': 41 },
      refused: { incomplete: 2 },
    };
    expect(effectText(effect).split('\n')).toEqual([
      '1200 leads; nothing was changed.',
      'Tiers would change:',
      '        41  B -> A',
      '        40  C -> B',
      '41 would newly be in the top tier.',
      'Would be held for confirmation:',
      '        41  tier:A',
      'Cannot be recomputed:',
      '         2  incomplete',
    ]);
  });

  test('says so when there is nobody', () => {
    expect(effectText(null)).toBe('No lead follows this playbook.');
  });

  test('says after a run how to give the word', () => {
    expect(heldText('x', {})).toContain('Nothing is held for confirmation so far.');
    expect(heldText('x', { 'score:10': 3 })).toContain('--confirm x');
  });
});
