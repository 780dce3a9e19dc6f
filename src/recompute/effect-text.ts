import type { RecomputeEffect } from './preview.js';

/** A preview for the terminal. */
export function effectText(effect: RecomputeEffect | null): string {
  if (effect === null || effect.leads === 0) return 'No lead follows this playbook.';
  const { leads, tiers, newlyTop, held, refused } = effect;
  return [
    `${leads} leads; nothing was changed.`,
    ...table('Tiers would change', tiers, 'No tier would change.'),
    `${newlyTop} would newly be in the top tier.`,
    ...table('Would be held for confirmation', held, 'Nothing would be held for confirmation.'),
    ...table('Cannot be recomputed', refused),
  ].join('\n');
}

/** After a run: what waits for a word, and how to give it. Leads that have not answered yet are not counted. */
export function heldText(id: string, held: { [trigger: string]: number }): string {
  return [
    'Every lead has been asked.',
    ...table('Held for confirmation so far', held, 'Nothing is held for confirmation so far.'),
    `Look again with GET /v1/recomputes/${id}; then --confirm ${id}, or --dismiss ${id}.`,
  ].join('\n');
}

function table(title: string, counts: { [name: string]: number }, none?: string): string[] {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  if (rows.length === 0) return none === undefined ? [] : [none];
  return [`${title}:`, ...rows.map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`)];
}
