import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of routes that want no key. */
export const PUBLIC = Symbol('public');

/** Open to everybody: what a lead's mailbox or browser calls, and what tells whether this process is alive. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(PUBLIC, true);
