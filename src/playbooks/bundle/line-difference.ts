/** A line that stayed (` `), went (`-`) or came (`+`). */
export interface Line {
  sign: ' ' | '-' | '+';
  text: string;
}

/** Beyond this a table of both sides is not worth its memory: everything between the equal ends is shown as replaced. */
const MOST_CELLS = 4_000_000;

/** What it takes to get from one text to another, line by line, with as many lines kept as can be. */
export function lineDifference(before: string, after: string): Line[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...marked(' ', a.slice(0, start)), ...middle, ...marked(' ', a.slice(a.length - end))];
}

const marked = (sign: Line['sign'], texts: readonly string[]): Line[] =>
  texts.map((text) => ({ sign, text }));

function between(a: readonly string[], b: readonly string[]): Line[] {
  if (a.length * b.length > MOST_CELLS) return [...marked('-', a), ...marked('+', b)];
  const longest = commonLengths(a, b);
  const width = b.length + 1;
  const lines: Line[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const down = longest[(i + 1) * width + j] ?? 0;
    const right = longest[i * width + j + 1] ?? 0;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] ?? '' });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || down >= right)) {
      lines.push({ sign: '-', text: a[i++] ?? '' });
    } else {
      lines.push({ sign: '+', text: b[j++] ?? '' });
    }
  }
  return lines;
}

/** Length of the longest common subsequence of the rests from `i` and `j`, row by row. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}
