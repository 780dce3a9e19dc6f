import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** `write` keys stand in web pages: they may hand in events and forms, and read nothing. */
export type Role = 'admin' | 'write';

/** Metadata key of routes that a write key may call too. */
export const WRITERS = Symbol('writers');

/** Open to write keys as well. Without this or `Public` a route is for admin keys. */
export const ForWriters = (): CustomDecorator<symbol> => SetMetadata(WRITERS, true);

/** Who calls, as the guard found out. */
export interface Caller {
  role: Role;
  /** Name of the key: the source under which message ids are unique. */
  source: string;
}
