/**
 * A lead's own data broke the code that handles it: a bug, and no matter of infrastructure, so trying again changes
 * nothing. It harms this lead alone, which is parked.
 */
export class Poison extends Error {
  constructor(
    readonly where: string,
    override readonly cause: unknown,
  ) {
    super(`${where}: ${inWords(cause)}`);
    this.name = 'Poison';
  }
}

/** Runs code that works on a lead's own data; whatever it throws, short of broken infrastructure, is that data's doing. */
export async function guarded<T>(where: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw isInfrastructure(error) ? error : new Poison(where, error);
  }
}

/**
 * SQLSTATE classes that blame the value and not the server: data exceptions (22, e.g. a NUL byte) and broken constraints
 * (23); `ERR_…` is Node's word for a wrong argument. Every other code, and every failure of the connection, is infrastructure: tried again for as long as it takes.
 */
function isInfrastructure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connection|timeout/i.test(error.message);
  return !/^(22|23)...$|^ERR_/.test(code);
}

/** Kind and place of an error, never its message: messages quote values, and values may be personal. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  const frame = /\n\s*at (.+)/.exec(error.stack ?? '')?.[1] ?? '';
  const place = frame.replace(/(file:\/\/)?\/\S*?\/((dist\/)?(engine|src)\/)/, '$2');
  return `${error.name}${typeof code === 'string' ? ` ${code}` : ''} at ${place}`;
}
