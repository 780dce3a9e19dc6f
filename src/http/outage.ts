const OUTAGE_CODES =
  /^(08|53|57|58)|^(25P03|55P03|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_)/;
const OUTAGE_WORDS = /connection|connect|timeout|terminat|not queryable/i;

/** Whether an error means that PostgreSQL is away, shutting down or not answering, and not that a request is wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return OUTAGE_CODES.test(code);
  return OUTAGE_WORDS.test(error.message);
}
