import type { ErrorResponse } from 'resend';
import type { SendResult } from './mail-provider.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

type Verdict = (error: ErrorResponse, headers: Record<string, string>) => SendResult;

const refused: Verdict = (error) => ({ result: 'refused', reason: error.name });
const doubt: Verdict = (error) => ({ result: 'doubt', reason: error.name });
const unknown: Verdict = (error) => ({
  result: 'unknown',
  reason: error.name,
  retryInMs: 5 * SECOND,
});
const rateLimited: Verdict = (error, headers) => ({
  result: 'later',
  reason: error.name,
  retryInMs: (Number(headers['retry-after']) || 1) * SECOND,
});
/** Nothing goes out until a person has seen to it; retried, since then it should go by itself. */
const blocked =
  (retryInMs: number): Verdict =>
  (error) => ({
    result: 'later',
    reason: error.name,
    retryInMs,
    alert: `Resend answers ${error.statusCode} ${error.name}`,
  });

/** https://resend.com/docs/api-reference/errors, each by what it says of this one mail. */
const BY_NAME: Record<ErrorResponse['name'], Verdict> = {
  // 400, 422: the mail itself is not acceptable, and will not be.
  invalid_idempotency_key: refused,
  validation_error: refused,
  missing_required_field: refused,
  invalid_attachment: refused,
  invalid_from_address: refused,
  invalid_access: refused,
  invalid_parameter: refused,
  invalid_region: refused,
  security_error: refused,
  // 401, 403, 404, 405: the installation is wrong, not the mail.
  missing_api_key: blocked(5 * MINUTE),
  restricted_api_key: blocked(5 * MINUTE),
  invalid_api_key: blocked(5 * MINUTE),
  not_found: blocked(5 * MINUTE),
  method_not_allowed: blocked(5 * MINUTE),
  // 409: the key is known. In flight elsewhere: ask again. With another body: something was accepted under it.
  concurrent_idempotent_requests: (error) => ({
    result: 'unknown',
    reason: error.name,
    retryInMs: 2 * SECOND,
  }),
  invalid_idempotent_request: doubt,
  // 429
  rate_limit_exceeded: rateLimited,
  daily_quota_exceeded: blocked(HOUR),
  monthly_quota_exceeded: blocked(HOUR),
  // 5xx and no answer at all: it may have been accepted.
  application_error: unknown,
  internal_server_error: unknown,
};

/**
 * What an error of Resend says of the mail. The same name can come with several statuses (`validation_error` with 403
 * means an unverified sender), and new names appear: the status decides where the name does not.
 */
export function resultOfError(error: ErrorResponse, headers: Record<string, string>): SendResult {
  const status = error.statusCode;
  if (status === null || status >= 500) return unknown(error, headers);
  if (status === 401 || status === 403) return blocked(5 * MINUTE)(error, headers);
  const known = Object.hasOwn(BY_NAME, error.name) ? BY_NAME[error.name] : undefined;
  if (known) return known(error, headers);
  if (status === 429) return rateLimited(error, headers);
  return status === 400 || status === 422 ? refused(error, headers) : unknown(error, headers);
}
