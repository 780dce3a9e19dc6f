import type { Position } from '../../../engine/playbook/yaml-source.js';

/** Something wrong in a template, for the person who writes it: the file, and where in it, as far as that is known. */
export class BrokenTemplate extends Error {
  override name = 'BrokenTemplate';

  constructor(
    /** `<id>/<locale>.<mjml|txt|liquid>` */
    readonly path: string,
    readonly why: string,
    readonly position?: Position,
  ) {
    const place = position === undefined ? '' : `:${position.line}:${position.column}`;
    super(`${path}${place} ${why}`);
  }
}

/** A place within the body, as one within the file. */
export const below = ({ line, column }: Position, headLines: number): Position => ({
  line: line + headLines,
  column,
});
