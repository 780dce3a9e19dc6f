/**
 * The known word nearest to a misspelt one, or nothing if none is near: at most a third of its letters wrong, where two
 * neighbouring letters in the wrong order count as one mistake (optimal string alignment distance).
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const asked = word.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let least = Math.floor(asked.length / 3) + 1;
  for (const candidate of known) {
    const mistakes = distance(asked, candidate.slice(0, 64).toLowerCase(), least);
    if (mistakes < least) [best, least] = [candidate, mistakes];
  }
  return best;
}

/** ``did you mean `x`?``, or else the known words if they are few. */
export function hintFor(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return known.length > 0 && known.length <= 12 ? `known: ${known.join(', ')}` : undefined;
}

function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(cell(a, b, i, j, next, row, before));
    [before, row] = [row, next];
  }
  return row[b.length] ?? limit;
}

function cell(
  a: string,
  b: string,
  i: number,
  j: number,
  next: number[],
  row: number[],
  before: number[],
): number {
  const same = a[i - 1] === b[j - 1];
  const least = Math.min(
    (row[j] ?? 0) + 1,
    (next[j - 1] ?? 0) + 1,
    (row[j - 1] ?? 0) + (same ? 0 : 1),
  );
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least;
}
