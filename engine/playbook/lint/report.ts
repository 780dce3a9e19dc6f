import type { Path } from '../problem.js';
import type { Finding } from '../schema-problems.js';
import { hintFor } from '../suggest.js';

/** Gathers what the lint finds. */
export class Report {
  readonly problems: Finding[] = [];
  readonly warnings: Finding[] = [];

  /** `at`: where it is wrong, in the value (unless said) or in the key. */
  problem(path: Path, code: string, message: string, hint?: Finding['hint'], at?: Finding['at']) {
    this.problems.push({ path, code, message, hint, ...(at === undefined ? {} : { at }) });
  }

  warn(path: Path, code: string, message: string, hint?: string, at?: Finding['at']): void {
    this.warnings.push({ path, code, message, hint, ...(at === undefined ? {} : { at }) });
  }

  /** Says so when a name stands for nothing: `unknown tier "D"`. */
  known(kind: string, name: string, names: Iterable<string>, path: Path): boolean {
    const all = [...names];
    if (all.includes(name)) return true;
    this.problem(path, `unknown-${kind}`, `unknown ${kind} \`${name.slice(0, 80)}\``, () =>
      hintFor(name, all),
    );
    return false;
  }

  /** Of these keys an object must have exactly one; answers which. */
  exactlyOne<K extends string>(
    value: object,
    keys: readonly K[],
    path: Path,
    what: string,
  ): K | undefined {
    const present = keys.filter((key) => key in value);
    if (present.length === 1) return present[0];
    const message =
      present.length === 0
        ? `${what} needs one of ${keys.join(', ')}`
        : `${what} has ${present.join(' and ')}; it may have one of them`;
    this.problem(path, 'exactly-one', message);
    return undefined;
  }
}
