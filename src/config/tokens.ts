/** Injection tokens of what has no class of its own; `PlatformModule` provides them everywhere. */

/** `Settings` of this process. */
export const SETTINGS = Symbol('Settings');
/** The `Clock` of the engine's time; scaled in development and demo. */
export const CLOCK = Symbol('Clock');
/** A pino `Logger`. */
export const LOGGER = Symbol('Logger');
