/** Something wrong in what a person or a client handed in. Never carries a personal value. */
export interface Problem {
  /** Short and stable, for programs: `unknown-key`, `required`, ... */
  code: string;
  /** JSON Pointer (RFC 6901) into what was handed in. */
  pointer: string;
  message: string;
  /** What to do about it, where that is known: ``did you mean `channel`?``. */
  hint?: string;
  /** Where it stands, in a file with lines. Both count from 1. */
  file?: string;
  line?: number;
  column?: number;
}

export type Path = readonly (string | number)[];

/** JSON Pointer of a path: `['a/b', 0]` is `/a~1b/0`. */
export function pointerOf(path: Path): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** One line for a terminal: ``playbook.yaml:12:7 unknown key `chanel`, did you mean `channel`?``. */
export function problemLine(problem: Problem): string {
  const { file = '', line, column } = problem;
  const place = line === undefined ? problem.pointer : `${file}:${line}:${column ?? 1}`;
  return `${place} ${problemWords(problem)}`;
}

/** The message, and what to do about it: a suggestion goes on with the sentence, other advice stands in brackets. */
export function problemWords({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  if (hint === undefined) return message;
  return hint.startsWith('did you mean') ? `${message}, ${hint}` : `${message} (${hint})`;
}
