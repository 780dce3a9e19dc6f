import { setTimeout as delay } from 'node:timers/promises';
import { type CreateEmailOptions, Resend as Client } from 'resend';
import type { MailProvider, OutgoingMessage, SendResult } from './mail-provider.js';
import { Pace } from './pace.js';
import { resultOfError } from './resend-errors.js';

export interface ResendSettings {
  apiKey: string;
  /** Absent: Resend itself. */
  baseUrl?: string;
  /** Requests a second until Resend's own headers say more; its default for a new team is 2. */
  requestsPerSecond?: number;
}

/** An activity has 12 s in all: this long for a place in the rate limit, and then for the answer. */
const PATIENCE_FOR_A_PLACE = 2_000;
const PATIENCE_FOR_AN_ANSWER = 8_000;

/**
 * Mail through Resend's SDK, which never throws but answers `{error}`. The message's id is the idempotency key: Resend
 * keeps it for 24 hours, takes an equal repetition once, and refuses one with another body.
 */
export class ResendProvider implements MailProvider {
  readonly name = 'resend';
  readonly repeatable = true;
  private readonly client: Client;
  private readonly pace: Pace;

  constructor(settings: ResendSettings) {
    this.client = new Client(
      settings.apiKey,
      settings.baseUrl ? { baseUrl: settings.baseUrl } : {},
    );
    this.pace = new Pace(settings.requestsPerSecond ?? 2);
  }

  async send(message: OutgoingMessage): Promise<SendResult> {
    const place = this.pace.reserve(PATIENCE_FOR_A_PLACE);
    if (!place.taken) return { result: 'later', reason: 'paced', retryInMs: place.inMs };
    if (place.inMs > 0) await delay(place.inMs);
    const { data, error, headers } = await this.client.emails.send(requestOf(message), {
      idempotencyKey: message.id,
      signal: AbortSignal.timeout(PATIENCE_FOR_AN_ANSWER),
    });
    if (headers) this.pace.learn(headers);
    if (error) return resultOfError(error, headers ?? {});
    return { result: 'accepted', providerId: data.id };
  }
}

/** The request's body: the same bytes at every attempt, or Resend would refuse the repetition. */
function requestOf({ to, body }: OutgoingMessage): CreateEmailOptions {
  return {
    from: body.from ?? '',
    to: [to],
    subject: body.subject ?? '',
    text: body.text,
    ...(body.html === undefined ? {} : { html: body.html }),
    ...(body.headers === undefined ? {} : { headers: body.headers }),
  };
}
