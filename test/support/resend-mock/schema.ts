import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const SPEC = fileURLToPath(new URL('../../../vendor/resend-openapi.yaml', import.meta.url));

/** The body of `POST /emails` as the published description has it. */
export interface SendEmailRequest {
  from: string;
  to: string | string[];
  subject: string;
  html?: string;
  text?: string;
  headers?: Record<string, string>;
  reply_to?: string | string[];
}

/** An answer in Resend's own form: `{statusCode, name, message}`. */
export interface Refusal {
  statusCode: number;
  name: string;
  message: string;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(parse(readFileSync(SPEC, 'utf8')), 'resend');
const isRequest = ajv.compile<SendEmailRequest>({
  $ref: 'resend#/components/schemas/SendEmailRequest',
});

const ADDRESS = /^(?:[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)$/;

/** Checks a body against the schema, then against the rules the documentation states in words. */
export function checkRequest(body: unknown): SendEmailRequest | Refusal {
  if (!isRequest(body)) return schemaRefusal(isRequest.errors ?? []);
  if (!ADDRESS.test(body.from)) return refusal('invalid_from_address', 'Invalid `from` field.');
  const recipients = [body.to].flat();
  if (!recipients.every((to) => ADDRESS.test(to))) {
    return refusal('validation_error', 'Invalid `to` field.');
  }
  if (body.html === undefined && body.text === undefined) {
    return refusal('validation_error', 'Missing `html` or `text` field.');
  }
  return body;
}

function schemaRefusal(errors: ErrorObject[]): Refusal {
  const missing = errors.find((error) => error.keyword === 'required');
  if (missing) return refusal('missing_required_field', `Missing field: ${missing.message}`);
  return refusal('validation_error', ajv.errorsText(errors));
}

function refusal(name: string, message: string): Refusal {
  return { statusCode: 422, name, message };
}
